"""Campaigns: one flaw, many organisations, one decision of two people.

What it is for: all who are affected are warned once, and followed until it is fixed.
Words it owns: campaign, affected, unreachable, approval, follow-up.
What it promises: nobody approves what they themselves prepared, and nothing leaves before approval.
What it never does: mail by hand, or count a message as a fix.
"""
