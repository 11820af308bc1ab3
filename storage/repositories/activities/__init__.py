"""Queries about activities."""
