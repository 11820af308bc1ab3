"""Messages that are heard: how a voice says them, and the voices that do."""
