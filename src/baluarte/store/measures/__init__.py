"""Readings of measures, and what was published of them."""
