"""Whether the reply to a complaint helped: what a person entered of it, once for each reply."""

TABLES = """
CREATE TABLE experience (
  outbox_id TEXT PRIMARY KEY REFERENCES outbox(id),
  outcome TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT
"""
