"""Measurements, each against a bare peer in the same run: ratios, never a lone absolute time."""
