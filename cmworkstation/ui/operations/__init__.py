"""The page about what is planned: a time line by theme, a calendar, a list, what does not hold together, and relays."""
