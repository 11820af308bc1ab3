"""When a room is open and when an activity is, as the file says it."""
