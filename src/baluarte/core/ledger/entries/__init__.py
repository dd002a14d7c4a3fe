"""What may stand in the log: kinds of entries as data, and the form of each value."""
