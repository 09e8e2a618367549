"""The clockwork of the crisis desk: when we speak again, calls that pass on, exercises, and a clock that jumped."""

from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr, trn
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.patrol import Patrol

if TYPE_CHECKING:
    from cmworkstation.domain.debrief import Action
    from cmworkstation.services.desk import Late
    from cmworkstation.services.roster import Passed

    Due = tuple[Late | None, tuple[Passed, ...], tuple[Action, ...], Changes]

UPDATE, CALL, AGREED = "desk.update", "desk.call", "desk.agreed"


class DeskWatch(Patrol):
    """Looks a few times a minute; says once what is due, and what passed on."""

    EVERY_S = 15.0

    def look(self) -> None:
        """Look now, on the lane for what is written."""
        self._jobs.run(WRITE, self._due, self._tell, lambda _: None, owner=self)

    def _due(self) -> "Due":
        services = self._services  # built on the lane
        services.desk.pulse()
        came = services.exercises.carry_on()
        return services.desk.due(), services.roster.pass_on(), services.debriefs.remind(), came

    def _tell(self, found: "Due") -> None:
        late, passed, agreed, changes = found
        if late is not None or passed:
            changes |= Changes(desk=True)
        self._jobs.emit_changes(changes)
        if agreed:
            from cmworkstation.words import debriefs  # noqa: PLC0415 - seldom; a start needs none of it

            now = self._services.clock.now()
            said = tr("Agreed after a crisis: {what}").format(what=debriefs.action(agreed[0], now))
            if len(agreed) > 1:
                n = len(agreed) - 1
                more = trn("{n} more is due.", "{n} more are due.", n).format(n=n)
                said = f"{said}. {more}"
            self._window.notify(Notice("warn", said, "", "go.crisis", AGREED))
        if late is None and not passed:
            return
        from cmworkstation.words import desk as words  # noqa: PLC0415 - seldom; a start needs none of it

        if late is not None:
            kind, said = "error" if late.over else "warn", words.due(late.at, over=late.over)
            self._window.notify(Notice(kind, said, "", "go.crisis", UPDATE))
        if passed:
            for one in passed:
                said = words.passed(one.person, one.following)
                self._window.notify(Notice("warn", said, "", "go.crisis", f"{CALL}.{one.call.id}"))
