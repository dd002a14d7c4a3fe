"""The world in memory, for our tests and for authors of formats and packs."""
