"""The pictures of the day: who sees them in the room can say so from a browser."""
