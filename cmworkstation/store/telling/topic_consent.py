"""About which topic somebody wishes to hear, or not: a consent without one is about all of them."""

TABLES = """
ALTER TABLE contact_consent ADD COLUMN topic TEXT NOT NULL DEFAULT ''
"""
