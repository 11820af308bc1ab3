"""The figures and the report."""
