"""At the start: what happened since the program was last open. A bar in short, a sheet in full."""

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.catch_up import CatchUp
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ, WRITE, JobRunner
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import catch_up as said

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = "catch-up"
AWAY_S = 1800.0  # closed for less than half an hour, nobody has to catch up
LOOK_S = 10.0  # accounts are still being read: the numbers grow
SETTLED_S = 180.0
NOTE_S = 300.0


class CatchUpNotice(QObject):
    """Says once what happened, and remembers that the program is open."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Begin with this start."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._began = services.clock.monotonic()
        self._looked: float | None = None
        self._noted = self._began
        self._told = False
        if not services.read_only:
            window.closing.connect(self._note)

    def pulse(self) -> None:
        """Look again while accounts are still being read, and note from time to time that the program is open."""
        running = self._services.clock.monotonic()
        dismissed = self._told and not self._window.has_notice(KEY)
        again = self._looked is None or running - self._looked >= LOOK_S
        settled = dismissed or running - self._began > SETTLED_S
        if again and not settled and self._was_away():
            self._looked = running
            look = self._services.catch_up.summary
            self._jobs.run(READ, look, self._tell, lambda _: None, owner=self)
        if not self._services.read_only and running - self._noted >= NOTE_S:
            self._noted = running
            note = self._services.catch_up.note_open
            self._jobs.run(WRITE, note, failed=lambda _: None, owner=self)

    def _was_away(self) -> bool:
        since = self._services.catch_up.since
        now = self._services.clock.now()
        return since is not None and (now - since).total_seconds() >= AWAY_S

    def _tell(self, found: CatchUp) -> None:
        if found.is_quiet or (self._told and not self._window.has_notice(KEY)):
            return
        self._told = True
        when = words.moment(found.since, found.until)
        text = tr("Since {when}: {news}").format(when=when, news=said.in_short(found))
        self._window.tell(Notice("info", text, "", "app.catch_up", KEY))

    def _note(self) -> None:
        with suppress(WorkstationError):  # a full disk: the note of minutes ago will do
            self._services.catch_up.note_open()


class CatchUpDialog(QDialog):
    """Every line leads to what it tells of."""

    def __init__(self, window: "MainWindow", found: CatchUp) -> None:
        """Show what happened."""
        super().__init__(window)
        self._window = window
        services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("What happened"))
        t = theme.current()
        when = words.moment(found.since, found.until)
        title = PlainLabel(tr("Since {when}").format(when=when), self)
        title.setWordWrap(True)
        theme.mark(title, "title")
        names = {one.id: one.name for one in services.accounts.listed()}
        self.lines = said.lines(found, names)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, t.px(12), 0)
        rows.setSpacing(t.px(12))
        for line in self.lines:
            rows.addWidget(self._row(line))
        if not self.lines:
            quiet = QLabel(tr("Nothing came, nothing is late, nothing went wrong."))
            quiet.setWordWrap(True)
            theme.mark(quiet, "soft")
            rows.addWidget(quiet)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("What happened"))
        scroll.setWidget(inner)
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(tr("To work"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.mark(close, "primary")
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(16))
        column.addWidget(title)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)
        fit(self, window, 520, 460)

    def _row(self, line: said.Line) -> QWidget:
        t = theme.current()
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(t.px(8))
        picture = QLabel()
        picture.setPixmap(
            icons.icon(line.icon, "soft").pixmap(t.px(icons.SMALL), t.px(icons.SMALL))
        )
        text = PlainLabel(line.text)
        text.setWordWrap(True)
        show = QPushButton(tr("Show"))
        show.setAccessibleName(tr("Show: {what}").format(what=line.text))
        show.clicked.connect(lambda: self._show(line.command))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(text, 1)
        row.addWidget(show, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _show(self, command: str) -> None:
        self.accept()
        self._window.act(command)


def show(window: "MainWindow") -> None:
    """Open the sheet once its numbers are there, and take the bar away."""
    services = cast("Services", window.services)

    def opened(found: CatchUp) -> None:
        window.withdraw(KEY)
        CatchUpDialog(window, found).open()

    window.jobs.run(READ, services.catch_up.summary, opened, owner=window)
