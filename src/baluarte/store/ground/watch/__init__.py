"""What watches over the promises: how far a check came, what it said, and which queue it stopped."""
