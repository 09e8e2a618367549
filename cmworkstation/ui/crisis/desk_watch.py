"""The clockwork of the crisis desk: when we speak again, calls that pass on, exercises, and a clock that jumped."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui.jobs import WRITE, JobRunner
from cmworkstation.ui.notices import Notice

if TYPE_CHECKING:
    from cmworkstation.services.desk import Late
    from cmworkstation.services.roster import Passed
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

EVERY_S = 15.0
UPDATE, CALL = "desk.update", "desk.call"


class DeskWatch(QObject):
    """Looks a few times a minute; says once what is due, and what passed on."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Begin with a look."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._looked: float | None = None

    def pulse(self) -> None:
        """Look, where it is time to."""
        running = self._services.clock.monotonic()
        if self._looked is None or running - self._looked >= EVERY_S:
            self._looked = running
            self.look()

    def look(self) -> None:
        """Look now, on the lane for what is written."""
        self._jobs.run(WRITE, self._due, self._tell, lambda _: None, owner=self)

    def _due(self) -> "tuple[Late | None, tuple[Passed, ...], Changes]":
        services = self._services  # built on the lane
        services.desk.pulse()
        came = services.exercises.carry_on()
        return services.desk.due(), services.roster.pass_on(), came

    def _tell(self, found: "tuple[Late | None, tuple[Passed, ...], Changes]") -> None:
        late, passed, changes = found
        if late is not None or passed:
            changes |= Changes(desk=True)
        self._jobs.emit_changes(changes)
        if late is not None:
            at = f"{late.at.astimezone():%H:%M}"
            said = (
                tr("The public was to hear from us at {time}. Speak, or say when you will.")
                if late.over
                else tr("The public hears from us again at {time}. Prepare what to say.")
            )
            kind = "error" if late.over else "warn"
            self._window.notify(Notice(kind, said.format(time=at), "", "go.crisis", UPDATE))
        if passed:
            from cmworkstation.words import desk as words  # noqa: PLC0415 - seldom; a start needs none of it

            for one in passed:
                said = words.passed(one.person, one.following)
                self._window.notify(Notice("warn", said, "", "go.crisis", f"{CALL}.{one.call.id}"))
