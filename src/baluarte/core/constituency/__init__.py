"""Constituency: the organisations we serve, how to reach them, and what is theirs.

What it is for: who answers for an address, and on which day.
Words it owns: organisation, institution, contact, officer, asset, constituency.
What it promises: an asset belongs from a day to a day; history is never overwritten.
What it never does: hold anything about people beyond how to reach a role.
"""
