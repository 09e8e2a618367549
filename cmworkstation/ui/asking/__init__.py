"""Asking a person for a few fields, and an expert for what they know."""
