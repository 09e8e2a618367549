"""A moment as people type it, in both languages."""

from datetime import UTC, datetime

import pytest

from cmworkstation.domain.moment import read

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
