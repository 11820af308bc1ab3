"""Queries about people, their roles and what is known of them."""
