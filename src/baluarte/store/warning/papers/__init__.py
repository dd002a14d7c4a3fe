"""Papers made of notices, and files that wait: made once, kept as their exact bytes, told apart by their hash."""
