"""The intake page: what every reading brought, day by day, and what could not be understood."""
