"""The response guide: everything that was agreed to be said, and what it lacks."""
