"""Changing the neighbourhood from the chat: each change is a version, with a way back."""
