"""Count the rows of a delivery again, from its raw bytes, with code of its own."""
