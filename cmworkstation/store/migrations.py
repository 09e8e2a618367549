"""The schema, as a list of steps that only grows. A released step is never edited.

All pending steps and their records are committed together; `user_version` is set in the same transaction,
so that a start needs one PRAGMA to know that nothing is pending. A step's docstring says what it changes for
the user.
"""

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlite_utils import Database, Migrations

from cmworkstation.domain.progress import Progress, Told
from cmworkstation.killpoint import reach
from cmworkstation.store import words
from cmworkstation.store.community import COMMUNITY
from cmworkstation.store.further import FURTHER
from cmworkstation.store.telling import TELLING
from cmworkstation.store.version import APPLICATION_ID

steps = Migrations("cmworkstation")


PULSE = 200_000  # steps of SQLite's machine between two words to whoever waits
INDEX_ANEW = 5  # the schema whose index of messages has to be filled anew


def apply(connection: sqlite3.Connection, told: Told | None = None) -> None:
    """Apply all pending steps to `connection`, or none: a half-made file would not be known as ours.

    `told` hears how far it is; whatever it raises undoes all of it and is raised here.
    """
    before: int = connection.execute("PRAGMA user_version").fetchone()[0]
    kept = connection.execute("PRAGMA temp_store").fetchone()[0]
    # What undoes a statement over all rows takes as much room as they do: not in memory.
    connection.execute("PRAGMA temp_store=FILE")
    connection.execute("BEGIN IMMEDIATE")
    try:
        with _heard(connection, told):
            steps.apply(Database(connection, execute_plugins=False))
        if 0 < before < INDEX_ANEW:
            for step in words.fill(connection):
                if told:
                    told(step)
        reach("store.migrated")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    else:
        connection.execute("COMMIT")
    finally:
        connection.execute(f"PRAGMA temp_store={kept}")


@contextlib.contextmanager
def _heard(connection: sqlite3.Connection, told: Told | None) -> Iterator[None]:
    """Say now and then that a long statement goes on, and let it be stopped."""
    if told is None:
        yield
        return
    hear, stopped = told, list[BaseException]()

    def pulse() -> int:
        try:
            hear(Progress(0, 0, "update"))
        except BaseException as error:  # noqa: BLE001 - no exception goes through SQLite; raised below
            stopped.append(error)
        return len(stopped)

    connection.set_progress_handler(pulse, PULSE)
    try:
        yield
    except sqlite3.OperationalError:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


@steps()
def m0001_foundation(db: Database) -> None:
    """Accounts, messages with their history, drafts, the outbox, charters and the journal."""
    for statement in FOUNDATION.split(";\n\n"):
        db.conn.execute(statement)
    db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.conn.execute("PRAGMA user_version=1")


@steps()
def m0002_lists_in_their_order(db: Database) -> None:
    """The unread list, who waits longest, and an account's ledger no longer slow down with the years."""
    for statement in (
        "CREATE INDEX conversation_waiting ON conversation(waiting_since) WHERE status = 0",
        "CREATE INDEX conversation_unread ON conversation(last_at) WHERE unread > 0",
        "DROP INDEX poll_account",
        "CREATE INDEX poll_account ON poll(account_no, id)",
    ):
        db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=2")


@steps()
def m0003_history(db: Database) -> None:
    """Intervals in which an account was not read are listed and filled; older messages can be fetched."""
    for statement in HISTORY.split(";\n\n"):
        db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=3")


@steps()
def m0004_charter(db: Database) -> None:
    """People with roles and keys, versions of a charter, approvals, promises, and paths through the triage."""
    for statement in CHARTER.split(";\n\n"):
        db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=4")


@steps()
def m0005_daily_work(db: Database) -> None:
    """Labels, notes, snoozing, assignees, saved views, rules, batches, pictures, schedules and reviews."""
    for statement in DAILY_WORK.split(";\n\n"):
        db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=5")


@steps()
def m0006_independence(db: Database) -> None:
    """What keeps a community from depending on one platform."""
    for part in INDEPENDENCE:
        for statement in part.split(";\n\n"):
            db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=6")


@steps()
def m0007_community(db: Database) -> None:
    """What is said about us, crises, dialogue, relations with people, and what is planned."""
    for part in COMMUNITY:
        for statement in part.split(";\n\n"):
            db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=7")


@steps()
def m0008_telling(db: Database) -> None:
    """What is told on to colleagues, and what follows from what was said."""
    for part in TELLING:
        for statement in part.split(";\n\n"):
            db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=8")


@steps()
def m0009_further(db: Database) -> None:
    """What is added to a statement once the facts have changed, and where each post of our own goes."""
    for part in FURTHER:
        for statement in part.split(";\n\n"):
            db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=9")


# Notes stand apart from everything that leaves: no code that sends may read `note`. Lists: what an index needs to give
# a label's conversations in their order is copied into it by whoever writes. Rules: what a rule did only grows.
DAILY_WORK = """
ALTER TABLE conversation ADD COLUMN assignee TEXT NOT NULL DEFAULT '';

ALTER TABLE conversation ADD COLUMN handed TEXT NOT NULL DEFAULT '';

ALTER TABLE conversation ADD COLUMN handed_by TEXT NOT NULL DEFAULT '';

ALTER TABLE conversation ADD COLUMN handed_at INTEGER;

ALTER TABLE conversation ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;

ALTER TABLE conversation ADD COLUMN theirs_at INTEGER;

ALTER TABLE conversation ADD COLUMN courtesy INTEGER NOT NULL DEFAULT 0;

ALTER TABLE message ADD COLUMN courtesy INTEGER NOT NULL DEFAULT 0;

UPDATE conversation SET theirs_at = (
  SELECT m.at FROM message m WHERE m.conversation_id = conversation.id AND NOT m.ours AND NOT m.context
  ORDER BY m.id DESC LIMIT 1);

ALTER TABLE conversation DROP COLUMN snippet;

CREATE INDEX conversation_assignee ON conversation(assignee, status, last_at) WHERE assignee <> '';

CREATE TABLE label (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  colour INTEGER NOT NULL DEFAULT 0,
  shape TEXT NOT NULL DEFAULT 'disc',
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE conversation_label (
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  label_id INTEGER NOT NULL REFERENCES label(id),
  status INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_label_list ON conversation_label(label_id, status, last_at, conversation_id);

CREATE TABLE snooze (
  conversation_id INTEGER PRIMARY KEY REFERENCES conversation(id),
  kind TEXT NOT NULL,
  until_at INTEGER,
  promise_id TEXT NOT NULL DEFAULT '',
  status INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  began_at INTEGER NOT NULL,
  woke_at INTEGER
) STRICT;

CREATE INDEX conversation_asked ON conversation(due_at) WHERE status = 7 AND due_at IS NOT NULL;

CREATE INDEX snooze_until ON snooze(until_at) WHERE until_at IS NOT NULL AND woke_at IS NULL;

CREATE TABLE note (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  message_id INTEGER REFERENCES message(id),
  body TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  deleted_at INTEGER
) STRICT;

CREATE INDEX note_conversation ON note(conversation_id, created_at);

CREATE TABLE note_revision (
  note_id TEXT NOT NULL REFERENCES note(id),
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (note_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE note_draft (
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  message_id INTEGER REFERENCES message(id),
  note_id TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE note_fts USING fts5(
  body, content='note', content_rowid='no', columnsize=0, prefix='2 3',
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

CREATE VIRTUAL TABLE author_fts USING fts5(
  name, handle, content='author', content_rowid='id', columnsize=0, prefix='2 3',
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

INSERT INTO author_fts(author_fts) VALUES('rebuild');

CREATE TABLE raw_block (
  id INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

ALTER TABLE raw_item ADD COLUMN block INTEGER REFERENCES raw_block(id);

ALTER TABLE raw_item ADD COLUMN begin INTEGER NOT NULL DEFAULT 0;

ALTER TABLE raw_item ADD COLUMN length INTEGER NOT NULL DEFAULT 0;

DROP TABLE message_fts;

DROP VIEW message_words;

ALTER TABLE message ADD COLUMN place INTEGER;

CREATE UNIQUE INDEX message_place ON message(place) WHERE place IS NOT NULL;

CREATE VIEW message_words AS
  SELECT id, place, title || ' ' || spoiler || ' ' || text AS body, author_name || ' ' || author_handle AS who,
    iif(account_no < 6400, char(57344 + account_no), 'a' || account_no) AS meta
  FROM message WHERE place IS NOT NULL;

CREATE VIRTUAL TABLE message_fts USING fts5(
  body, who, meta, content='message_words', content_rowid='place', columnsize=0, prefix='2 3 4',
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

INSERT INTO message_fts(message_fts, rank) VALUES('automerge', 8);

DROP INDEX message_author;

CREATE INDEX message_author ON message(author_id, context);

DROP INDEX message_conversation;

CREATE INDEX message_conversation ON message(conversation_id);

CREATE TABLE saved_view (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE inbox_rule (
  id TEXT PRIMARY KEY,
  folder TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  enabled INTEGER NOT NULL DEFAULT 0,
  why_off TEXT NOT NULL DEFAULT '',
  query TEXT NOT NULL,
  actions TEXT NOT NULL,
  last INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE inbox_rule_revision (
  rule_id TEXT NOT NULL REFERENCES inbox_rule(id),
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  actions TEXT NOT NULL,
  last INTEGER NOT NULL,
  profile_id TEXT NOT NULL,
  PRIMARY KEY (rule_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox_rule_effect (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rule_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  message_id INTEGER REFERENCES message(id),
  action TEXT NOT NULL,
  value TEXT NOT NULL DEFAULT '',
  before TEXT NOT NULL DEFAULT '',
  run TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;

CREATE INDEX inbox_rule_effect_conversation ON inbox_rule_effect(conversation_id, id);

CREATE INDEX inbox_rule_effect_rule ON inbox_rule_effect(rule_id, at);

CREATE INDEX inbox_rule_effect_run ON inbox_rule_effect(run, id) WHERE run <> '';

CREATE TABLE batch (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;

CREATE TABLE batch_item (
  batch_id TEXT NOT NULL REFERENCES batch(id),
  n INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  draft_id TEXT NOT NULL DEFAULT '',
  displayed TEXT NOT NULL DEFAULT '',
  outbox_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'open',
  PRIMARY KEY (batch_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
  hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  width INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  alt TEXT NOT NULL DEFAULT '',
  added_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE media_alt (
  hash TEXT NOT NULL REFERENCES media(hash),
  language TEXT NOT NULL,
  alt TEXT NOT NULL,
  PRIMARY KEY (hash, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_media (
  draft_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  hash TEXT NOT NULL REFERENCES media(hash),
  alt TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (draft_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_media (
  outbox_id TEXT NOT NULL REFERENCES outbox(id),
  n INTEGER NOT NULL,
  hash TEXT NOT NULL REFERENCES media(hash),
  alt TEXT NOT NULL DEFAULT '',
  remote_id TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (outbox_id, n)
) STRICT, WITHOUT ROWID;

ALTER TABLE draft ADD COLUMN name TEXT NOT NULL DEFAULT '';

ALTER TABLE draft ADD COLUMN scheduled_at INTEGER;

ALTER TABLE draft ADD COLUMN zone TEXT NOT NULL DEFAULT '';

ALTER TABLE draft ADD COLUMN if_missed TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN scheduled_at INTEGER;

ALTER TABLE outbox ADD COLUMN zone TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN if_missed TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN after_id TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN part INTEGER NOT NULL DEFAULT 0;

ALTER TABLE outbox ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;

ALTER TABLE outbox ADD COLUMN whole TEXT NOT NULL DEFAULT '';

CREATE INDEX outbox_after ON outbox(after_id) WHERE after_id <> '';

CREATE TABLE annotation (
  id TEXT PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message(id),
  words TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX annotation_message ON annotation(message_id);

CREATE INDEX message_ours ON message(id) WHERE ours = 1 AND context = 0;

CREATE INDEX message_attached ON message(id) WHERE attachments <> '';

CREATE INDEX outbox_sent ON outbox(sent_at) WHERE state = 'sent';

CREATE TABLE review_sample (
  id TEXT PRIMARY KEY,
  month TEXT NOT NULL UNIQUE,
  seed INTEGER NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;

CREATE TABLE review_item (
  sample_id TEXT NOT NULL REFERENCES review_sample(id),
  n INTEGER NOT NULL,
  outbox_id TEXT NOT NULL REFERENCES outbox(id),
  stratum TEXT NOT NULL,
  verdict TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER,
  PRIMARY KEY (sample_id, n)
) STRICT, WITHOUT ROWID
"""

# Who: local people, and those of other machines whose word is taken. Keys stand in the keyring; here is what is public.
# Charter: `charter_draft` is the text that is being written; a version is immutable and in force by the clock alone.
# Approvals: a request is bound to what was asked (`binding`); its acts only grow.
CHARTER = """
CREATE TABLE profile (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  local INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE TABLE profile_key (
  fingerprint TEXT PRIMARY KEY,
  profile_id TEXT NOT NULL REFERENCES profile(id),
  public TEXT NOT NULL,
  since INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by TEXT NOT NULL DEFAULT '',
  ended_why TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE mandate (
  profile_id TEXT NOT NULL REFERENCES profile(id),
  charter_id TEXT NOT NULL,
  speaker TEXT NOT NULL,
  PRIMARY KEY (profile_id, charter_id, speaker)
) STRICT, WITHOUT ROWID;

CREATE TABLE pack_text (
  hash TEXT PRIMARY KEY,
  pack TEXT NOT NULL,
  source TEXT NOT NULL
) STRICT;

ALTER TABLE charter_version ADD COLUMN status TEXT NOT NULL DEFAULT 'approved';

ALTER TABLE charter_version ADD COLUMN effective_from INTEGER NOT NULL DEFAULT 0;

ALTER TABLE charter_version ADD COLUMN starts_at INTEGER;

ALTER TABLE charter_version ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;

ALTER TABLE charter_version ADD COLUMN withdrawn_at INTEGER;

ALTER TABLE charter_version ADD COLUMN base TEXT NOT NULL DEFAULT '';

ALTER TABLE charter_version ADD COLUMN packs TEXT NOT NULL DEFAULT '{}';

ALTER TABLE charter_version ADD COLUMN holidays TEXT NOT NULL DEFAULT '{}';

ALTER TABLE charter_version ADD COLUMN made_by TEXT NOT NULL DEFAULT '';

ALTER TABLE charter_version ADD COLUMN why TEXT NOT NULL DEFAULT '';

UPDATE charter_version SET effective_from = created_at, turn = rowid;

CREATE INDEX charter_version_force ON charter_version(charter_id, effective_from);

CREATE TABLE charter_draft (
  charter_id TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  base TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  edited_by TEXT NOT NULL DEFAULT '',
  updated_at INTEGER NOT NULL
) STRICT;

INSERT INTO charter_draft(charter_id, text, base, updated_at)
  SELECT id, draft, hash, updated_at FROM charter WHERE draft <> '';

INSERT INTO charter_draft(charter_id, text, updated_at)
  SELECT 'file:opened', value, CAST(unixepoch() * 1000 AS INTEGER) FROM setting
  WHERE name = 'charter_opened' AND value <> '';

DELETE FROM setting WHERE name = 'charter_opened';

CREATE TABLE signoff (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  charter_id TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  speaker TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  fingerprint TEXT NOT NULL DEFAULT '',
  signature TEXT NOT NULL DEFAULT '',
  statement TEXT NOT NULL DEFAULT '',
  ended_at INTEGER
) STRICT;

CREATE INDEX signoff_hash ON signoff(hash);

CREATE TABLE triage_walk (
  id TEXT PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  message_id INTEGER NOT NULL REFERENCES message(id),
  charter_hash TEXT NOT NULL,
  path TEXT NOT NULL,
  category TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX triage_walk_conversation ON triage_walk(conversation_id, at);

CREATE TABLE pause (
  message_id INTEGER NOT NULL REFERENCES message(id),
  at INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  ended_at INTEGER,
  PRIMARY KEY (message_id, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX pause_conversation ON pause(conversation_id, at);

ALTER TABLE conversation ADD COLUMN warn_at INTEGER;

CREATE INDEX conversation_due ON conversation(due_at) WHERE status = 0 AND due_at IS NOT NULL;

CREATE INDEX conversation_category ON conversation(category, last_at) WHERE status = 0;

CREATE INDEX conversation_warn ON conversation(warn_at) WHERE status = 0 AND warn_at IS NOT NULL;

ALTER TABLE message ADD COLUMN stall INTEGER NOT NULL DEFAULT 0;

CREATE TABLE reply_time (
  outbox_id TEXT NOT NULL REFERENCES outbox(id),
  kind TEXT NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  account_no INTEGER NOT NULL REFERENCES account(no),
  category TEXT NOT NULL DEFAULT '',
  visibility TEXT NOT NULL DEFAULT '',
  clock TEXT NOT NULL DEFAULT '',
  asked_at INTEGER NOT NULL,
  answered_at INTEGER NOT NULL,
  due_at INTEGER,
  wall_s INTEGER NOT NULL,
  open_s INTEGER NOT NULL,
  PRIMARY KEY (outbox_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX reply_time_answered ON reply_time(answered_at);

ALTER TABLE draft ADD COLUMN facts TEXT NOT NULL DEFAULT '[]';

ALTER TABLE draft ADD COLUMN profile_id TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN facts TEXT NOT NULL DEFAULT '[]';

ALTER TABLE outbox ADD COLUMN profile_id TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN approval_id TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN answer_hash TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN edited_words INTEGER NOT NULL DEFAULT 0;

ALTER TABLE outbox ADD COLUMN outcomes TEXT NOT NULL DEFAULT '{}';

CREATE TABLE waiver (
  id TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL,
  outbox_id TEXT NOT NULL DEFAULT '',
  charter_hash TEXT NOT NULL,
  rule TEXT NOT NULL,
  severity TEXT NOT NULL,
  passage TEXT NOT NULL,
  reason TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  need TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  second_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  second_at INTEGER,
  dropped_at INTEGER
) STRICT;

CREATE INDEX waiver_draft ON waiver(draft_id);

CREATE INDEX waiver_outbox ON waiver(outbox_id) WHERE outbox_id <> '';

CREATE TABLE rule_outcome (
  charter_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  outcome TEXT NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (charter_id, rule, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE question_mark (
  message_id INTEGER NOT NULL REFERENCES message(id),
  question TEXT NOT NULL,
  state TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (message_id, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE promise (
  id TEXT PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  account_no INTEGER NOT NULL REFERENCES account(no),
  message_id INTEGER NOT NULL REFERENCES message(id),
  draft_id TEXT NOT NULL DEFAULT '',
  outbox_id TEXT NOT NULL DEFAULT '',
  phrase TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL,
  first_due_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  kept_by TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;

CREATE INDEX promise_open ON promise(due_at) WHERE state = 'open';

CREATE INDEX promise_conversation ON promise(conversation_id);

CREATE INDEX promise_draft ON promise(draft_id);

CREATE INDEX promise_outbox ON promise(outbox_id) WHERE outbox_id <> '';

CREATE TABLE shingle (
  shingle INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outbox_id TEXT NOT NULL,
  PRIMARY KEY (shingle, at, outbox_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_answer ON outbox(answer_id, created_at) WHERE answer_id <> '';

CREATE TABLE interest (
  id TEXT PRIMARY KEY,
  author_id INTEGER NOT NULL REFERENCES author(id),
  kind TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  value_cents INTEGER,
  currency TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  ended_at INTEGER
) STRICT;

CREATE INDEX interest_author ON interest(author_id);

CREATE TABLE approval_request (
  id TEXT PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  account_no INTEGER NOT NULL REFERENCES account(no),
  target_id INTEGER NOT NULL REFERENCES message(id),
  draft_id TEXT NOT NULL DEFAULT '',
  author_id TEXT NOT NULL,
  charter_id TEXT NOT NULL,
  policy TEXT NOT NULL,
  need INTEGER NOT NULL,
  speakers TEXT NOT NULL,
  statement TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  answer_id TEXT NOT NULL DEFAULT '',
  findings TEXT NOT NULL DEFAULT '[]',
  thread_head TEXT NOT NULL,
  binding TEXT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  outbox_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;

CREATE INDEX approval_request_open ON approval_request(created_at) WHERE closed_at IS NULL;

CREATE INDEX approval_request_conversation ON approval_request(conversation_id);

CREATE INDEX approval_request_draft ON approval_request(draft_id);

CREATE TABLE approval_act (
  request_id TEXT NOT NULL REFERENCES approval_request(id),
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  binding TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  speaker TEXT NOT NULL DEFAULT '',
  deputy TEXT NOT NULL DEFAULT '',
  bound TEXT NOT NULL DEFAULT '',
  variants TEXT NOT NULL DEFAULT '[]',
  fingerprint TEXT NOT NULL DEFAULT '',
  signature TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (request_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE approval_look (
  request_id TEXT NOT NULL REFERENCES approval_request(id),
  profile_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (request_id, profile_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE signed_file (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT
"""

HISTORY = """
ALTER TABLE message ADD COLUMN history INTEGER NOT NULL DEFAULT 0;

CREATE TABLE gap (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_no INTEGER NOT NULL REFERENCES account(no),
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  cause TEXT NOT NULL,
  state TEXT NOT NULL,
  how TEXT NOT NULL DEFAULT '',
  cursor TEXT NOT NULL DEFAULT '',
  seen INTEGER NOT NULL DEFAULT 0,
  missing INTEGER NOT NULL DEFAULT 0,
  kept_from INTEGER,
  trouble TEXT NOT NULL DEFAULT '',
  closed_at INTEGER
) STRICT;

CREATE INDEX gap_account ON gap(account_no, id);

CREATE INDEX gap_unsettled ON gap(account_no) WHERE state IN ('open', 'filling');

CREATE TABLE coverage (
  account_no INTEGER PRIMARY KEY REFERENCES account(no),
  read_from INTEGER,
  read_at INTEGER,
  highest_at INTEGER,
  oldest_at INTEGER,
  paused_at INTEGER,
  complete_from INTEGER,
  nothing_older INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'idle',
  since INTEGER,
  until INTEGER,
  cursor TEXT NOT NULL DEFAULT '',
  seen INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  trouble TEXT NOT NULL DEFAULT '',
  asked_at INTEGER
) STRICT;

INSERT INTO coverage(account_no, read_from, read_at, highest_at, oldest_at)
  SELECT no,
    (SELECT min(started_at) FROM poll WHERE account_no = no AND stream = '' AND error = ''),
    (SELECT ended_at FROM poll WHERE account_no = no AND stream = '' AND error = '' ORDER BY id DESC LIMIT 1),
    (SELECT max(ended_at) FROM poll WHERE account_no = no AND stream = '' AND error = ''),
    (SELECT min(at) FROM message WHERE account_no = no AND NOT context AND NOT ours)
  FROM account
"""

FOUNDATION = """
CREATE TABLE account (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  platform TEXT NOT NULL,
  look TEXT NOT NULL,
  name TEXT NOT NULL,
  handle TEXT NOT NULL,
  server TEXT NOT NULL,
  colour INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'valid',
  trouble TEXT NOT NULL DEFAULT '',
  trouble_detail TEXT NOT NULL DEFAULT '',
  protected INTEGER NOT NULL DEFAULT 0,
  settings TEXT NOT NULL DEFAULT '{}',
  capabilities TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE cursor (
  account_no INTEGER NOT NULL REFERENCES account(no),
  stream TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_no, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE poll (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_no INTEGER NOT NULL REFERENCES account(no),
  stream TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  polls INTEGER NOT NULL DEFAULT 1,
  seen INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  announced INTEGER,
  cursor_before TEXT NOT NULL DEFAULT '',
  cursor_after TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX poll_account ON poll(account_no, stream, id);

CREATE TABLE raw_item (
  id INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL REFERENCES account(no),
  kind TEXT NOT NULL,
  native_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  digest BLOB NOT NULL,
  payload BLOB NOT NULL,
  packed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_no, native_id, digest)
) STRICT;

CREATE TABLE quarantine (
  raw_id INTEGER PRIMARY KEY REFERENCES raw_item(id),
  account_no INTEGER NOT NULL REFERENCES account(no),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  resolved_at INTEGER
) STRICT;

CREATE TABLE author (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  platform TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  handle TEXT NOT NULL,
  url TEXT NOT NULL DEFAULT '',
  is_bot INTEGER NOT NULL DEFAULT 0,
  UNIQUE (platform, key)
) STRICT;

CREATE TABLE conversation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_no INTEGER NOT NULL REFERENCES account(no),
  status INTEGER NOT NULL DEFAULT 5,
  last_at INTEGER NOT NULL DEFAULT 0,
  last_id INTEGER NOT NULL DEFAULT 0,
  waiting_since INTEGER,
  due_at INTEGER,
  unread INTEGER NOT NULL DEFAULT 0,
  messages INTEGER NOT NULL DEFAULT 0,
  private INTEGER NOT NULL DEFAULT 0,
  held TEXT NOT NULL DEFAULT '',
  attachments INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL DEFAULT '',
  author_name TEXT NOT NULL DEFAULT '',
  author_handle TEXT NOT NULL DEFAULT '',
  snippet TEXT NOT NULL DEFAULT '',
  category TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX conversation_status ON conversation(status, last_at);

CREATE INDEX conversation_account ON conversation(account_no, status, last_at);

CREATE TABLE tally (
  account_no INTEGER NOT NULL,
  status INTEGER NOT NULL,
  total INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_no, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL REFERENCES account(no),
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  author_id INTEGER NOT NULL REFERENCES author(id),
  raw_id INTEGER REFERENCES raw_item(id),
  remote_id TEXT NOT NULL,
  native_id TEXT NOT NULL,
  parent_id TEXT NOT NULL DEFAULT '',
  orphan INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,
  ours INTEGER NOT NULL DEFAULT 0,
  context INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  edited_at INTEGER,
  deleted_at INTEGER,
  held TEXT NOT NULL DEFAULT '',
  visibility TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT '',
  author_name TEXT NOT NULL,
  author_handle TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  spoiler TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  html TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  attachments TEXT NOT NULL DEFAULT '',
  revisions INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_no, remote_id)
) STRICT;

CREATE INDEX message_conversation ON message(conversation_id, id);

CREATE INDEX message_orphan ON message(account_no, parent_id) WHERE orphan = 1;

CREATE INDEX message_author ON message(author_id, id);

CREATE TABLE revision (
  message_id INTEGER NOT NULL REFERENCES message(id),
  n INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  PRIMARY KEY (message_id, n)
) STRICT, WITHOUT ROWID;

CREATE VIEW message_words AS
  SELECT id, title || ' ' || spoiler || ' ' || text AS body, author_name || ' ' || author_handle AS who,
    'a' || account_no || ' u' || author_id AS meta
  FROM message;

CREATE VIRTUAL TABLE message_fts USING fts5(
  body, who, meta, content='message_words', content_rowid='id', columnsize=0, prefix='2 3',
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  account_no INTEGER NOT NULL REFERENCES account(no),
  target_id INTEGER NOT NULL REFERENCES message(id),
  body TEXT NOT NULL,
  visibility TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT '',
  spoiler TEXT NOT NULL DEFAULT '',
  answer_id TEXT NOT NULL DEFAULT '',
  seen_head TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX draft_conversation ON draft(conversation_id);

CREATE TABLE draft_revision (
  draft_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (draft_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  account_no INTEGER NOT NULL REFERENCES account(no),
  target_id INTEGER NOT NULL REFERENCES message(id),
  body TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  visibility TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT '',
  spoiler TEXT NOT NULL DEFAULT '',
  answer_id TEXT NOT NULL DEFAULT '',
  once_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  session TEXT NOT NULL DEFAULT '',
  seen_head TEXT NOT NULL DEFAULT '',
  sent_anyway INTEGER NOT NULL DEFAULT 0,
  charter_hash TEXT NOT NULL DEFAULT '',
  findings TEXT NOT NULL DEFAULT '[]',
  attempts INTEGER NOT NULL DEFAULT 0,
  looks INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  hold_until INTEGER,
  not_before INTEGER,
  first_started_at INTEGER,
  started_at INTEGER,
  sent_at INTEGER,
  remote_id TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  error_words TEXT NOT NULL DEFAULT '',
  CHECK (state <> 'sent' OR remote_id <> '')
) STRICT;

CREATE UNIQUE INDEX outbox_once ON outbox(account_no, target_id, body_digest)
  WHERE state IN ('held', 'queued', 'sending', 'later', 'unknown', 'ask');

CREATE INDEX outbox_state ON outbox(state, not_before);

CREATE INDEX outbox_conversation ON outbox(conversation_id);

CREATE TABLE outbox_step (
  outbox_id TEXT NOT NULL REFERENCES outbox(id),
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (outbox_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE charter_version (
  hash TEXT PRIMARY KEY,
  charter_id TEXT NOT NULL,
  version TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE charter (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL REFERENCES charter_version(hash),
  draft TEXT NOT NULL DEFAULT '',
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE charter_account (
  account_no INTEGER PRIMARY KEY REFERENCES account(no),
  charter_id TEXT NOT NULL REFERENCES charter(id)
) STRICT;

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  n INTEGER PRIMARY KEY,
  head TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE journal_payload (
  n INTEGER PRIMARY KEY REFERENCES journal(n),
  salt TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT
"""

ARCHIVES = """CREATE TABLE archive_import (
  id INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL REFERENCES account(no),
  format TEXT NOT NULL,
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  options TEXT NOT NULL DEFAULT '{}',
  owner TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX archive_import_account ON archive_import(account_no, id)
"""

# What was erased stays a row without words: answers stand where they stood, and figures do not change. Nobody reads
# from `erasure` who it was; whoever comes back is recognised by it. `said_digest` is a keyed digest of what the
# platform says where a name was taken out of a message here: the same words do not bring the name back.
ERASURE = """
ALTER TABLE message ADD COLUMN erased_at INTEGER;

CREATE INDEX message_erased ON message(account_no, remote_id) WHERE erased_at IS NOT NULL;

ALTER TABLE message ADD COLUMN said_digest TEXT;

CREATE INDEX message_unnamed ON message(account_no, remote_id) WHERE said_digest IS NOT NULL;

ALTER TABLE approval_act ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;

CREATE TABLE erasure (
  mark TEXT PRIMARY KEY,
  way TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE legal_hold (
  id TEXT PRIMARY KEY,
  author_id INTEGER REFERENCES author(id),
  conversation_id INTEGER REFERENCES conversation(id),
  reason TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE TABLE retention_rule (
  id TEXT PRIMARY KEY,
  account_no INTEGER REFERENCES account(no),
  kind TEXT NOT NULL,
  months INTEGER NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 0,
  profile_id TEXT NOT NULL DEFAULT '',
  changed_at INTEGER NOT NULL,
  ran_at INTEGER,
  done INTEGER NOT NULL DEFAULT 0
) STRICT
"""

# By hand: what a person posts in the browser is the person's alone (`by_hand` 1: told by a person; 2: seen on the
# platform as well, and the same message since). What was captured keeps who put it in, when and how.
BY_HAND = """
ALTER TABLE outbox ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;

DROP INDEX outbox_once;

CREATE UNIQUE INDEX outbox_once ON outbox(account_no, target_id, body_digest)
  WHERE state IN ('held', 'queued', 'sending', 'later', 'unknown', 'ask', 'by-hand');

CREATE INDEX outbox_by_hand ON outbox(account_no) WHERE by_hand = 1;

CREATE TABLE capture (
  id TEXT PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message(id),
  how TEXT NOT NULL,
  file TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX capture_message ON capture(message_id);

CREATE INDEX capture_address ON capture(address) WHERE address <> '';

CREATE INDEX capture_digest ON capture(digest);

CREATE TABLE capture_media (
  capture_id TEXT NOT NULL REFERENCES capture(id),
  n INTEGER NOT NULL,
  hash TEXT NOT NULL REFERENCES media(hash),
  PRIMARY KEY (capture_id, n)
) STRICT, WITHOUT ROWID
"""

# Presence: which names are ours, looks at names by hand, numbers that a person entered. `message_inbound` and
# `message_announced` answer who writes to us where, and what exists there alone, without reading any message.
PRESENCE = """
CREATE TABLE presence (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  handle TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL,
  purpose TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  deputy TEXT NOT NULL DEFAULT '',
  recovery TEXT NOT NULL DEFAULT '',
  second_factor TEXT NOT NULL DEFAULT '',
  in_keyring INTEGER NOT NULL DEFAULT 0,
  renews_on TEXT,
  verification TEXT NOT NULL DEFAULT '',
  linked_from TEXT NOT NULL DEFAULT '',
  made_on TEXT,
  used_on TEXT,
  bio TEXT NOT NULL DEFAULT '',
  rotated_on TEXT,
  account_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE handle_check (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  handle TEXT NOT NULL,
  result TEXT NOT NULL,
  on_day TEXT NOT NULL,
  holder TEXT NOT NULL DEFAULT '',
  profile_id TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE audience (
  account_id TEXT NOT NULL,
  on_day TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (account_id, on_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE reachable (
  author_id INTEGER PRIMARY KEY REFERENCES author(id),
  place TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE mirror (
  message_id INTEGER PRIMARY KEY REFERENCES message(id),
  place TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE media_axes (
  subject TEXT PRIMARY KEY,
  time TEXT NOT NULL,
  granularity TEXT NOT NULL,
  modality TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX message_inbound ON message(account_no, author_id)
  WHERE ours = 0 AND context = 0 AND held <> 'spam' AND held <> 'trash';

CREATE INDEX message_announced ON message(id) WHERE ours = 1 AND parent_id = '' AND visibility <> 'private'
"""

INDEPENDENCE: tuple[str, ...] = (ARCHIVES, ERASURE, BY_HAND, PRESENCE)
