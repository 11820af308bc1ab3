"""The pictures of the day: who sees them is in the room, and who is in the room can tap them."""
