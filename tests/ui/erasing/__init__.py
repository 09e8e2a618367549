"""Erasing in the window."""
