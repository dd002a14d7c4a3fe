"""A national day, generated from a seed, and the whole job measured against a plain scan of it."""
