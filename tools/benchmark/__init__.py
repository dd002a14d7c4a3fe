"""Baluarte beside IntelMQ, on the same files and the same machine: one script that a reader can repeat."""
