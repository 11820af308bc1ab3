"""What keeps the database in order: migrations, retention, processes, dumps."""
