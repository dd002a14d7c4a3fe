"""How a person is told from a thing in what somebody types."""
