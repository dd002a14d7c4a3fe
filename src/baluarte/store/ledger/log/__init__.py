"""The log itself: its files, what writes and reads them again, and what brings them back."""
