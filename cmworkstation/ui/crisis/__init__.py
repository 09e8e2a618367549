"""Crisis levels."""
