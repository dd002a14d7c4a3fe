"""Encryption by subject: each has a data key of its own, and to destroy that key is to erase whatever it sealed."""
