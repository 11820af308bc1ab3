"""What every feature shares: messages, questions, keyboards, words for time."""
