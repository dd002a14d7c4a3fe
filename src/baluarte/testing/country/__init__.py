"""A country that does not exist, made from its pack and a seed: its register, and fourteen months of feed files.

What it is for: the demo, the tests, and whoever wants to see how a country pack is built.
What it promises: the same seed gives the same bytes; only documentation ranges and `.example`.
What it never does: read a clock, or hold a name that belongs to anybody.
"""
