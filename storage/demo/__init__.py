"""A believable neighbourhood that does not exist, for tests, pictures and measurements."""
