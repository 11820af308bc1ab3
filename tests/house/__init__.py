"""The shape of the house, and what its pages say of it."""
