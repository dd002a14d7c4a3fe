"""Signed-in pages for the team."""
