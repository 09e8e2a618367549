"""Presence: the register of names, looks at names, dependence on platforms, and the media map."""
