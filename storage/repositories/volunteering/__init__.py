"""Queries about helping out."""
