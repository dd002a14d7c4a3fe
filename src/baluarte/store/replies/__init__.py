"""Replies, bounces, answer links, letters and certificates."""
