"""Which cells of a table stay hidden, and whether somebody could work them out all the same."""
