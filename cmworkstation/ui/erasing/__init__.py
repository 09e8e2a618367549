"""Erasing people, legal holds, and how long something is kept."""
