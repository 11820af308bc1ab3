"""One module per way a neighbour reaches us."""
