"""Public pages: no login, no script needed."""
