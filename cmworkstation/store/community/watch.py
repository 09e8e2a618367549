"""Watching: saved queries, the sources they are asked of, and what was found.

A mention belongs to the source that brought it, under a name of its own there. What tells the same story (the same
address, or the same text up to small edits) carries the id of the first of them in `story_id`. A mention from our own
inbox has a `message_id` and no words of its own: its words stand in the message. `mention_sketch` holds the least
hashes of a text's runs of words, by which texts that may be alike are found.
"""

TABLES = """
CREATE TABLE watch_query (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  enabled INTEGER NOT NULL DEFAULT 1,
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE watch_source (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  target TEXT NOT NULL DEFAULT '',
  account_id TEXT NOT NULL DEFAULT '',
  every_s INTEGER NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'new',
  why TEXT NOT NULL DEFAULT '',
  fails INTEGER NOT NULL DEFAULT 0,
  left_out INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  tried_at INTEGER,
  fetched_at INTEGER,
  new_at INTEGER,
  cursor TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE mention (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES watch_source(id),
  remote_id TEXT NOT NULL,
  story_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  platform TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  author_key TEXT NOT NULL DEFAULT '',
  author_name TEXT NOT NULL DEFAULT '',
  author_handle TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  address_digest TEXT NOT NULL DEFAULT '',
  stance TEXT NOT NULL DEFAULT '',
  stance_how TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'new',
  note TEXT NOT NULL DEFAULT '',
  message_id INTEGER,
  conversation_id INTEGER,
  capture_id TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  changed_at INTEGER NOT NULL,
  UNIQUE (source_id, remote_id)
) STRICT;

CREATE INDEX mention_at ON mention(at);

CREATE INDEX mention_source_at ON mention(source_id, at);

CREATE INDEX mention_story ON mention(story_id);

CREATE INDEX mention_state_at ON mention(state, at);

CREATE INDEX mention_address ON mention(address_digest) WHERE address_digest <> '';

CREATE INDEX mention_author ON mention(platform, author_key);

CREATE INDEX mention_message ON mention(message_id) WHERE message_id IS NOT NULL;

CREATE INDEX mention_conversation ON mention(conversation_id) WHERE conversation_id IS NOT NULL;

CREATE TABLE mention_query (
  query_id TEXT NOT NULL REFERENCES watch_query(id),
  at INTEGER NOT NULL,
  mention_id TEXT NOT NULL REFERENCES mention(id),
  PRIMARY KEY (query_id, at, mention_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_query_mention ON mention_query(mention_id);

CREATE TABLE mention_sketch (
  hash INTEGER NOT NULL,
  mention_id TEXT NOT NULL REFERENCES mention(id),
  PRIMARY KEY (hash, mention_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_sketch_mention ON mention_sketch(mention_id);

CREATE TABLE mention_tag (
  mention_id TEXT NOT NULL REFERENCES mention(id),
  tag TEXT NOT NULL,
  PRIMARY KEY (mention_id, tag)
) STRICT, WITHOUT ROWID
"""
