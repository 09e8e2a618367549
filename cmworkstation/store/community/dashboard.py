"""Remarks beside the tiles of the dashboard, and how many people follow somebody, as their platform said last."""

TABLES = """
CREATE TABLE dashboard_note (
  id TEXT PRIMARY KEY,
  tile TEXT NOT NULL,
  words TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE TABLE author_audience (
  author_id INTEGER PRIMARY KEY REFERENCES author(id),
  n INTEGER NOT NULL
) STRICT;

CREATE TABLE voice_goal (
  topic_id TEXT PRIMARY KEY,
  percent INTEGER NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT
"""
