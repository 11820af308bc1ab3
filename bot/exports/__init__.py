"""Files for people: the report and the poster."""
