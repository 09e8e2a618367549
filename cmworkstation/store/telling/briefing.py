"""Briefings for colleagues: departments, what was chosen for them, what is being written, and what went out."""

TABLES = """
CREATE TABLE department (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  query TEXT NOT NULL DEFAULT '',
  watches TEXT NOT NULL DEFAULT '[]',
  parts TEXT NOT NULL DEFAULT '[]',
  every TEXT NOT NULL DEFAULT '',
  folder TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  changed_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE briefing (
  id TEXT PRIMARY KEY,
  department_id TEXT NOT NULL REFERENCES department(id),
  department TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  blocks TEXT NOT NULL,
  names TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX briefing_department ON briefing(department_id, since);

CREATE TABLE briefing_sketch (
  department_id TEXT NOT NULL REFERENCES department(id),
  since INTEGER NOT NULL,
  intro TEXT NOT NULL DEFAULT '',
  taken_out TEXT NOT NULL DEFAULT '[]',
  names TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (department_id, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE briefing_quote (
  briefing_id TEXT NOT NULL REFERENCES briefing(id),
  block INTEGER NOT NULL,
  message_id INTEGER,
  mention_id TEXT,
  PRIMARY KEY (briefing_id, block)
) STRICT, WITHOUT ROWID;

CREATE INDEX briefing_quote_message ON briefing_quote(message_id) WHERE message_id IS NOT NULL;

CREATE INDEX briefing_quote_mention ON briefing_quote(mention_id) WHERE mention_id IS NOT NULL;

CREATE TABLE briefing_pick (
  id TEXT PRIMARY KEY,
  department_id TEXT NOT NULL REFERENCES department(id),
  message_id INTEGER REFERENCES message(id),
  mention_id TEXT REFERENCES mention(id),
  note TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  briefing_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX briefing_pick_open ON briefing_pick(department_id) WHERE briefing_id = ''"""
