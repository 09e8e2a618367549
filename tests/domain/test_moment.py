"""A moment as people type it, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.moment import read, read_day

NOW = datetime(2026, 10, 7, 15, 20, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow", "2026-10-08 09:00"),
        ("Demain 14h30", "2026-10-08 14:30"),
        ("après-demain à 8h", "2026-10-09 08:00"),
        ("lundi 9h", "2026-10-12 09:00"),
        ("wed", "2026-10-14 09:00"),
        ("Fri at 5pm", "2026-10-09 17:00"),
        ("18:00", "2026-10-07 18:00"),
        ("8h", "2026-10-08 08:00"),
        ("in 2 hours", "2026-10-07 17:20"),
        ("dans 3 jours", "2026-10-10 15:20"),
        ("12/10 8:00", "2026-10-12 08:00"),
        ("3 oct", "2027-10-03 09:00"),
        ("1er novembre 7h15", "2026-11-01 07:15"),
        ("2027-02-03", "2027-02-03 09:00"),
    ],
)
def test_what_is_typed_is_the_next_such_moment(typed: str, meant: str) -> None:
    found = read(typed, NOW)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "someday",
        "31/02",
        "25h",
        "today",
        "2026-10-01",
        "in 5 moons",
        "12:99",
        "9999-12-31",
        "m",
    ],
)
def test_what_means_no_moment_ahead_is_none(typed: str) -> None:
    assert read(typed, NOW) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2027-01-31", "2027-01-31"),
        ("31/01/2027", "2027-01-31"),
        ("31.1.27", "2027-01-31"),
        ("31-1-2027", "2027-01-31"),
        ("Sun 31 Jan 2027", "2027-01-31"),
        ("dim. 31 janv. 2027", "2027-01-31"),
        ("mardi 1er déc. 2026", "2026-12-01"),
        ("1 août", "2027-08-01"),
        ("12/10", "2026-10-12"),
        ("5/1", "2027-01-05"),
        ("1 Sept 2019", "2019-09-01"),
        ("hier", "2026-10-06"),
        ("today", "2026-10-07"),
        ("demain", "2026-10-08"),
        ("vendredi", "2026-10-09"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, meant: str) -> None:
    assert read_day(typed, NOW.date()) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5/11", "2025-11-05"),
        ("5/1", "2026-01-05"),
        ("friday", "2026-10-02"),
        ("1/2/2030", "2030-02-01"),
    ],
)
def test_a_day_that_lies_behind_is_the_last_such_day(typed: str, meant: str) -> None:
    assert read_day(typed, NOW.date(), past=True) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    "typed", ["", "soon", "31/02/2027", "moon 3 Oct", "3 Ovt", "2027-13-01", "12", "29/02"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_day(typed, NOW.date()) is None


@given(st.dates(date(1000, 1, 1)), st.text(max_size=12))
def test_every_day_is_read_back_and_no_text_breaks_the_reader(day: date, text: str) -> None:
    assert read_day(day.isoformat(), NOW.date()) == day
    assert read_day(f"{day:%d/%m}/{day.year:04}", NOW.date()) == day
    found = read_day(text, NOW.date())
    assert found is None or abs(found - NOW.date()) < timedelta(days=4_000_000)
