"""Queries about requests for help."""
