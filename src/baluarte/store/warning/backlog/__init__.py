"""Findings of a large delivery that were read and committed, and are merged bit by bit while people are served."""
