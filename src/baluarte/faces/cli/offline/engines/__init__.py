"""Other machinery for the same job: what is told to run where, with the same kernels and the same accounts."""
