"""The crisis level above all pages, and the command that changes it."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs
from cmworkstation.ui.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmworkstation.services.crises import Ladder
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = "crisis"
GRAVE = 2  # levels from here on are shown as what goes wrong
EVERY_S = 60.0
SEVERAL = 2


def change(window: "MainWindow", why: str = "") -> None:
    """Ask which level is to hold, with a reason that is known; say so where no charter in force knows any."""
    services = cast("Services", window.services)

    def read() -> "tuple[Sequence[Ladder], int]":
        found = services.crises.ladders()
        if len(found) < SEVERAL:  # nothing to choose, and nothing is measured for it
            return found, 0
        looks = (services.triggers.look(one.charter.header.id) for one in found)
        due = (n for n, one in enumerate(looks) if one is not None and one.proposal)
        return found, next(due, 0)

    def ask(seen: "tuple[Sequence[Ladder], int]") -> None:
        from cmworkstation.ui.crisis.dialog import CrisisDialog  # noqa: PLC0415 - when it is asked for

        found, due = seen
        if not found:
            window.say(tr("No charter in force knows crisis levels."), 8000)
            return
        dialog = CrisisDialog(window, found, due)
        dialog.why.setText(why)
        dialog.why.setCursorPosition(0)
        dialog.declared.connect(partial(declare, window))
        dialog.open()

    window.jobs.run(jobs.READ, read, ask, owner=window)


def declare(window: "MainWindow", charter_id: str, level: str, why: str) -> None:
    """Let a level hold; on the lane for what a person did."""
    services = cast("Services", window.services)

    def failed(error: Exception) -> None:
        if not isinstance(error, NotAllowed):
            raise error
        window.failed(error)

    def done(_: Changes) -> None:
        window.say(
            tr("Declared. It holds from now on.") if level else tr("All is normal again."), 8000
        )

    run = window.jobs.run
    run(
        jobs.WRITE,
        lambda: services.crises.declare(charter_id, level, why),
        done,
        failed,
        owner=window,
    )


class CrisisBand(QObject):
    """Shows which level holds: at the start, after every change, and once a minute for what another process did."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Begin with a look."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._looked: float | None = None

    def pulse(self) -> None:
        """Look, where it is time to."""
        running = self._services.clock.monotonic()
        if self._looked is None or running - self._looked >= EVERY_S:
            self.look()

    def look(self) -> None:
        """Look which level holds, on the reading lane."""
        self._looked = self._services.clock.monotonic()
        self._window.jobs.run(jobs.READ, self._holding, self._show, lambda _: None, owner=self)

    def _holding(self) -> "tuple[Ladder, ...]":
        crises = self._services.crises  # loaded on the lane
        found = (crises.ladder(one.charter_id) for one in crises.declared())
        return tuple(one for one in found if one is not None and one.now is not None)

    def _show(self, found: "tuple[Ladder, ...]") -> None:
        self._window.show_state(KEY, partial(self._wording, found) if found else None)

    def _wording(self, found: "tuple[Ladder, ...]") -> Notice:
        from cmworkstation.words import crises as words  # noqa: PLC0415 - seldom; a start needs none of it

        name_of, at = self._services.profiles.name, self._services.clock.now()
        said = [words.holds(one.charter, one.now, name_of, at) for one in found if one.now]
        highest = found[0].now
        why = foreign.line(highest.why, 200) if highest else ""
        kind = "error" if highest and highest.number >= GRAVE else "warn"
        return Notice(kind, "\n".join(said), why, "crisis.change", KEY)
