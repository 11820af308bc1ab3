"""What key-holders do at the door: open, count, close, and make good what they forgot."""
