"""A room closes for good: what is there, where it goes, what ends with the room."""
