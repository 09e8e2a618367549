"""Results of polls that were held elsewhere: from where they are known. Who noted them stood there before."""

TABLES = """
ALTER TABLE contribution ADD COLUMN source TEXT NOT NULL DEFAULT '';
"""
