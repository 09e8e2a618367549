"""The workspace file: an SQLite database with one writing connection. SQL lives here and nowhere else."""
