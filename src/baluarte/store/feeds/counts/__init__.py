"""Counts of events, nation-wide and of one organisation, from the feet of the parts that the manifest names."""
