"""Housekeeping: what a contact is told about its own registration, before it lapses."""
