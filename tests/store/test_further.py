"""The step to schema 9: statements that went out before it are uses of their own, each with its post."""

import sqlite3
from contextlib import closing

from cmworkstation.store.further import statement_uses

BEFORE = """
CREATE TABLE account (no INTEGER PRIMARY KEY);
CREATE TABLE charter_account (account_no INTEGER PRIMARY KEY, charter_id TEXT NOT NULL);
CREATE TABLE outbox (id TEXT, account_no INTEGER, answer_id TEXT, state TEXT, language TEXT, profile_id TEXT,
  created_at INTEGER);
INSERT INTO account VALUES (1), (2);
INSERT INTO charter_account VALUES (1, 'mairie');
INSERT INTO outbox VALUES
  ('a', 1, 'statement:first-word', 'sent', 'fr', 'p', 5), ('b', 2, 'statement:first-word', 'queued', 'fr', '', 6),
  ('c', 1, 'statement:first-word', 'dropped', 'fr', '', 7), ('d', 1, 'hours', 'sent', 'fr', '', 8)
"""


def test_statements_that_went_out_before_are_uses_with_their_posts() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(BEFORE)
        for statement in statement_uses.TABLES.split(";\n\n"):
            connection.execute(statement)
        uses = connection.execute(
            "SELECT id, charter_id, statement_id, language, state, profile_id, at FROM statement_use ORDER BY id"
        ).fetchall()
        posts = connection.execute(
            "SELECT use_id, account_no, outbox_id FROM statement_post ORDER BY id"
        ).fetchall()
    assert uses == [
        ("a", "mairie", "first-word", "fr", "out", "p", 5),
        ("b", "", "first-word", "fr", "out", "", 6),
    ]
    assert posts == [("a", 1, "a"), ("b", 2, "b")]
