"""What is true: vocabularies, column kernels and rules. No framework, network, disk, clock or chance."""
