"""Topics, questions that we put to people and what they said, and questions that we put to our own experts."""

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
) STRICT, WITHOUT ROWID;

ALTER TABLE batch ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;

CREATE INDEX batch_item_outbox ON batch_item(outbox_id) WHERE outbox_id <> '';

CREATE TABLE dialogue (
  id TEXT PRIMARY KEY,
  topic_id TEXT REFERENCES topic(id),
  question TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  audience TEXT NOT NULL DEFAULT '',
  rules TEXT NOT NULL DEFAULT '',
  starts_at INTEGER,
  ends_at INTEGER,
  state TEXT NOT NULL DEFAULT 'idea',
  owner TEXT NOT NULL DEFAULT '',
  approved_at INTEGER,
  approved_by TEXT NOT NULL DEFAULT '',
  opened_at INTEGER,
  closed_at INTEGER,
  synthesis TEXT NOT NULL DEFAULT '',
  decision TEXT NOT NULL DEFAULT '',
  unchanged INTEGER NOT NULL DEFAULT 0,
  decided_at INTEGER,
  decided_by TEXT NOT NULL DEFAULT '',
  answered_at INTEGER,
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE dialogue_place (
  id TEXT PRIMARY KEY,
  dialogue_id TEXT NOT NULL REFERENCES dialogue(id),
  kind TEXT NOT NULL DEFAULT 'asked',
  name TEXT NOT NULL DEFAULT '',
  account_no INTEGER REFERENCES account(no),
  conversation_id INTEGER REFERENCES conversation(id),
  message_id INTEGER REFERENCES message(id),
  words TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  draft_id TEXT NOT NULL DEFAULT '',
  begun_at INTEGER,
  asked_at INTEGER,
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX dialogue_place_of ON dialogue_place(dialogue_id);

CREATE INDEX dialogue_place_conversation ON dialogue_place(conversation_id) WHERE conversation_id IS NOT NULL;

CREATE TABLE contribution (
  id TEXT PRIMARY KEY,
  dialogue_id TEXT NOT NULL REFERENCES dialogue(id),
  place_id TEXT NOT NULL REFERENCES dialogue_place(id),
  how TEXT NOT NULL,
  message_id INTEGER REFERENCES message(id),
  author_id INTEGER REFERENCES author(id),
  who TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  votes INTEGER,
  stance TEXT NOT NULL DEFAULT '',
  theme TEXT NOT NULL DEFAULT '',
  left_out TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX contribution_message ON contribution(dialogue_id, message_id) WHERE message_id IS NOT NULL;

CREATE INDEX contribution_of ON contribution(dialogue_id, at);

CREATE INDEX contribution_by_message ON contribution(message_id) WHERE message_id IS NOT NULL;

CREATE TABLE dialogue_told (
  dialogue_id TEXT NOT NULL REFERENCES dialogue(id),
  voice TEXT NOT NULL,
  author_id INTEGER REFERENCES author(id),
  how TEXT NOT NULL,
  words TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (dialogue_id, voice)
) STRICT, WITHOUT ROWID;

CREATE TABLE expert_request (
  id TEXT PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  message_id INTEGER NOT NULL REFERENCES message(id),
  expert TEXT NOT NULL,
  department TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  question TEXT NOT NULL,
  quoted TEXT NOT NULL DEFAULT '',
  redacted INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'open',
  due_at INTEGER,
  handed_at INTEGER,
  reminded_at INTEGER,
  answer TEXT NOT NULL DEFAULT '',
  answered_at INTEGER,
  draft_id TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;

CREATE INDEX expert_request_conversation ON expert_request(conversation_id);

CREATE INDEX expert_request_open ON expert_request(due_at) WHERE state = 'open'"""
