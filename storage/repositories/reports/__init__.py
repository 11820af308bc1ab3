"""Queries about reports: as they were sent, and who wants which."""
