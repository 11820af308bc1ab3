"""A resident and a neighbour write to each other."""
