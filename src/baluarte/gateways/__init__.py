"""How we reach others: one door for HTTP, one for mail."""
