"""Alarms, and what was decided about the places where people talk about us.

An alarm names its series as `alert.Series.key`. Its terms are words that several people used, one a line. Decisions
about a place are only added: the newest holds.
"""

TABLES = """
CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  series TEXT NOT NULL,
  since INTEGER NOT NULL,
  at INTEGER NOT NULL,
  value INTEGER NOT NULL,
  usual REAL NOT NULL DEFAULT 0,
  alarm INTEGER NOT NULL DEFAULT 0,
  basis TEXT NOT NULL DEFAULT '',
  peak INTEGER NOT NULL DEFAULT 0,
  terms TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  first_at INTEGER,
  first TEXT NOT NULL DEFAULT '',
  authors INTEGER NOT NULL DEFAULT 0,
  share REAL NOT NULL DEFAULT 0,
  trouble TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'new',
  note TEXT NOT NULL DEFAULT '',
  ended_at INTEGER,
  reminded_at INTEGER,
  profile_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX alert_series ON alert(series, at);

CREATE INDEX alert_at ON alert(at);

CREATE INDEX alert_open ON alert(series) WHERE ended_at IS NULL;

CREATE TABLE place_decision (
  id TEXT PRIMARY KEY,
  place TEXT NOT NULL,
  decision TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX place_decision_place ON place_decision(place, at)
"""
