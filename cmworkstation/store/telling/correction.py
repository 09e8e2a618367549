"""What we said that turned out wrong, and the new reply that says so.

The old message stays as it was sent. A row counts from the moment its reply is sent; while the draft is written or the
reply is on its way it says so, and one whose draft or reply is gone says nothing.
"""

TABLES = """
CREATE TABLE correction (
  id TEXT PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message(id),
  draft_id TEXT NOT NULL DEFAULT '',
  outbox_id TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX correction_message ON correction(message_id);

CREATE INDEX correction_draft ON correction(draft_id) WHERE draft_id <> '';

CREATE INDEX correction_outbox ON correction(outbox_id) WHERE outbox_id <> ''
"""
