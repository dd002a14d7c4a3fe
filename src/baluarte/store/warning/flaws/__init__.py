"""Findings that rest on a list of flaws and on what is run, kept in step with both."""
