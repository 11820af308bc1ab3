"""Whether it stays as fast when more waits, and when more people and years are kept."""
