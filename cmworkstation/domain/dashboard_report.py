"""A report of the dashboard: what was read for a period, and when one is written by itself."""

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from cmworkstation.domain.dashboard import Remark, Seen, Span
from cmworkstation.domain.values import dataclass


class Every(StrEnum):
    """How often a report is written."""

    NEVER = ""
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Report:
    """The tiles of a period with what was noted in it; `names` keeps private persons' names in what they wrote."""

    span: Span
    made_at: datetime
    seen: tuple[Seen, ...]
    remarks: tuple[Remark, ...]
    by: str = ""
    names: bool = False


class ReportPage(Protocol):
    """Puts a report into words."""

    def page(self, report: Report) -> str:
        """Return it as one HTML file."""


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """When reports are written by themselves, and where to."""

    every: Every = Every.NEVER
    folder: Path | None = None
    names: bool = False


def whole_before(every: Every, now: datetime) -> Span:
    """Return the last whole day or week, Monday to Sunday, before now, on this machine's clock."""
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    until = midnight - timedelta(days=midnight.weekday() if every is Every.WEEK else 0)
    since = until - timedelta(days=7 if every is Every.WEEK else 1)
    return Span(since.astimezone(), until.astimezone())


def file_name(every: Every, span: Span) -> str:
    """Return what the report of a period is called: "dashboard-2026-11-26.html", "dashboard-2026-W48.html"."""
    day = span.since.astimezone().date()
    if every is Every.WEEK:
        year, week, _ = day.isocalendar()
        return f"dashboard-{year}-W{week:02}.html"
    return f"dashboard-{day.isoformat()}.html"
