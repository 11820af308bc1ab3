"""A room's own figures, for those who hold its key: week, year, trend, and what to be glad of."""
