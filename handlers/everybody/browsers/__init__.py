"""Somebody in a browser: whether they stay there, how they leave, how they come back."""
