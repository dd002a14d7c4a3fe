"""Promises: what is written down as kept is looked at again, by itself, and stops what would break it further.

What it is for: every promise has a check that recounts, compares and repairs nothing.
Words it owns: promise, check, outcome, halted queue, backup.
What it promises: three outcomes, never one in between; a broken promise is called out and its queue stands still.
What it never does: repair what it found, or call something covered that was not looked at.
"""
