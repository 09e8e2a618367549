"""Reports of the dashboard: read at a person's word or by the clock, one file for each period, whole or not at all."""

import json
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Final

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.dashboard import INTERNAL, Span, Tile
from cmworkstation.domain.dashboard_report import (
    Every,
    Report,
    ReportPage,
    ReportPlan,
    file_name,
    whole_before,
)
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.services.acting import Acting
from cmworkstation.services.brake import Brake
from cmworkstation.services.dashboard import Dashboard
from cmworkstation.services.settings import Settings
from cmworkstation.services.table_export import write_whole

PLAN: Final = "dashboard_plan"


class DashboardReports:
    """Makes reports. Run the generators on a lane."""

    def __init__(
        self,
        dashboard: Dashboard,
        settings: Settings,
        acting: Acting,
        brake: Brake,
        clock: Clock,
    ) -> None:
        """Take who reads tiles."""
        self._brake = brake
        self._dashboard = dashboard
        self._settings = settings
        self._acting = acting
        self._clock = clock

    def read(
        self, span: Span, tiles: Sequence[Tile] | None = None, *, names: bool = False
    ) -> Generator[Progress, None, Report]:
        """Read a report; what is for the people here alone is left out of it."""
        wanted = [
            one
            for one in (self._dashboard.tiles() if tiles is None else tiles)
            if one not in INTERNAL
        ]
        seen = yield from self._dashboard.read_all(span, wanted)
        return Report(
            span,
            self._clock.now(),
            seen,
            tuple(one for one in self._dashboard.remarks(span) if one.tile in wanted),
            self._acting.current().name,
            names,
        )

    def write(self, target: Path, text: str) -> None:
        """Write a report. Raises `BackupFailed` and `NoRoom`."""
        write_whole(target, text.encode("utf-8", errors="replace"))

    # By the clock

    def plan(self) -> ReportPlan:
        """Return when reports are written by themselves."""
        try:
            kept = json.loads(self._settings.value(PLAN) or "{}")
            every = Every(kept.get("every", ""))
        except (ValueError, AttributeError):
            return ReportPlan()
        folder = kept.get("folder")
        return ReportPlan(every, Path(folder) if folder else None, bool(kept.get("names")))

    def set_plan(self, plan: ReportPlan) -> None:
        """Choose when reports are written by themselves. Raises `NotAllowed` ("report-folder") without a folder."""
        self._acting.require(Act.KEEP)
        if plan.every is not Every.NEVER and (plan.folder is None or not plan.folder.is_dir()):
            raise NotAllowed("report-folder")
        folder = str(plan.folder) if plan.folder else ""
        kept = {"every": plan.every.value, "folder": folder, "names": plan.names}
        self._settings.put(PLAN, json.dumps(kept))

    def due(self) -> Path | None:
        """Return which file should be there and is not: of the last whole day or week; None for none.

        Nothing is due while everything is frozen: it is written afterwards.
        """
        if self._brake.is_everything_frozen():
            return None
        plan = self.plan()
        if plan.every is Every.NEVER or plan.folder is None or not plan.folder.is_dir():
            return None
        target = plan.folder / file_name(plan.every, whole_before(plan.every, self._clock.now()))
        return None if target.exists() else target

    def write_due(self, pages: ReportPage) -> Generator[Progress, None, Path | None]:
        """Write the report that is due, None where none is. Raises `BackupFailed` and `NoRoom`."""
        target, plan = self.due(), self.plan()
        if target is None:
            return None
        span = whole_before(plan.every, self._clock.now())
        report = yield from self.read(span, names=plan.names)
        self.write(target, pages.page(report))
        return target
