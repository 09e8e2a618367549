"""The page about what is planned, in five parts: time line, calendar, list, checks, relays."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.operations.acts import Acts
from cmworkstation.ui.operations.checks_pane import ChecksPane
from cmworkstation.ui.operations.import_dialog import ask_file
from cmworkstation.ui.operations.plan_pane import VIEWS, ZOOMS, PlanPane
from cmworkstation.ui.operations.relay_pane import RelayPane
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

PARTS = (*VIEWS, "checks", "relays")


class OperationsPage(Page):
    """What is said when, where and about what."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self.pane = PlanPane(window)
        self.checks = ChecksPane(window)
        self.relays = RelayPane(window)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = QLabel(tr("Operations"))
        theme.mark(title, "page")
        head.addWidget(title)
        holder = QWidget()
        row = FlowLayout(holder)
        # Two rows where it is narrow: five words side by side are too many there.
        self.views = Segmented(
            list(zip(VIEWS, (tr("Time line"), tr("Calendar"), tr("List")), strict=True))
        )
        self.more = Segmented(
            [("plan", tr("Plan")), ("checks", tr("Checks")), ("relays", tr("Relays"))]
        )
        self.more.chosen.connect(lambda part: self.show_part(self.view if part == "plan" else part))
        self.views.chosen.connect(self.show_part)
        row.addWidget(self.more)
        row.addWidget(self.views)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for one in (self.pane, self.checks, self.relays):
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)
        window.register(
            "operations",
            {
                **{one: partial(self.show_part, one) for one in PARTS},
                **{name: partial(self._act, "", name) for name in self.pane.acts},
                **{name: partial(self._act, "checks", name) for name in self.checks.acts},
                **{name: partial(self._act, "relays", name) for name in self.relays.acts},
                **{one: partial(self._zoom, one) for one in ZOOMS},
                "import": lambda *_: ask_file(window, self),
                "plan": Acts(window).plan,  # what another page knows of already
            },
        )
        window.attach(self.pane.list, "list")
        window.attach(self.checks.list, "list")

    @property
    def view(self) -> str:
        """Which way the plan is shown."""
        return self.pane.view

    def part(self) -> str:
        """Return which part is in front."""
        front = self.more.key()
        return self.view if front == "plan" else front

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        if name in VIEWS:
            self.more.choose("plan")
            self.views.choose(name)
            self.pane.view = name
        else:
            self.more.choose(name)
        self.views.setVisible(name in VIEWS)
        self.stack.setCurrentIndex(0 if name in VIEWS else 1 if name == "checks" else 2)
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Look again when something of it changed."""
        if (
            changes.operations
            or changes.topics
            or changes.promises
            or changes.outbox
            or changes.accounts
            or (changes.presence and self.part() == "relays")
        ):
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return what shows the part in front."""
        return self.panes()[0]

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        part = self.part()
        if part == "checks":
            return (self.checks.list,)
        if part == "relays":
            return (self.relays.table,)
        return (self.pane.front(), self.pane.zoom_box)

    def memory(self) -> object:
        """Return which part is in front, and how much is shown."""
        return (self.part(), self.pane.zoom)

    def recall(self, memory: object) -> None:
        """Show it again."""
        if isinstance(memory, tuple | list) and len(memory) == 2 and memory[0] in PARTS:  # noqa: PLR2004 - as above
            if memory[1] in ZOOMS:
                self.pane.zoom = str(memory[1])
                self.pane.zoom_box.setCurrentIndex(ZOOMS.index(self.pane.zoom))
            self.show_part(str(memory[0]))

    def _look(self) -> None:
        (self.pane, self.checks, self.relays)[self.stack.currentIndex()].look()

    def _zoom(self, zoom: str, *_: object) -> None:
        self._act("", "today")
        self.pane.set_zoom(zoom)

    def _act(self, part: str, name: str, *given: object) -> None:
        """Carry out a command of a part, which comes to the front first."""
        if part and self.part() != part:
            self.show_part(part)
        elif not part and self.part() not in VIEWS:
            self.show_part(self.view)
        acts = {"checks": self.checks.acts, "relays": self.relays.acts}.get(part, self.pane.acts)
        acts[name](*given)
