"""How we remember: Django models, the raw store and the Parquet lake."""
