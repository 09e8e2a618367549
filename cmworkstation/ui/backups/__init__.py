"""Copies of the workspace: the list, the restore, and what can be done about a damaged file."""
