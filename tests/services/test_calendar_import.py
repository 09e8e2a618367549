"""Calendar files come in once, are looked at first, and whatever is wrong with them is told and does no harm."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import pytest

from cmworkstation.domain.calendar_reading import LARGEST, MOST_EVENTS, Why, read
from cmworkstation.domain.errors import BackupMissing, NotAllowed
from cmworkstation.domain.operation import Kind, State
from cmworkstation.services.calendar_import import CalendarImports, Incoming
from cmworkstation.services.dates import DateKind
from cmworkstation.services.workstation import Services
from cmworkstation.words import leaving
from tests.builders_workspace import a_workstation
from tests.services.test_operations import planned


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def imports(services: Services) -> CalendarImports:
    return services.calendar_imports


def a_file(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{one.strip()}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{body}END:VCALENDAR\r\n".encode()


def numbers(found: Incoming) -> tuple[int, int, int, int]:
    return len(found.new), len(found.changed), len(found.cancelled), found.same


FAIR = """
UID:fair@town.example
DTSTART;TZID=Europe/Paris:20261205T100000
DTEND;TZID=Europe/Paris:20261205T180000
SUMMARY:Winter fair
LOCATION:Mill Hall
CATEGORIES:Event
"""
MARKET = """
UID:market@town.example
DTSTART;TZID=Europe/Paris:20261018T090000
RRULE:FREQ=WEEKLY;COUNT=6
SUMMARY:Market
"""
MOVED = """
UID:market@town.example
RECURRENCE-ID;TZID=Europe/Paris:20261101T090000
DTSTART;TZID=Europe/Paris:20261102T090000
SUMMARY:Market on Monday
"""


def test_a_file_that_comes_twice_adds_nothing(services: Services, imports: CalendarImports) -> None:
    data = a_file(FAIR, MARKET, MOVED)
    found = imports.look_at(data, "town.ics")
    assert numbers(found) == (3, 0, 0, 0)
    assert services.operations.listed() == ()  # to look changes nothing
    imports.take_in(found)
    assert numbers(imports.look_at(data, "town.ics")) == (0, 0, 0, 3)
    kinds = {one.title: (one.kind, one.state) for one in services.operations.listed()}
    assert kinds["Winter fair"] == (Kind.EVENT, State.AGREED)


def test_one_time_of_a_series_that_was_moved_is_there_once(
    services: Services, imports: CalendarImports
) -> None:
    imports.take_in(imports.look_at(a_file(MARKET, MOVED)))
    found = services.operations.occurrences(date(2026, 10, 1), date(2026, 12, 31))
    days = [(one.day.month, one.day.day) for one in found]
    assert days == [(10, 18), (10, 25), (11, 2), (11, 8), (11, 15), (11, 22)]
    assert {f"{one.starts_at.astimezone():%H}" for one in found}  # each has a time


def test_what_a_later_file_replaces_in_a_series_that_is_here_is_there_once(
    services: Services, imports: CalendarImports
) -> None:
    imports.take_in(imports.look_at(a_file(MARKET)))
    later = imports.look_at(a_file(MOVED))
    assert numbers(later) == (1, 1, 0, 0)
    imports.take_in(later)
    found = services.operations.occurrences(date(2026, 10, 28), date(2026, 11, 4))
    assert [one.operation.title for one in found] == ["Market on Monday"]


def test_a_change_keeps_what_people_here_added_and_can_be_taken_back(
    services: Services, imports: CalendarImports
) -> None:
    imports.take_in(imports.look_at(a_file(FAIR)))
    (one,) = services.operations.listed()
    topic, _ = services.topics.make("Fairs")
    services.operations.to_theme(one.id, topic.id)
    found = imports.look_at(a_file(FAIR.replace("T100000", "T110000"), head="METHOD:PUBLISH\r\n"))
    assert numbers(found) == (0, 1, 0, 0)
    _, undo = imports.take_in(found)
    (changed,) = services.operations.listed()
    assert (changed.topic_id, changed.starts_at.hour) == (topic.id, 10)
    assert [each.act for each in services.operations.history(one.id)] == ["import", "theme"]
    services.operations.take_back(undo)
    assert services.operations.one(one.id).starts_at.hour == 9


def test_what_was_changed_here_is_not_overwritten_by_the_same_file(
    services: Services, imports: CalendarImports
) -> None:
    imports.take_in(imports.look_at(a_file(FAIR)))
    (one,) = services.operations.listed()
    services.operations.move(one.id, 1)
    assert numbers(imports.look_at(a_file(FAIR))) == (0, 0, 0, 1)


def test_what_is_cancelled_there_is_marked_and_what_is_older_is_left_out(
    services: Services, imports: CalendarImports
) -> None:
    imports.take_in(imports.look_at(a_file(FAIR + "SEQUENCE:3")))
    found = imports.look_at(a_file(FAIR + "SEQUENCE:4\r\nSTATUS:CANCELLED"))
    assert numbers(found) == (0, 0, 1, 0)
    older = imports.look_at(a_file(FAIR.replace("Winter", "Spring") + "SEQUENCE:2"))
    assert (numbers(older), older.older) == ((0, 0, 0, 0), 1)
    imports.take_in(found)
    assert services.operations.listed()[0].cancelled
    by_method = imports.look_at(a_file(MARKET, head="METHOD:CANCEL\r\n"))
    assert numbers(by_method) == (0, 0, 0, 0), "what was never here is not brought by its end"


def test_nothing_is_done_where_something_changed_since_it_was_shown(
    services: Services, imports: CalendarImports
) -> None:
    found = imports.look_at(a_file(FAIR))
    imports.take_in(found)
    with pytest.raises(NotAllowed, match="calendar-changed"):
        imports.take_in(found)
    assert len(services.operations.listed()) == 1


def test_what_is_wrong_with_one_event_costs_that_one_and_is_told(imports: CalendarImports) -> None:
    found = imports.look_at(
        a_file(
            FAIR,
            "UID:a\r\nSUMMARY:No start",
            "UID:b\r\nDTSTART:tomorrow\r\nSUMMARY:Nonsense",
            "UID:c\r\nDTSTART:99990101T000000Z\r\nSUMMARY:Far",
            "UID:d\r\nDTSTART:20261205T100000Z\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:Bomb",
            "UID:e\r\nDTSTART;TZID=Mars/Olympus:20261205T100000\r\nSUMMARY:Mars",
            "UID:f\r\nDTSTART:20261205T100000Z\r\nRDATE:20261206T100000Z\r\nSUMMARY:More dates",
        )
    )
    assert {one.title for one in found.new} == {"Winter fair", "Bomb", "Mars", "More dates"}
    assert {(one.title, one.why) for one in found.faults} == {
        ("No start", Why.NO_START),
        ("Nonsense", Why.UNREADABLE),
        ("Far", Why.OUT_OF_TIME),
        ("Bomb", Why.RULE),
        ("Mars", Why.ZONE),
        ("More dates", Why.EXTRA_DATES),
    }


def test_an_event_without_an_id_and_one_that_comes_twice_are_there_once(
    services: Services, imports: CalendarImports
) -> None:
    nameless = "DTSTART;VALUE=DATE:20261205\r\nSUMMARY:Nameless"
    data = a_file(nameless, nameless, FAIR, FAIR.replace("Winter", "Spring") + "SEQUENCE:1")
    found = imports.look_at(data)
    assert ({one.title for one in found.new}, found.twice) == ({"Nameless", "Spring fair"}, 2)
    imports.take_in(found)
    assert numbers(imports.look_at(data)) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.NOT_A_CALENDAR),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Why.NOT_A_CALENDAR),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 1000, Why.UNREADABLE),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:half", Why.NOT_CLOSED),
        (b"x" * (LARGEST + 1), Why.TOO_LARGE),
    ],
    ids=["empty", "picture", "nested", "half", "large"],
)
def test_a_file_that_is_none_is_told_to_be_none(data: bytes, why: Why) -> None:
    found = read(data)
    assert found.events == ()
    assert [one.why for one in found.faults] == [why]


def test_bombs_are_read_in_a_moment_and_let_nothing_through() -> None:
    folded = b"SUMMARY:a" + b"\r\n a" * 500_000  # one line, folded half a million times
    many = a_file(*(f"UID:{n}\r\nDTSTART:20261205T100000Z\r\nSUMMARY:{n}" for n in range(7000)))
    lines = a_file("UID:x\r\nDTSTART:20261205T100000Z\r\n" + "COMMENT:a\r\n" * 100_000)
    values = a_file(
        "UID:y\r\nDTSTART:20261205T100000Z\r\nEXDATE:" + ",".join(["20261205T100000Z"] * 500_000)
    )
    begin = process_time()
    assert read(a_file("UID:z\r\nDTSTART:20261205T100000Z\r\n" + folded.decode())).events
    found = read(many)
    assert (len(found.events), found.faults[-1].why) == (MOST_EVENTS, Why.TOO_MANY)
    assert [one.why for one in read(lines).faults] == [Why.TOO_LONG]
    assert read(values).events[0].except_at == ()
    assert process_time() - begin < 60  # it ends at all: minutes would be a bomb that went off


def test_what_we_write_comes_back_as_what_it_was(
    services: Services, imports: CalendarImports, tmp_path: Path
) -> None:
    planned(
        services, 3, "Works; begin, at “Mill Lane”", message="One\\two", recurrence="FREQ=WEEKLY"
    )
    planned(services, 4, "Évènement " + "é" * 150, Kind.COUPON, details="several\nlines")
    imports.take_in(imports.look_at(a_file(FAIR, MARKET, MOVED), "town.ics"))
    file = tmp_path / "ours.ics"
    found = leaving.entries(services.dates.listed(), names=True)
    assert services.dates.write(file, found, "Ours") == 5
    again = imports.look(file)
    assert (numbers(again), again.faults) == ((0, 0, 0, 5), ())
    other = a_workstation(tmp_path / "other")
    try:
        taken = other.calendar_imports.look(file)
        assert numbers(taken) == (5, 0, 0, 0)
        other.calendar_imports.take_in(taken)
        theirs = {(one.title, one.kind, one.recurrence) for one in other.operations.listed()}
        ours = {(one.title, one.kind, one.recurrence) for one in services.operations.listed()}
        assert theirs == ours
        span = (date(2026, 9, 1), date(2026, 12, 31))
        assert [(one.day, one.operation.title) for one in other.operations.occurrences(*span)] == [
            (one.day, one.operation.title) for one in services.operations.occurrences(*span)
        ]
    finally:
        other.close()


def test_what_was_taken_out_is_cancelled_in_the_next_file(
    services: Services, tmp_path: Path
) -> None:
    one = planned(services, 3, "Fair")
    planned(services, 4, "Market")
    file = tmp_path / "ours.ics"

    def write() -> None:
        found = leaving.entries(services.dates.listed({DateKind.OPERATION}), names=False)
        services.dates.write(file, found, "Ours")

    write()
    services.operations.remove(one.id)
    write()
    said = {event.title: event.cancelled for event in read(file.read_bytes()).events}
    assert said == {"Fair": True, "Market": False}


def test_a_file_that_is_not_there_is_told(imports: CalendarImports, tmp_path: Path) -> None:
    with pytest.raises(BackupMissing):
        imports.look(tmp_path / "none.ics")


def test_a_long_stay_is_cut_and_one_that_ends_before_it_begins_lasts_no_time() -> None:
    found = read(
        a_file(
            "UID:a\r\nDTSTART:20261205T100000Z\r\nDTEND:21991205T100000Z",
            "UID:b\r\nDTSTART:20261205T100000Z\r\nDTEND:20201205T100000Z",
            "UID:c\r\nDTSTART;VALUE=DATE:20261205\r\nDURATION:P2D",
        )
    )
    lengths = [one.ends_at - one.starts_at for one in found.events]
    assert lengths == [timedelta(366), timedelta(0), timedelta(2)]
