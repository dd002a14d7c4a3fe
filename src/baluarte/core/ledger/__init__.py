"""Marks: what was done, by whom, when; one for every action.

What it is for: nothing that matters happens without a trace.
Words it owns: mark, entry, access record, ledger.
What it promises: an action leaves exactly one mark, in the same commit as its effect.
What it never does: hold content. A mark names the act, the actor, a count and a digest.
"""
