"""How somebody proves who they are: names in one spelling, passwords, growing delays, the life of a session."""
