"""The voices of this machine: what they say, ahead of need too, and what is kept of it."""
