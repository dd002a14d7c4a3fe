"""Small servers on loopback that speak as the real ones do, and misbehave when they are told to."""
