"""Contacts over all networks, and the relations with them.

A contact is a person; `contact_author` says which authors are that person, by what evidence. A merge is a contact of
its own with two rows in `contact_merge`: nothing of the two that were merged is touched, and what is added to the
merged card stands at the merged contact alone, so that a split knows what it must ask for.
"""

TABLES = """
CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE contact_author (
  author_id INTEGER PRIMARY KEY REFERENCES author(id),
  contact_id TEXT NOT NULL REFERENCES contact(id),
  how TEXT NOT NULL,
  evidence TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_author_contact ON contact_author(contact_id);

CREATE TABLE contact_merge (
  contact_id TEXT PRIMARY KEY REFERENCES contact(id),
  into_id TEXT NOT NULL REFERENCES contact(id),
  place INTEGER NOT NULL,
  evidence TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_merge_into ON contact_merge(into_id);

CREATE TABLE contact_topic (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contact(id),
  words TEXT NOT NULL,
  topic_id TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_topic_contact ON contact_topic(contact_id);

CREATE TABLE contact_consent (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contact(id),
  kind TEXT NOT NULL,
  granted INTEGER NOT NULL,
  source TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX contact_consent_contact ON contact_consent(contact_id);

CREATE TABLE relation (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contact(id),
  project TEXT NOT NULL,
  topic_id TEXT NOT NULL DEFAULT '',
  topic TEXT NOT NULL DEFAULT '',
  ask TEXT NOT NULL DEFAULT '',
  who TEXT NOT NULL DEFAULT '',
  gets TEXT NOT NULL DEFAULT '',
  decline TEXT NOT NULL DEFAULT '',
  invited TEXT NOT NULL DEFAULT '',
  post_required INTEGER NOT NULL DEFAULT 0,
  paid INTEGER NOT NULL DEFAULT 0,
  owner TEXT NOT NULL DEFAULT '',
  opened_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX relation_contact ON relation(contact_id);

CREATE TABLE relation_event (
  id TEXT PRIMARY KEY,
  relation_id TEXT NOT NULL REFERENCES relation(id),
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  way TEXT NOT NULL DEFAULT '',
  done INTEGER NOT NULL DEFAULT 1,
  profile_id TEXT NOT NULL DEFAULT '',
  draft_id TEXT NOT NULL DEFAULT '',
  outbox_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX relation_event_of ON relation_event(relation_id, at);

CREATE INDEX relation_event_draft ON relation_event(draft_id) WHERE draft_id <> '';

CREATE TABLE relation_told (
  relation_id TEXT NOT NULL REFERENCES relation(id),
  kind TEXT NOT NULL,
  mark TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (relation_id, kind, mark)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_end (
  project TEXT PRIMARY KEY,
  on_day TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE solicitation (
  id TEXT PRIMARY KEY,
  author_id INTEGER NOT NULL REFERENCES author(id),
  at INTEGER NOT NULL,
  how TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  relation_id TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  draft_id TEXT NOT NULL DEFAULT '',
  outbox_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX solicitation_author ON solicitation(author_id, at);

CREATE INDEX solicitation_draft ON solicitation(draft_id) WHERE draft_id <> ''
"""
