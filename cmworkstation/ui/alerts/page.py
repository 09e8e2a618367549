"""The page of alarms: whether more is said than usual, which sources keep silent, and where people talk about us."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.page import Page
from cmworkstation.ui.watch.alerts_pane import AlertsPane
from cmworkstation.ui.watch.places_pane import PlacesPane
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

PARTS = ("alarms", "places")


class AlertsPage(Page):
    """Two parts: alarms, and places."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; a part reads when it comes to the front."""
        super().__init__(window)
        self.alarms = AlertsPane(window)
        self.places = PlacesPane(window)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = QLabel(tr("Alarms"))
        theme.mark(title, "page")
        head.addWidget(title)
        holder = QWidget()
        row = FlowLayout(holder)
        names = (tr("Alarms"), tr("Where people talk"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for one in (self.alarms, self.places):
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)
        panes: dict[str, AlertsPane | PlacesPane] = {"alarms": self.alarms, "places": self.places}
        window.register(
            "alerts",
            {
                **{one: partial(self.show_part, one) for one in PARTS},
                **{
                    name: partial(self._act, part, name)
                    for part, pane in panes.items()
                    for name in pane.acts
                },
            },
            enabled={
                name: partial(self._can, part, name)
                for part, pane in panes.items()
                for name in pane.acts
            },
        )
        window.register("inbox", {"open": self._open}, {"open": self._can_open})  # Enter in a list
        window.attach(self.alarms.list, "list")
        window.attach(self.places.table, "list")

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentIndex(PARTS.index(name))
        self._look()

    def show_alert(self, alert_id: str) -> None:
        """Show an alarm."""
        self.show_part("alarms")
        self.alarms.show_alert(alert_id)

    def refresh(self, changes: Changes) -> None:
        """Look again when something rang or was decided on."""
        if changes.alarms or changes.accounts:
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list in front."""
        return self.panes()[0]

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        if self.part.key() == "alarms":
            return (self.alarms.list, self.alarms.chart, self.alarms.table)
        return (self.places.table, self.places.chart)

    def memory(self) -> object:
        """Return which part is in front."""
        return self.part.key()

    def recall(self, memory: object) -> None:
        """Show it again."""
        if memory in PARTS:
            self.show_part(str(memory))

    def _look(self) -> None:
        (self.alarms, self.places)[self.stack.currentIndex()].look()

    def _open(self) -> None:
        if self.part.key() == "alarms":
            self.alarms.acts["alert_rows"]()
        else:
            self.places.acts["place_rows"]()

    def _can_open(self) -> bool:
        if self.part.key() == "alarms":
            return self.alarms.can("alert_rows")
        return self.places.can("place_rows")

    def _act(self, part: str, name: str, *_: object) -> None:
        if self.part.key() == part:
            (self.alarms if part == "alarms" else self.places).acts[name]()

    def _can(self, part: str, name: str) -> bool:
        pane = self.alarms if part == "alarms" else self.places
        return self.part.key() == part and pane.can(name)
