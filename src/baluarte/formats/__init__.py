"""How others write it down: bytes to core and back. Pure."""
