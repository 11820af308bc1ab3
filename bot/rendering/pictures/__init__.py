"""One set of pictures for states, topics and actions, the same on pages and on paper."""
