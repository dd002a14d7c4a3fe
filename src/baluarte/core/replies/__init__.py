"""Replies: what comes back after a notice, and what it changes.

What it is for: an answer by one click or one word moves a finding, and a bounce finds another way.
Words it owns: reply, one-click answer, bounce, fallback contact, official letter, certificate.
What it promises: an answer counts only from the one who was asked, and never closes a finding by itself.
What it never does: answer an automatic message, or act on words that are quoted from an older one.
"""
