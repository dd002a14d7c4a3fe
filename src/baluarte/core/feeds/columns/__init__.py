"""Columns of one kind, read and written whole: no loop over rows in Python."""
