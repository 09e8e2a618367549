"""The journal: every act in order, and whatever was changed afterwards is named."""

import contextlib
import json
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from cmworkstation.services.workstation import Services
from cmworkstation.store.journal import canonical, verify
from tests.builders_workspace import a_workstation

ROWS = 6


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    for n in range(1, ROWS + 1):
        with made.workspace.write(durable=True) as connection:
            made.journal.note(connection, f"act.{n}", {"n": n, "text": f"Réponse {n} 😀"})
    yield made
    made.close()


def tamper(services: Services, statement: str, *values: object) -> None:
    with services.workspace.write() as connection:
        connection.execute(statement, values)


def test_acts_can_be_read_newest_first_and_the_chain_holds(services: Services) -> None:
    acts = services.journal.acts(2)
    assert [(act.n, act.kind) for act in acts] == [(6, "act.6"), (5, "act.5")]
    assert acts[0].payload == {"n": 6, "text": "Réponse 6 😀"}
    check = services.journal.verify()
    assert (check.rows, check.erased, check.problems) == (ROWS, 0, ())


def test_every_row_belongs_to_one_device_and_an_aborted_act_leaves_none(
    services: Services,
) -> None:
    with pytest.raises(TypeError), services.workspace.write() as connection:
        services.journal.note(connection, "act.undone", {"what": object()})
    check = services.journal.verify()
    assert (check.rows, check.problems) == (ROWS, ())
    heads = services.workspace.read().execute("SELECT head FROM journal").fetchall()
    assert len({json.loads(head)["device"] for (head,) in heads}) == 1


@pytest.mark.parametrize("n", range(1, ROWS + 1))
def test_one_altered_row_is_named(services: Services, n: int) -> None:
    tamper(services, "UPDATE journal SET head=replace(head, 'act.', 'fact.') WHERE n=?", n)
    assert services.journal.verify().problems == (f"{n}: changed",)


@pytest.mark.parametrize("n", range(1, ROWS + 1))
@pytest.mark.parametrize("head", ["", "{", "null", "[]", '{"payload": 1}'])
def test_a_row_made_unreadable_is_named_and_the_rest_is_checked(
    services: Services, n: int, head: str
) -> None:
    tamper(services, "UPDATE journal SET head=? WHERE n=?", head, n)
    assert services.journal.verify().problems == (f"{n}: changed", f"{n}: payload changed")


@pytest.mark.parametrize("n", range(1, ROWS + 1))
def test_altered_words_are_named(services: Services, n: int) -> None:
    tamper(services, "UPDATE journal_payload SET payload=replace(payload, '😀', '!') WHERE n=?", n)
    assert services.journal.verify().problems == (f"{n}: payload changed",)


@pytest.mark.parametrize("n", range(1, ROWS))
def test_a_row_taken_out_of_the_middle_is_missed(services: Services, n: int) -> None:
    tamper(services, "DELETE FROM journal_payload WHERE n=?", n)
    tamper(services, "DELETE FROM journal WHERE n=?", n)
    assert services.journal.verify().problems == (f"{n}: missing", f"{n + 1}: changed")


def test_a_row_written_anew_with_a_hash_of_its_own_breaks_the_next(services: Services) -> None:
    from cmworkstation.store.journal import _link

    read = services.workspace.read()
    before = read.execute("SELECT hash FROM journal WHERE n=2").fetchone()[0]
    head = read.execute("SELECT replace(head, 'act.3', 'act.9') FROM journal WHERE n=3").fetchone()
    tamper(
        services,
        "UPDATE journal SET head=?, hash=? WHERE n=3",
        head[0],
        _link(before, head[0]),
    )
    assert services.journal.verify().problems == ("4: changed",)


def test_words_that_were_erased_leave_the_proof_of_the_act(services: Services) -> None:
    tamper(services, "DELETE FROM journal_payload WHERE n=3")
    check = services.journal.verify()
    assert (check.rows, check.erased, check.problems) == (ROWS, 1, ())
    act = services.journal.acts()[ROWS - 3]
    assert (act.kind, act.payload) == ("act.3", None)


COLUMNS = {"journal": ("n", "head", "hash"), "journal_payload": ("n", "salt", "payload")}
PLACES = [(table, column) for table, columns in COLUMNS.items() for column in columns]


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(place=("journal", "n"), n=1, at=0, byte=128)
@example(place=("journal", "n"), n=2, at=7, byte=0)
@given(
    place=st.sampled_from(PLACES),
    n=st.integers(1, ROWS),
    at=st.integers(0, 10_000),
    byte=st.integers(0, 255),
)
def test_any_single_changed_byte_of_any_row_is_named(
    services: Services, place: tuple[str, str], n: int, at: int, byte: int
) -> None:
    table, column = place
    with contextlib.closing(sqlite3.connect(":memory:")) as copy:
        services.workspace.read().backup(copy)
        if column == "n":  # as the file holds it: a whole number of up to eight bytes
            raw = bytearray(n.to_bytes(8, "big"))
            at %= 8
            assume(raw[at] != byte)
            raw[at] = byte
            new = int.from_bytes(raw, "big", signed=True)
            assume(copy.execute(f"SELECT 1 FROM {table} WHERE n=?", (new,)).fetchone() is None)
            copy.execute(f"UPDATE {table} SET n=? WHERE n=?", (new, n))
        else:
            query = f"SELECT CAST({column} AS BLOB) FROM {table} WHERE n=?"
            raw = bytearray(copy.execute(query, (n,)).fetchone()[0])
            at %= len(raw)
            assume(raw[at] != byte)
            raw[at] = byte
            copy.execute(f"UPDATE {table} SET {column}=CAST(? AS TEXT) WHERE n=?", (bytes(raw), n))
        found = verify(copy)
    assert found.faults
    named = min(new, n) if table == "journal" and column == "n" else n
    assert found.faults[0].n == max(1, named)


def test_a_fault_says_when_and_what_the_act_was(services: Services) -> None:
    tamper(services, "UPDATE journal_payload SET payload='{}' WHERE n=4")
    (fault,) = services.journal.verify().faults
    assert (fault.n, fault.what, fault.kind) == (4, "payload changed", "act.4")
    assert fault.at.startswith("2026-09-03T14:05:00")


def test_a_row_that_got_another_number_is_named_by_its_own(services: Services) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as copy:
        services.workspace.read().backup(copy)
        copy.execute("UPDATE journal SET n=77 WHERE n=6")
        copy.execute("UPDATE journal_payload SET n=77 WHERE n=6")
        fault = verify(copy).faults[0]
    assert (fault.n, fault.what, fault.kind) == (6, "renumbered", "act.6")


def test_rows_of_before_there_were_people_still_verify(services: Services) -> None:
    with services.workspace.write() as connection:
        last = connection.execute("SELECT hash FROM journal WHERE n=?", (ROWS,)).fetchone()[0]
        head = canonical(
            {
                "at": "2025-01-01T00:00:00.000+00:00",
                "device": "d",
                "kind": "old",
                "n": 7,
                "payload": sha256(b"s\n{}").hexdigest(),
                "v": 1,
            }
        )
        link = sha256(f"{last}\n{head}".encode()).hexdigest()
        connection.execute("INSERT INTO journal(n, head, hash) VALUES(7,?,?)", (head, link))
        connection.execute("INSERT INTO journal_payload(n, salt, payload) VALUES(7,'s','{}')")
        services.journal.note(connection, "act.8", {})
    assert services.journal.verify().problems == ()
    assert [(act.kind, act.by) for act in services.journal.acts(2)] == [("act.8", ""), ("old", "")]
