"""Grants of roles: which run now, and those that ended."""
