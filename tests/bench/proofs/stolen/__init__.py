"""A database is stolen without its keys: what is in it, and what a thief makes of it."""
