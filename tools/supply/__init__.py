"""What the program is made of, as others read it: a bill of materials in CycloneDX, from the locks and nothing else."""
