"""Queries about what people say: to each other, and to us."""
