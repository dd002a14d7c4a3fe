"""Flaws of what is run become findings: found by a list and not by a sensor, and closed when they no longer concern anybody."""
