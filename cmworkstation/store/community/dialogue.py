"""Topics: what people come back to, the conversations about it, and who need not be told what became of it."""

TABLES = """CREATE TABLE topic (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'heard',
  query TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  decision TEXT NOT NULL DEFAULT '',
  decided_at INTEGER,
  decided_by TEXT NOT NULL DEFAULT '',
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  removed_at INTEGER
) STRICT;

CREATE TABLE topic_conversation (
  topic_id TEXT NOT NULL REFERENCES topic(id),
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  how TEXT NOT NULL DEFAULT 'hand',
  out INTEGER NOT NULL DEFAULT 0,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (topic_id, conversation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX topic_conversation_of ON topic_conversation(conversation_id, out);

CREATE TABLE topic_spared (
  topic_id TEXT NOT NULL REFERENCES topic(id),
  author_id INTEGER NOT NULL REFERENCES author(id),
  why TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (topic_id, author_id)
) STRICT, WITHOUT ROWID"""
