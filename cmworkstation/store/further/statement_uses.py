"""Uses of statements, which posts each came to, and what was added to one once the facts had changed.

A use is one going out of a statement, on one account or on several. An addendum is a use of its own that names the
one it adds to: what was sent stays as it was sent. `changed` says what has changed since; `words` is an addendum as it
is written, empty once it left.
"""

TABLES = """
CREATE TABLE statement_use (
  id TEXT PRIMARY KEY,
  charter_id TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  adds_to TEXT NOT NULL DEFAULT '',
  changed TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX statement_use_adds ON statement_use(adds_to) WHERE adds_to <> '';

CREATE INDEX statement_use_at ON statement_use(at);

CREATE TABLE statement_post (
  id TEXT PRIMARY KEY,
  use_id TEXT NOT NULL REFERENCES statement_use(id),
  account_no INTEGER NOT NULL REFERENCES account(no),
  draft_id TEXT NOT NULL DEFAULT '',
  outbox_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX statement_post_use ON statement_post(use_id);

CREATE INDEX statement_post_draft ON statement_post(draft_id) WHERE draft_id <> '';

CREATE INDEX statement_post_outbox ON statement_post(outbox_id) WHERE outbox_id <> '';

INSERT INTO statement_use(id, charter_id, statement_id, language, state, profile_id, at)
  SELECT o.id, coalesce(c.charter_id, ''), substr(o.answer_id, 11), o.language, 'out', o.profile_id, o.created_at
  FROM outbox o LEFT JOIN charter_account c ON c.account_no = o.account_no
  WHERE o.answer_id GLOB 'statement:?*' AND o.state <> 'dropped';

INSERT INTO statement_post(id, use_id, account_no, outbox_id)
  SELECT o.id, o.id, o.account_no, o.id FROM outbox o JOIN statement_use u ON u.id = o.id
"""
