"""The trace of every read of personal data: what those concerned are shown, at once or after a lawful delay."""
