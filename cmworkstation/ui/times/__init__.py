"""The page of reply times."""
