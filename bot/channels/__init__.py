"""One folder per way a neighbour reaches us."""
