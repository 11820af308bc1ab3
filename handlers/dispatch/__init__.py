"""The way from a turn to the feature that answers it."""
