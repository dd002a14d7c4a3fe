"""Rights: who asks, what they may do, and what is never kept.

What it is for: every action asks here first, and a refusal says which rule.
Words it owns: actor, leave, granted, refusal, pseudonym.
What it promises: what is not granted is refused; unknown acts are refused.
What it never does: decide by where a request came from.
"""
