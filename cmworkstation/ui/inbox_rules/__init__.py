"""The page of the inbox rules."""
