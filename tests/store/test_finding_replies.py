"""Finding by the rules that replies went against and by how far they are; and that rules agree with searches."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.message import Attachment, Writer
from cmworkstation.domain.query import parse
from cmworkstation.store import finding
from cmworkstation.store.database import Workspace
from tests.store.builders import US, a_workspace, an_item, take

OMAR = Writer("https://social.example/@omar", "Omar Haddad", "@omar@social.example")
STAGES = "held queued sending later refused unknown ask moved dropped".split()
REFUSED = {"unknown": "unknown", "ask": "unknown", "refused": "failed", "moved": "stopped"}


def add_outbox(
    connection: sqlite3.Connection, target: str, state: str, remote: str = "", findings: str = "[]"
) -> None:
    connection.execute(
        "INSERT INTO outbox(id, conversation_id, account_no, target_id, body, body_digest, visibility, once_key,"
        " state, created_at, remote_id, findings) SELECT ?1, conversation_id, account_no, id, 'x', ?1, 'public', ?1,"
        " ?2, 0, ?3, ?4 FROM message WHERE native_id = ?5",
        (f"{target}-{state}-{remote}", state, remote, findings, target),
    )


def remote_of(connection: sqlite3.Connection, native: str) -> str:
    row = connection.execute("SELECT remote_id FROM message WHERE native_id=?", (native,))
    return str(row.fetchone()[0])


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = a_workspace(tmp_path / "w", "Mairie")
    asked = [an_item(f"q{n}", f"Question {n}", 10 * n) for n in range(len(STAGES) + 3)]
    ours = [an_item(f"r{n}", "Answer", 500 + n, parent=f"q{n}", writer=US) for n in range(3)]
    take(opened, *asked, *ours, minutes=5_000)
    with opened.write() as connection:
        for n, state in enumerate(STAGES, start=3):
            add_outbox(connection, f"q{n}", state)
        told = ('[{"rule": "no-links"}]', '[{"rule": "no_links"}]', "[]")
        for n, findings in enumerate(told):
            add_outbox(connection, f"q{n}", "sent", remote_of(connection, f"r{n}"), findings)
        connection.execute(
            "INSERT INTO waiver(id, draft_id, outbox_id, charter_hash, rule, severity, passage, reason, need,"
            " profile_id, at) SELECT 'w', 'd', id, '', 'tone-formal', 'warn', '', 'other', '', '', 0 FROM outbox"
            " WHERE target_id = (SELECT id FROM message WHERE native_id = 'q2')"
        )
    yield opened
    opened.close()


def found(workspace: Workspace, text: str) -> set[str]:
    connection, query = workspace.read(), parse(text)
    hits = {hit.message_id for hit in finding.messages(connection, query)}
    names = dict(connection.execute("SELECT id, native_id FROM message").fetchall())
    assert finding.matching(connection, query, list(names)) == hits
    assert finding.count(connection, query) == len(hits)
    return {names[id_] for id_ in hits}


def test_a_clause_finds_the_replies_about_which_it_spoke_or_that_left_in_spite_of_it(
    workspace: Workspace,
) -> None:
    assert found(workspace, "clause:no-links") == {"r0"}
    assert found(workspace, "clause:no_links") == {"r1"}, "an underscore is no wildcard"
    assert found(workspace, "clause:tone-formal") == {"r2"}
    assert found(workspace, "clause:no") == set()
    assert found(workspace, "answer -clause:no-links") == {"r1", "r2"}


@pytest.mark.parametrize("state", STAGES)
def test_a_stage_finds_the_conversations_with_such_a_reply(
    workspace: Workspace, state: str
) -> None:
    stage = REFUSED.get(state, state)
    alike = {one for one in STAGES if REFUSED.get(one, one) == stage}
    expected = {f"q{3 + STAGES.index(one)}" for one in alike}
    assert found(workspace, f"stage:{stage}") == expected
    assert found(workspace, "stage:sent") == {"q0", "r0", "q1", "r1", "q2", "r2"}


WORDS = st.sampled_from("parcel late shop open http://a.example why? déjà".split())
MESSAGES = st.lists(
    st.tuples(st.lists(WORDS, min_size=1, max_size=4), st.integers(0, 2), st.booleans()),
    min_size=20,
    max_size=40,
)
TERMS = st.sampled_from(
    'parcel late "late_parcel" sho* from:omar is:unread is:ours is:open is:waiting has:link has:question'
    " has:attachment has:reply before:2026-09-02 is:private is:reply account:mairie deja".split()
).map(lambda one: one.replace("_", " "))
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"-({one})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) or ({two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) ({two[1]})"),
    ),
    max_leaves=5,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(messages=MESSAGES, queries=st.lists(QUERIES, min_size=10, max_size=10))
def test_rules_and_dry_runs_match_exactly_what_a_search_finds(
    tmp_path_factory: pytest.TempPathFactory,
    messages: list[tuple[list[str], int, bool]],
    queries: list[str],
) -> None:
    opened = a_workspace(tmp_path_factory.mktemp("any") / "w", "Mairie")
    picture = Attachment("image", "https://social.example/a.png", alt="a shop")
    items = [
        an_item(
            f"m{n}",
            " ".join(words),
            90 * n,
            writer=US if who == 2 else OMAR,
            attachments=(picture,) if seen else (),
            **({"parent": f"m{n - 1}"} if n and who else {}),
        )
        for n, (words, who, seen) in enumerate(messages)
    ]
    take(opened, *items, minutes=10_000)
    try:
        connection = opened.read()
        ids = [row[0] for row in connection.execute("SELECT id FROM message")]
        assert len(ids) == len(messages)
        for query in map(parse, queries):
            hits = [hit.message_id for hit in finding.messages(connection, query, 99)]
            assert finding.matching(connection, query, ids) == set(hits)
            slices = [id_ for one in finding.each(connection, query) for id_ in one.ids]
            assert slices == hits
    finally:
        opened.close()
