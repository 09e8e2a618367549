"""Looks every few minutes whether something rings, and says it once, all that is new together."""

from typing import TYPE_CHECKING

from cmworkstation.domain.alert import QUIET
from cmworkstation.domain.notification import Kind
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.patrol import Patrol
from cmworkstation.words import alerts as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.domain.alert import Series
    from cmworkstation.services.alerts import News
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.teller import Teller

LANE = "alarms"  # of its own: counting eight weeks of a large workspace takes a second
KEY = "alarms"


class AlertWatch(Patrol):
    """Looks from time to time; `n` is how many alarms nobody has seen."""

    EVERY_S = 300.0

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        jobs: JobRunner,
        teller: "Teller",
        counted: "Callable[[], object]",
    ) -> None:
        """Take the window to say it in; `counted` is called whenever `n` is another one."""
        super().__init__(window, services, jobs)
        self._teller = teller
        self._counted = counted
        self.n = 0

    def look(self) -> None:
        """Look what rings, on a lane of its own."""
        self._jobs.run(LANE, self._look, self._tell, lambda _: None, owner=self)

    def heard(self) -> None:
        """Count anew: a person saw something, or put it away."""
        self._jobs.run(LANE, self._unseen, self._count, lambda _: None, owner=self)

    def _unseen(self) -> int:
        return self._services.alerts.unseen()  # built on the lane

    def _look(self) -> "tuple[News, dict[Series, str], int]":
        alerts = self._services.alerts
        return alerts.look(), dict(alerts.names()), alerts.unseen()

    def _tell(self, found: "tuple[News, dict[Series, str], int]") -> None:
        news, names, n = found
        self._count(n)
        if not news.changes:
            return
        self._jobs.emit_changes(news.changes)
        loud = [one for one in (*news.rang, *news.reminded) if one.kind not in QUIET]
        said = words.news(news, names, self._services.clock.now())
        if said:
            kind = "warn" if loud else "info"
            self._window.tell(Notice(kind, said, "", "watch.alarms", KEY))
        if loud:
            self._teller.add(Kind.ALARM, len(loud))

    def _count(self, n: int) -> None:
        if n != self.n:
            self.n = n
            self._counted()
