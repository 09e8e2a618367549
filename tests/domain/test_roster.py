"""The roster: hours as people write them, who is on call, and who is called next."""

from datetime import UTC, datetime, timedelta

import pytest

from cmworkstation.domain.roster import Call, Person, is_on_call, ladder, read_hours, to_call

FRIDAY = datetime(2026, 9, 4, 14, 0, tzinfo=UTC)


def someone(name: str, **more: object) -> Person:
    return Person(name.lower(), name, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("", FRIDAY, True),
        ("mon-fri 08:00-18:00", FRIDAY, True),
        ("lun-ven 8h-18h", FRIDAY, True),
        ("lundi-jeudi 8h-18h; sam 10:00-12:00", FRIDAY, False),
        ("sat, sun 10:00-12:00", FRIDAY + timedelta(hours=21), True),
        ("fri 22:00-6:00", FRIDAY + timedelta(hours=14), True),
        ("fri 22:00-6:00", FRIDAY + timedelta(hours=17), False),
        ("08:00-18:00", FRIDAY + timedelta(hours=6), False),
        ("whenever", FRIDAY, True),
    ],
)
def test_who_is_on_call_is_read_from_the_hours(hours: str, at: datetime, expected: bool) -> None:
    assert is_on_call(someone("Ada", hours=hours), at) is expected


@pytest.mark.parametrize("text", ["whenever", "mon 8-25", "xyz 8:00-9:00", "9:00-9:00", "8:00"])
def test_hours_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_hours(text)


def test_who_is_on_call_comes_first_each_with_who_stands_in() -> None:
    people = (
        someone("Off", hours="mon 08:00-09:00"),
        someone("Ada", deputy_id="bo"),
        someone("Cy"),
        someone("Bo", hours="sun 8:00-9:00"),
    )
    assert [one.name for one in ladder(people, FRIDAY)] == ["Ada", "Bo", "Cy", "Off"]


def test_whoever_did_not_answer_is_passed_over_until_somebody_is_reached() -> None:
    people = (someone("Ada"), someone("Bo"))

    def called(name: str, outcome: str, minute: int) -> Call:
        at = FRIDAY + timedelta(minutes=minute)
        return Call(f"{minute}", name, at, at, outcome)

    assert to_call(people, (), FRIDAY) == people[0]
    missed = called("ada", "not-reached", 1)
    assert to_call(people, (missed,), FRIDAY) == people[1]
    assert to_call(people, (missed, called("bo", "passed", 2)), FRIDAY) is None
    assert to_call(people, (missed, called("bo", "reached", 2)), FRIDAY) == people[0]
