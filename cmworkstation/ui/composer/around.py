"""The slower checks of a draft: held against its message and its person, on a reading lane, after a pause in typing."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from cmworkstation.domain.charter.finding import Finding
from cmworkstation.domain.question import Asked
from cmworkstation.domain.reply import Draft
from cmworkstation.ui.jobs import READ, Job

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

IDLE_MS = 600

Seen = tuple[tuple[Finding, ...], tuple[Asked, ...]]


class Around(QObject):
    """Runs the context ring of the charter and the questions of the message; typing never waits for it."""

    changed = Signal()

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Take the composer whose draft to look at."""
        super().__init__(pane)
        self._pane = pane
        self._jobs = window.jobs
        self._services = cast("Services", window.services)
        self._job: Job | None = None
        self._draft: Draft | None = None
        self._found: tuple[Finding, ...] = ()
        self.asked: tuple[Asked, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(IDLE_MS)
        self._timer.timeout.connect(pane.look_around)

    def pause(self) -> None:
        """Look once nobody typed for a while."""
        self._timer.start()

    def findings(self, draft: Draft) -> tuple[Finding, ...]:
        """Return what was found of this draft last; of another one nothing."""
        same = self._draft is not None and self._draft.id == draft.id
        return self._found if same else ()

    def clear(self) -> None:
        """Forget what was found, and what is being looked for."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        self._job, self._draft, self._found, self.asked = None, None, (), ()

    def look(self, draft: Draft) -> None:
        """Look at a draft now; what is still being looked for of an earlier state is not waited for."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        services = self._services

        def work() -> Seen:
            asked = services.questions.of_draft(draft)
            done = tuple(one.question.text for one in asked if one.mark is not None)
            return services.composer.review_context(draft, done), asked

        def over(seen: Seen) -> None:
            self._job, self._draft = None, draft
            before = (self._found, self.asked)
            self._found, self.asked = seen
            if before != seen:
                self.changed.emit()

        self._job = self._jobs.run(READ, work, over, owner=self)
