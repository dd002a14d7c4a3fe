"""Schedules and workers: another way to call an action."""
