"""Freezes, and what each of them held back until a person decided about it."""

TABLES = """
CREATE TABLE freeze (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  scope_id TEXT NOT NULL DEFAULT '',
  began_at INTEGER NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  ended_at INTEGER,
  ended_profile_id TEXT NOT NULL DEFAULT '',
  mistake INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX freeze_holding ON freeze(n) WHERE ended_at IS NULL;

CREATE TABLE frozen_reply (
  outbox_id TEXT PRIMARY KEY REFERENCES outbox(id),
  n INTEGER NOT NULL,
  verdict TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  decided_at INTEGER,
  profile_id TEXT NOT NULL DEFAULT '',
  kept INTEGER NOT NULL DEFAULT 0,
  hold_until INTEGER,
  scheduled_at INTEGER,
  zone TEXT NOT NULL DEFAULT '',
  if_missed TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE frozen_rule (
  rule_id TEXT NOT NULL,
  message_id INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  verdict TEXT NOT NULL DEFAULT '',
  run TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (rule_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE drill (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  account_id TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  ended_at INTEGER,
  ended_profile_id TEXT NOT NULL DEFAULT ''
) STRICT
"""
