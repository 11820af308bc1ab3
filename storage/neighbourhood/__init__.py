"""The neighbourhood file: its shape, its checks, how it is read."""
