"""Activities that coordinators make and change in the chat."""
