"""Backups: a consistent copy of database, raw store and lake, named by content, read again, and brought back into an empty place."""
