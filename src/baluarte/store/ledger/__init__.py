"""Marks of actions, pending until the public tree stands."""
