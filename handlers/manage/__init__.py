"""Changing the neighbourhood from the chat; nothing yet. Above the features that it changes."""
