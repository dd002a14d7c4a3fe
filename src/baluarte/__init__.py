"""Baluarte: warn organisations of their own exposures, and see whether they were fixed."""

__version__ = "2026.11"
