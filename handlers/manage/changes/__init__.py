"""A change of the neighbourhood: looked at, said yes to, kept as a version, taken back."""
