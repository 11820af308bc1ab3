"""Asking for help says little: every screen, and all that comes unasked."""
