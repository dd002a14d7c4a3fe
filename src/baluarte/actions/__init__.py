"""Everything the system can do: one function, one transaction, one mark."""
