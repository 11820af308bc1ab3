"""What is promised for a year, what it costs, and who pays."""
