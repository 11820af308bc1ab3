"""Rooms: their hours and state, opening, counting, closing."""
