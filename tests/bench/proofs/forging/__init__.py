"""Figures and pages that nobody can forge."""
