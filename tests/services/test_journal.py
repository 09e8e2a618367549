"""The journal: every act in order, and whatever was changed afterwards is named."""

import json
from pathlib import Path

import pytest

from cmworkstation.services.workstation import Services
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
