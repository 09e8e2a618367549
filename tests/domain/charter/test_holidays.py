"""Public holidays by the library, under the names that charters use."""

from datetime import date

import pytest

from cmworkstation.domain.charter.holidays import (
    frozen_or_known,
    holidays,
    is_known,
    regions_near,
)


def test_france_has_eleven_holidays_and_alsace_and_moselle_thirteen() -> None:
    days = holidays("FR", 2026)
    assert len(days) == 11
    assert {date(2026, 5, 14), date(2026, 5, 25), date(2026, 8, 15)} <= days
    local = {date(2026, 4, 3), date(2026, 12, 26)}  # Good Friday and Saint Stephen's Day
    assert holidays("FR-ALS", 2026) == days | local
    assert holidays("FR-57", 2026) == days | local


@pytest.mark.parametrize(
    ("year", "monday_or_tuesday"), [(2020, 28), (2021, 27), (2022, 27), (2026, 28)]
)
def test_an_english_christmas_on_a_weekend_gives_a_day_after(
    year: int, monday_or_tuesday: int
) -> None:
    assert date(year, 12, monday_or_tuesday) in holidays("GB-ENG", year)


def test_england_has_its_single_days() -> None:
    days = holidays("GB-WLS", 2022)
    assert {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)} <= days
    assert date(2022, 5, 30) not in days


@pytest.mark.parametrize("region", ["FR", "FR-ALS", "FR-57", "GB-ENG", "DE-BY", "NZ", "BR"])
def test_a_region_that_is_known_has_holidays(region: str) -> None:
    assert is_known(region)
    assert holidays(region, 2026)


@pytest.mark.parametrize("region", ["XX", "FR-99", "Europe", "fr", "GB-", ""])
def test_an_unknown_region_has_none(region: str) -> None:
    assert holidays(region, 2026) == frozenset()
    assert not is_known(region)


def test_what_could_be_meant_is_offered() -> None:
    assert "GB-SCT" in regions_near("GB-SCO")
    assert "FR" in regions_near("nowhere")


def test_years_that_were_not_frozen_are_worked_out() -> None:
    frozen = {"FR": {"2026": ["2026-03-03"]}}
    assert frozen_or_known("FR", 2026, frozen) == {date(2026, 3, 3)}
    assert frozen_or_known("FR", 2027, frozen) == holidays("FR", 2027)
