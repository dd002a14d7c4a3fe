"""What was kept can be made again from the raw bytes: a sample is, and is compared with what is stored."""
