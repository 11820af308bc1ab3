"""The board of rooms, for everybody; and the one at a room's door, which shows its pictures too."""
