"""What stands above all pages while something is frozen or a drill goes on; and what writes down what was pressed."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.freeze import Brakes
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs
from cmworkstation.ui.notices import Notice

if TYPE_CHECKING:
    from cmworkstation.domain.conversation import Changes
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

FROZEN, EXERCISE = "frozen", "exercise"
CARRY_OUT_S = 5.0


class FreezeBand(QObject):
    """Shows what is frozen; looks once a second, since another process may have frozen it."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Begin with nothing that is shown."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._shown: tuple[Brakes, str, object] | None = None
        self._settling = False
        self._carried = 0.0
        window.frozen_wanted.connect(self.look)

    def pulse(self) -> None:
        """Write down what was pressed, carry out what was decided, and look."""
        if not self._services.read_only and not self._settling:
            running = self._services.clock.monotonic()
            if self._services.brake.wants_settling():
                self.settle()
            elif running - self._carried >= CARRY_OUT_S and self._services.brake.drops():
                self._carried = running
                self._run(lambda: self._services.thawing.carry_out())  # noqa: PLW0108 - the lane loads it
        self.look()

    def settle(self) -> None:
        """Write down what was pressed, on the lane for what a person did."""
        self._settling = True
        self._run(lambda: self._services.freezing.settle())  # noqa: PLW0108 - as above

    def _run(self, work: "partial[Changes] | object") -> None:
        def over(_: object) -> None:
            self._settling = False
            self.look()

        run = self._window.jobs.run
        run(jobs.WRITE, work, over, over, owner=self)  # type: ignore[arg-type]

    def look(self) -> None:
        """Show what holds now, where it is not what was shown."""
        try:
            found = self._services.brake.standing()
        except (
            WorkstationError
        ):  # what cannot be read is told of elsewhere; the band stays as it is
            return
        first = found.freezes[0].id if found.freezes else ""
        fresh = first if first and self._services.brake.may_go_on(first) else ""
        shown = (found, fresh, self._window.status)  # a frame that was built anew has another one
        if self._shown == shown:
            return
        self._shown = shown
        frozen = bool(found.freezes or found.held)
        self._window.status.show_frozen(frozen=bool(found.freezes), held=found.held)
        self._window.show_state(FROZEN, partial(self._frozen, found, fresh) if frozen else None)
        self._window.show_state(EXERCISE, self._exercise if found.drill else None)

    def _frozen(self, found: Brakes, fresh: str) -> Notice:
        from cmworkstation.words import freeze as words  # noqa: PLC0415 - seldom; a start needs none of it

        services = self._services
        if not found.freezes:
            text = tr("The freeze is lifted. Nothing that it held back leaves without your word.")
            return Notice(FROZEN, text, words.held(found.held), "go.thaw", FROZEN)
        names = words.Names.of(
            services.accounts.listed(), services.brake.labels(), services.brake.topics()
        )
        at, name_of = services.clock.now(), services.profiles.name
        said = [words.began(one, name_of, at, names) for one in found.freezes]
        why = [one.reason for one in found.freezes if one.reason]
        parts = [words.held(found.held)] if found.held else []
        parts += [words.why(why[0])] if why else [tr("No reason was given yet.")]
        parts += [words.unwritten()] if found.unwritten else []
        hint, also = " · ".join(parts), "freeze.go_on" if fresh else ""
        return Notice(FROZEN, "\n".join(said), hint, "go.thaw", FROZEN, also=also)

    @staticmethod
    def _exercise() -> Notice:
        return Notice(
            EXERCISE,
            tr("EXERCISE: nothing leaves this machine."),
            tr("Real replies wait until it is over; those of the exercise end here."),
            "",
            EXERCISE,
        )
