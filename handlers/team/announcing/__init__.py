"""Announcing: a coordinator tells the neighbours something, and sees what becomes of it."""
