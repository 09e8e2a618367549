"""The page about presence in four parts: register, names, dependence, media map."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.page import Page
from cmworkstation.ui.presence.dependence_pane import DependencePane
from cmworkstation.ui.presence.map_pane import MapPane
from cmworkstation.ui.presence.names_pane import NamesPane
from cmworkstation.ui.presence.register_pane import RegisterPane
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

PARTS = ("register", "names", "dependence", "map")


class PresencePage(Page):
    """Where we are, under which names, and what we would lose."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self.register_ = RegisterPane(window, self.look_up)
        self.names = NamesPane(window)
        self.dependence = DependencePane(window, self)
        self.map = MapPane(window)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = QLabel(tr("Presence"))
        theme.mark(title, "page")
        head.addWidget(title)
        holder = QWidget()
        row = FlowLayout(holder)
        names = (tr("Register"), tr("Names"), tr("Dependence"), tr("Map"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for one in (self.register_, self.names, self.dependence, self.map):
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)
        window.register(
            "presence",
            {
                **{one: partial(self.show_part, one) for one in PARTS},
                **{name: partial(self._act, "register", name) for name in self.register_.acts},
                **{name: partial(self._act, "names", name) for name in self.names.acts},
                **{name: partial(self._act, "dependence", name) for name in self.dependence.acts},
            },
        )
        window.attach(self.register_.list, "list")
        window.attach(self.names.list, "list")

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentIndex(PARTS.index(name))
        self._look()

    def look_up(self, name: str) -> None:
        """Show where a name can be looked up."""
        self.names.ask(name)
        self.show_part("names")

    def refresh(self, changes: Changes) -> None:
        """Look again when something of it changed."""
        if changes.presence or changes.accounts:
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list, or the table, of the part in front."""
        return self.panes()[0]

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            "register": (self.register_.list,),
            "names": (self.names.name, self.names.list),
            "dependence": (self.dependence.chart, self.dependence.table),
            "map": (self.map.chart, self.map.table),
        }[self.part.key()]

    def memory(self) -> object:
        """Return which part is in front."""
        return self.part.key()

    def recall(self, memory: object) -> None:
        """Show it again."""
        if memory in PARTS:
            self.show_part(str(memory))

    def _look(self) -> None:
        (self.register_, self.names, self.dependence, self.map)[self.stack.currentIndex()].look()

    def _act(self, part: str, name: str, *_: object) -> None:
        """Carry out a command of a part, which comes to the front first."""
        if self.part.key() != part:
            self.show_part(part)
        acts = {
            "register": self.register_.acts,
            "names": self.names.acts,
            "dependence": self.dependence.acts,
        }
        acts[part][name]()
