"""Alarms, and where people talk about us."""
