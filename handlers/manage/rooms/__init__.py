"""What a coordinator changes about a room: its days, its hours, what is known of it."""
