"""The memory: tables, and for every noun one file of queries named after what they are for."""
