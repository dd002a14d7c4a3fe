"""Erasure: every place that knows a person forgets, and the keys that could bring it back are destroyed."""
