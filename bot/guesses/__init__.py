"""What somebody may have meant by words that no list knows: a small model, in its own process."""
