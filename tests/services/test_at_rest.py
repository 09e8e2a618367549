"""What the program does by itself and what a freeze stops of it: nothing is written outside, and it is made up for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmworkstation.domain.calendar_file import Entry
from cmworkstation.domain.dashboard_report import Every, Report, ReportPlan
from cmworkstation.domain.freeze import Scope, ScopeKind
from cmworkstation.services.dates import DateKind, Followed
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation
from tests.walking import walked

ELSEWHERE = Scope(ScopeKind.PLATFORM, "ailleurs")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


class Page:
    """A report's page in one word."""

    def page(self, report: Report) -> str:
        return f"{len(report.seen)} tiles"


def test_no_report_is_written_by_the_clock_while_everything_is_frozen_and_then_it_is(
    services: Services, tmp_path: Path
) -> None:
    services.dashboard_reports.set_plan(ReportPlan(Every.DAY, tmp_path))
    frozen, _ = services.freezing.freeze()
    assert services.dashboard_reports.due() is None
    assert walked(services.dashboard_reports.write_due(Page())) is None
    services.freezing.thaw(frozen.id)
    target = walked(services.dashboard_reports.write_due(Page()))
    assert target is not None
    assert target.exists()


def test_the_calendar_that_others_follow_stays_as_it_is_while_everything_is_frozen(
    services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "dates.ics"
    services.dates.follow(Followed(file, frozenset(DateKind), names=True))
    entries: list[Entry] = []
    frozen, _ = services.freezing.freeze()
    assert services.dates.renew(lambda _: entries, "Dates") is None
    assert not file.exists()
    services.freezing.thaw(frozen.id)
    assert services.dates.renew(lambda _: entries, "Dates") == 0
    assert file.exists()


def test_a_freeze_of_one_platform_stops_neither_the_report_nor_the_calendar(
    services: Services, tmp_path: Path
) -> None:
    services.dashboard_reports.set_plan(ReportPlan(Every.DAY, tmp_path))
    services.freezing.freeze(ELSEWHERE)
    assert services.dashboard_reports.due() is not None
    services.dates.follow(Followed(tmp_path / "dates.ics", frozenset(DateKind), names=True))
    assert services.dates.renew(lambda _: [], "Dates") == 0


def test_what_a_person_asks_for_is_written_while_everything_is_frozen(
    services: Services, tmp_path: Path
) -> None:
    services.freezing.freeze()
    now = datetime(2026, 9, 3, tzinfo=UTC)
    assert services.dates.write(tmp_path / "mine.ics", [], f"Dates {now:%Y}") == 0
    report = walked(services.dashboard_reports.read(services.dashboard.span(7)))
    services.dashboard_reports.write(tmp_path / "mine.html", Page().page(report))
    assert (tmp_path / "mine.html").exists()


def test_what_was_pressed_a_moment_ago_and_is_not_written_down_yet_stops_it_too(
    services: Services, tmp_path: Path
) -> None:
    services.dashboard_reports.set_plan(ReportPlan(Every.DAY, tmp_path))
    services.brake.press()
    assert services.dashboard_reports.due() is None
