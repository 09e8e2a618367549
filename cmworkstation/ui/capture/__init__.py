"""Taking messages in by hand."""
