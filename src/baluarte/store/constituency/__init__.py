"""Organisations, contacts, assets and their history."""
