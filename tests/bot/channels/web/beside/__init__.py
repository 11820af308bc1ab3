"""The pages beside the chat: files, and the boards at the door."""
