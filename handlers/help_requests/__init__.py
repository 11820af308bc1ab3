"""Requests for help: who is asked, who helps, what came of it."""
