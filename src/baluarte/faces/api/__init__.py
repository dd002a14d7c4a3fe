"""REST, versioned by date."""
