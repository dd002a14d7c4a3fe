"""What organisations wish, the calendar that is kept, and what was told before: everything a notice looks back on."""
