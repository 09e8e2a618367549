"""The ledger: what every reading brought can be found again, however many there were, and nothing is forgotten."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.errors import ServerTrouble
from cmworkstation.domain.ledger import Reading, Tally
from cmworkstation.domain.table import Format
from cmworkstation.services.workstation import Services
from cmworkstation.store import accounts, intake, ledger
from cmworkstation.store.received import Raw
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World
from tests.walking import walked


def fill(services: Services, account: Account, count: int, **bad: Tally) -> None:
    """Write `count` lines, a minute apart; `bad` names lines by number ("n7") that counted otherwise."""
    with services.workspace.write() as connection:
        number = accounts.number(connection, account.id)
        for n in range(count):
            at = START + timedelta(minutes=n)
            tally = bad.get(f"n{n}", Tally(2, 1, 0, 1))
            ledger.record(connection, number, "posts", at, at, tally)


def broken(services: Services, account: Account, *payloads: bytes) -> list[int]:
    """Let items arrive that cannot be understood."""
    with services.workspace.write() as connection:
        number = accounts.number(connection, account.id)
        raws = [Raw("post", f"b{n}", one, problem="not JSON") for n, one in enumerate(payloads)]
        intake.take(connection, number, "pretend", raws, services.clock.now())
    return [one.raw_id for one in services.ledger.quarantine(account.id)]


@pytest.fixture
def account(world: World) -> Account:
    return world.add_account()


def test_every_reading_leaves_its_line_with_what_it_brought(world: World, account: Account) -> None:
    for n in range(12):
        world.server.write(f"q{n}", minutes=n)
    world.poll(account)
    whole, second, first = walked(world.services.ledger.lines())
    assert (first.stream, first.tally) == ("posts", Tally(seen=10, new=10))
    assert (second.stream, second.tally) == ("posts", Tally(seen=2, new=2))
    assert (whole.stream, whole.tally.seen, whole.error) == ("", 0, "")
    assert {one.account_id for one in (whole, second, first)} == {account.id}


def test_readings_that_brought_nothing_share_a_line(
    world: World, account: Account, clock: SetClock
) -> None:
    for _ in range(30):
        world.poll(account)
        clock.advance(60)
    (line,) = walked(world.services.ledger.lines())
    assert line.polls == 30
    assert line.ended_at - line.started_at == timedelta(minutes=29)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(world: World, account: Account) -> None:
    other = world.add_account("Other")
    fill(world.services, account, 130)
    fill(world.services, other, 40)
    found: list[Reading] = []
    before: int | None = None
    while part := walked(world.services.ledger.lines(before=before, limit=50)):
        found += part
        before = part[-1].id
    ids = [one.id for one in found]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 170
    mine = walked(world.services.ledger.lines(other.id, limit=200))
    assert len(mine) == 40
    assert {one.account_id for one in mine} == {other.id}


def test_only_trouble_is_found_however_deep_it_lies(
    world: World, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "WINDOW", 50)
    fill(world.services, account, 500, n3=Tally(5, 4, 0, 0, 1), n400=Tally(9, 8, 0, 0, 1))
    with world.services.workspace.write() as connection:
        number = accounts.number(connection, account.id)
        ledger.record(connection, number, "posts", START, START, Tally(9, 9), announced=12)
        ledger.record(connection, number, "", START, START, Tally(), error="ServerTrouble")
    found = walked(world.services.ledger.lines(trouble=True))
    assert [(one.error, one.is_short, one.tally.failed) for one in found] == [
        ("ServerTrouble", False, 0),
        ("", True, 0),
        ("", False, 1),
        ("", False, 1),
    ]
    first = walked(world.services.ledger.lines(trouble=True, limit=3))
    rest = walked(world.services.ledger.lines(trouble=True, before=first[-1].id))
    assert [*first, *rest] == list(found)


def test_a_search_for_trouble_goes_in_steps_and_can_be_stopped(
    world: World, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "WINDOW", 50)
    fill(world.services, account, 500)
    steps = world.services.ledger.lines(trouble=True)
    assert len(list(steps)) == 10, "one step per window"
    stopped = world.services.ledger.lines(trouble=True)
    next(stopped)
    stopped.close()
    assert list(stopped) == []


def test_the_days_add_up_to_what_the_lines_say(
    world: World, account: Account, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "WINDOW", 100)
    other = world.add_account("Other")
    clock.set(START + timedelta(days=2))
    fill(world.services, account, 2000, n1999=Tally(7, 3, 1, 1, 2))
    fill(world.services, other, 30)
    with world.services.workspace.write() as connection:
        number = accounts.number(connection, other.id)
        for _ in range(3):
            ledger.record(connection, number, "", START, START, Tally(), error="Offline")
        ledger.record(connection, number, "posts", START, START, Tally(9, 9), announced=12)
    totals = walked(world.services.ledger.days())
    lines = walked(world.services.ledger.lines(limit=5000))
    for name in ("seen", "new", "changed", "skipped", "failed"):
        by_day = sum(getattr(one.tally, name) for one in totals)
        assert by_day == sum(getattr(one.tally, name) for one in lines)
    assert sum(one.polls for one in totals) == sum(one.polls for one in lines)
    assert [(one.day.day, one.account_id) for one in totals] == [
        (2, account.id),
        (1, account.id),
        (1, other.id),
    ]
    assert (totals[-1].failures, totals[-1].missing) == (3, 3)
    assert totals[0].tally.failed == 2


def test_days_that_are_long_over_are_left_out_and_end_the_search(
    world: World, account: Account, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "WINDOW", 20)
    fill(world.services, account, 2000)
    clock.set(START + timedelta(days=40))
    world.poll(account)
    steps = world.services.ledger.days()
    assert len(list(steps)) < 6, "two empty windows are enough"
    (today,) = walked(world.services.ledger.days())
    assert (today.polls, today.day) == (1, (START + timedelta(days=40)).date())


def test_what_a_server_announced_and_did_not_send_is_a_line_of_trouble() -> None:
    at = datetime(2026, 9, 1)  # noqa: DTZ001 - only kept, never compared
    line = Reading(1, "a", "posts", at, at, 1, Tally(9, 9), 12, "")  # type: ignore[arg-type]
    assert line.is_short
    assert line.is_trouble


# ------------------------------------------------------------------------------------------- quarantine


def test_items_in_quarantine_are_counted_until_a_person_sets_them_aside(
    world: World, account: Account
) -> None:
    ids = broken(world.services, account, b"{cut", b"[1,", b"\xff\xfe")
    assert world.services.inbox.counts().quarantined == 3
    world.services.ledger.set_aside(ids[:2])
    assert world.services.inbox.counts().quarantined == 1
    assert [one.raw_id for one in world.services.ledger.quarantine()] == ids[2:]
    every = world.services.ledger.quarantine(aside=True)
    assert [(one.aside, one.reason) for one in every] == [
        (True, "not JSON"),
        (True, "not JSON"),
        (False, "not JSON"),
    ]
    world.services.ledger.put_back(ids[:2])
    assert world.services.inbox.counts().quarantined == 3
    acts = [one.kind for one in world.services.journal.acts(2)]
    assert sorted(acts) == ["quarantine.aside", "quarantine.back"]


def test_the_very_bytes_are_kept(world: World, account: Account) -> None:
    payloads = [bytes(range(256)) * 9, b"", json.dumps({"text": "é" * 900}).encode()[:-1]]
    ids = broken(world.services, account, *payloads)
    kept = [world.services.ledger.item(raw_id).payload for raw_id in ids]
    assert sorted(kept) == sorted(payloads)
    assert all(one.payload == b"" for one in world.services.ledger.quarantine()), "lists are light"
    with pytest.raises(KeyError):
        world.services.ledger.item(max(ids) + 1)


def test_only_the_chosen_items_are_tried_again(world: World, account: Account) -> None:
    whole = {"id": "w", "text": "Bonjour", "parent": "", "at": START.isoformat(), "by": "nadia"}
    second = {**whole, "id": "x"}
    ids = broken(world.services, account, json.dumps(whole).encode(), json.dumps(second).encode())
    tally, changes = walked(world.services.sync.understand_again(account.id, ids[:1]))
    assert (tally.seen, tally.new, tally.failed) == (1, 1, 0)
    assert changes.new_messages == 1
    assert [one.raw_id for one in world.services.ledger.quarantine()] == ids[1:]


# ------------------------------------------------------------------------------------------- export


def test_the_ledger_is_written_as_a_table_that_no_spreadsheet_takes_for_formulas(
    world: World, account: Account, tmp_path: Path
) -> None:
    evil = world.add_account("=HYPERLINK(1)")
    fill(world.services, account, 5)
    with world.services.workspace.write() as connection:
        number = accounts.number(connection, evil.id)
        ledger.record(connection, number, "@posts", START, START, Tally(3, 2), announced=4)
    file = tmp_path / "ledger.csv"
    assert walked(world.services.tables.write(world.services.ledger.table(), file, Format.CSV)) == 6
    with file.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == 6
    assert rows[0]["account"] == "'=HYPERLINK(1)"
    assert rows[0]["stream"] == "'@posts"
    assert (rows[0]["seen"], rows[0]["announced"]) == ("3", "4")
    assert list(tmp_path.glob("*.part")) == []


def test_an_export_that_is_stopped_leaves_no_file(
    world: World, account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmworkstation.services.ledger.EXPORT_PART", 10)
    fill(world.services, account, 100)
    monkeypatch.setattr("cmworkstation.services.table_export.SLICE", 10)
    table = world.services.ledger.table()
    steps = world.services.tables.write(table, tmp_path / "ledger.csv", Format.CSV)
    next(steps)
    steps.close()
    assert list(tmp_path.glob("ledger*")) == []


def test_an_account_in_trouble_leaves_lines_of_trouble_and_heals(
    world: World, account: Account
) -> None:
    world.server.fetch_error = ServerTrouble()
    for _ in range(2):
        with pytest.raises(ServerTrouble):
            world.poll(account)
    (line,) = walked(world.services.ledger.lines(trouble=True))
    assert (line.error, line.polls) == ("ServerTrouble", 2)
    world.server.fetch_error = None
    world.poll(account)
    assert walked(world.services.ledger.lines())[0].error == ""
