"""Frozen values and pure rules: what the workstation speaks about. No I/O, no Qt, no SQL."""
