"""Sharing: the traffic-light label, and the one gate that every exit passes.

What it is for: what may be told to whom, through which channel.
Words it owns: label (TLP), audience, channel, gate.
What it promises: the strictest label of the parts is the label of the whole.
What it never does: lower a label, or guess one that is missing (AMBER is the default).
"""
