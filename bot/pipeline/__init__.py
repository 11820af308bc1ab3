"""The way of a message through the program: in, out, and what time brings."""
