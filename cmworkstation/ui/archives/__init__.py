"""Importing archives that platforms give people."""
