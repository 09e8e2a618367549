"""The crisis desk: times of crisis and drills, whom to call and who was called, and what was learnt afterwards."""

TABLES = """CREATE TABLE crisis_episode (
  id TEXT PRIMARY KEY,
  charter_id TEXT NOT NULL,
  drill_id TEXT NOT NULL DEFAULT '',
  began_n INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  ended_n INTEGER,
  ended_at INTEGER,
  update_at INTEGER,
  told_at INTEGER,
  query TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX crisis_episode_open ON crisis_episode(charter_id) WHERE ended_at IS NULL;

CREATE TABLE roster (
  id TEXT PRIMARY KEY,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  part TEXT NOT NULL DEFAULT '',
  phones TEXT NOT NULL DEFAULT '',
  deputy_id TEXT NOT NULL DEFAULT '',
  hours TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE crisis_call (
  id TEXT PRIMARY KEY,
  episode_id TEXT NOT NULL DEFAULT '',
  person_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  pass_at INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',
  settled_at INTEGER
) STRICT;

CREATE INDEX crisis_call_open ON crisis_call(pass_at) WHERE settled_at IS NULL;

CREATE TABLE debrief (
  episode_id TEXT PRIMARY KEY,
  answers TEXT NOT NULL DEFAULT '{}',
  held_at INTEGER,
  profile_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE debrief_action (
  id TEXT PRIMARY KEY,
  episode_id TEXT NOT NULL,
  words TEXT NOT NULL,
  owner TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL,
  done_at INTEGER,
  why TEXT NOT NULL DEFAULT ''
) STRICT"""
