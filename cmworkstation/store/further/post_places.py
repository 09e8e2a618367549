"""Where posts of our own may go on each account, as its server listed them last; and where each reply of ours went.

The list is there to choose from without a network. `outbox.place` is the name of a place there, `place_title` as
people call it: both as they were when the post was queued.
"""

TABLES = """
CREATE TABLE post_place (
  account_no INTEGER NOT NULL REFERENCES account(no),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT '',
  n INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (account_no, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE outbox ADD COLUMN place TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN place_title TEXT NOT NULL DEFAULT ''
"""
