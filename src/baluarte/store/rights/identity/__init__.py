"""What identity remembers: failures that were counted, factors and sessions of an account, recoveries under way."""
