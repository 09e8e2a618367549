"""Use cases: what a person can ask for. No Qt, no SQL."""
