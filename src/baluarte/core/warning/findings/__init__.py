"""What we say about each kind of finding, in both languages, beside its rules as data."""
