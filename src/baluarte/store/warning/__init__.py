"""Findings, their history, notices and the outbox."""
