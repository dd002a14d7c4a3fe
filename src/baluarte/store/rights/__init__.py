"""Accounts, sessions by link, tokens, and clear account names kept apart."""
