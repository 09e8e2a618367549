"""The outbox page: where every reply stands, what was tried, and what a person can do."""
