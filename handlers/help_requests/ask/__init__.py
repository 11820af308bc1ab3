"""Asking for help: the dialogue, the consent, and what comes after."""
