"""The dashboard: what we heard, what we did, what changed; and with whom we speak."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dashboard import DAYS, REACH, USUAL_DAYS
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.dashboard.board import Board
from cmworkstation.ui.dashboard.goal_dialog import GoalDialog
from cmworkstation.ui.dashboard.invite import ask_from_where
from cmworkstation.ui.dashboard.report_dialog import ReportDialog
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PARTS = ("board", "reach")


class DashboardPage(Page):
    """Two parts: the dashboard, and reach. What they show is read for the period that is chosen above."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; a part reads when it is shown."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = QLabel(tr("Dashboard"))
        theme.mark(title, "page")
        head.addWidget(title)
        head.addWidget(self._build_tools())
        column.addLayout(head)
        self.board = Board(window, tr("What we heard and did"), self._services.dashboard.tiles)
        self.reach = Board(window, tr("Reach"), lambda: REACH)
        self.stack = QStackedWidget()
        for one in (self.board, self.reach):
            one.told.connect(self._tell)
            one.goal_asked.connect(self.set_goal)
            one.invite_asked.connect(self.invite)
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)
        window.register(
            "dashboard",
            {
                **{one: partial(self.show_part, one) for one in PARTS},
                "longer": partial(self._step, 1),
                "shorter": partial(self._step, -1),
                "read": self._look,
                "save": self.save,
                "goal": self.set_goal,
                "invite": self.invite,
            },
        )
        window.attach(self.board, "page:dashboard")
        window.attach(self.reach, "page:dashboard")

    def _build_tools(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        names = (tr("What we heard and did"), tr("Reach"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        self.period = QComboBox()
        self.period.setAccessibleName(tr("Period"))
        for days in DAYS:
            self.period.addItem(tr("The last {n} days").format(n=days), days)
        self.period.setCurrentIndex(DAYS.index(USUAL_DAYS))
        self.period.currentIndexChanged.connect(lambda _: self._look())
        row.addWidget(self.period)
        self.saver = QPushButton(icons.icon("download"), theme.current().beside(tr("As a file…")))
        self.saver.clicked.connect(self.save)
        row.addWidget(self.saver)
        self.reading = PlainLabel()
        theme.mark(self.reading, "soft")
        self.stopper = QPushButton(tr("Stop"))
        self.stopper.clicked.connect(self._stop)
        for one in (self.reading, self.stopper):
            one.hide()
            row.addWidget(one)
        return holder

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentIndex(PARTS.index(name))
        self._look()

    def save(self, *_: object) -> None:
        """Offer the dashboard as a file, now or by itself."""
        span = self._services.dashboard.span(int(self.period.currentData()))
        ReportDialog(self.window_, span).open()

    def set_goal(self, *_: object) -> None:
        """Ask how many new voices are hoped for in a topic."""
        dialog = GoalDialog(self.window_, self._services.topics.listed())
        dialog.kept.connect(partial(self.show_part, "reach"))
        dialog.open()

    def invite(self, *_: object) -> None:
        """List from where we speak with fewer people, and who there said that they may be asked."""
        days = int(self.period.currentData())
        ask_from_where(self.window_, self._services.dashboard.span(days))

    def refresh(self, changes: Changes) -> None:
        """Look again, before long, when something came in, went out, or was promised."""
        if changes.outbox or changes.conversations or changes.charter or changes.promises:
            self._front().look_soon()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return where one chooses the period."""
        return self.period

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks: the period, then the tiles."""
        cards = self._front().cards.values()
        return (self.period, *(one.chart if one.frame_.isVisible() else one.more for one in cards))

    def memory(self) -> object:
        """Return which part is in front, and the period."""
        return (self.part.key(), self.period.currentIndex())

    def recall(self, memory: object) -> None:
        """Show it again."""
        if isinstance(memory, tuple) and memory[0] in PARTS:
            self.period.setCurrentIndex(int(memory[1]))
            self.show_part(str(memory[0]))

    def _front(self) -> Board:
        return (self.board, self.reach)[self.stack.currentIndex()]

    def _look(self, *_: object) -> None:
        self._front().set_days(int(self.period.currentData()))
        self._front().look()

    def _stop(self) -> None:
        self._front().stop()
        self._tell(0, 0)

    def _step(self, by: int, *_: object) -> None:
        at = min(max(0, self.period.currentIndex() + by), self.period.count() - 1)
        self.period.setCurrentIndex(at)

    def _tell(self, done: int, of: int) -> None:
        self.reading.setText(tr("Read: {done} of {n}").format(done=done, n=of))
        for one in (self.reading, self.stopper):
            one.setVisible(done < of)
