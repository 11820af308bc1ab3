"""Voices of neighbours: who helps in a room says our sentences for those who do not read."""
