"""What keeps the lake in good order: whose turn it is, and many small files made into one."""
