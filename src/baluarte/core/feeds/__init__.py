"""Feeds: what arrives, how it is read, and where every row of it went.

What it is for: one event schema for every source, and an account of each delivery.
Words it owns: feed, report, delivery, row, event, quarantine, accounting.
What it promises: read = accepted + duplicate + quarantined, for every delivery.
What it never does: drop a row in silence, or guess a value.
"""
