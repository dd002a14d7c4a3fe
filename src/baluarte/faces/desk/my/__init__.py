"""The portal of an organisation: what is its own, and nothing of anybody else."""
