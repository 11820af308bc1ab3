"""The report in words."""
