"""Marks and the public log: what was done, by whom, when; and what was published, unchanged since.

What it is for: nothing that matters happens without a trace, and nothing published is rewritten unseen.
Words it owns: mark, entry, access record, ledger, lane, tile, checkpoint, proof, cosignature, witness, salted value.
What it promises: an action leaves exactly one mark, in the same commit as its effect; whoever keeps a
checkpoint can tell whether anything before it was changed, with our program, with one file, or with others'.
What it never does: hold content. A mark names the act, the actor, a count and a digest; the log holds hashes,
counts, dates and words of closed lists, and never a person.
"""
