"""What is planned: operations by theme, what they said before, channels without an account, news and its relays."""

TABLES = """
CREATE TABLE channel (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE operation (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  zone TEXT NOT NULL DEFAULT '',
  all_day INTEGER NOT NULL DEFAULT 0,
  topic_id TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '',
  audience TEXT NOT NULL DEFAULT '',
  channels TEXT NOT NULL DEFAULT '[]',
  recurrence TEXT NOT NULL DEFAULT '',
  except_at TEXT NOT NULL DEFAULT '[]',
  owner TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  links TEXT NOT NULL DEFAULT '[]',
  uid TEXT NOT NULL DEFAULT '',
  recurrence_id TEXT NOT NULL DEFAULT '',
  sequence INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  cancelled INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX operation_uid ON operation(uid, recurrence_id) WHERE uid <> '';

CREATE INDEX operation_topic ON operation(topic_id) WHERE topic_id <> '';

CREATE TABLE operation_revision (
  operation_id TEXT NOT NULL REFERENCES operation(id),
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  act TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  before TEXT NOT NULL,
  PRIMARY KEY (operation_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE coherence_dismissal (
  finding TEXT PRIMARY KEY,
  why TEXT NOT NULL,
  at INTEGER NOT NULL,
  profile_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE news (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  message_id INTEGER REFERENCES message(id),
  operation_id TEXT NOT NULL DEFAULT '',
  closed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE relay (
  news_id TEXT NOT NULL REFERENCES news(id),
  channel TEXT NOT NULL,
  told TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  draft_id TEXT NOT NULL DEFAULT '',
  message_id INTEGER,
  at INTEGER NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (news_id, channel)
) STRICT, WITHOUT ROWID
"""
