"""What is sent by page or program: read while its sender waits, or kept for the worker."""
