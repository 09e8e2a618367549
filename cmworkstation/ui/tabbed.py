"""The frame of a page in several parts: its title and the choice of a part in one row, and the part in front below."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.ui import theme
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

Act = Callable[..., object]


class Part(Protocol):
    """What stands in front when its name is chosen. One with `acts` gets commands of the page."""

    def look(self) -> object:
        """Read again."""


class TabbedPage(Page):
    """`part` is the choice, `stack` holds the parts; each reads when it comes to the front."""

    def __init__(self, window: "MainWindow") -> None:
        """Begin without parts: `build` adds them."""
        super().__init__(window)
        self._parts: dict[str, QWidget] = {}

    def build(self, title: str, parts: Mapping[str, tuple[str, QWidget]]) -> None:
        """Lay out the parts, each by its key with its name in words."""
        self._parts = {key: widget for key, (_, widget) in parts.items()}
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        holder = QWidget()
        row = FlowLayout(holder)
        name = PlainLabel(title)
        theme.mark(name, "page")
        name.setMinimumHeight(look.px(theme.CONTROL))
        row.addWidget(name)
        self.part = Segmented([(key, words) for key, (words, _) in parts.items()])
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for widget in self._parts.values():
            self.stack.addWidget(widget)
        column.addWidget(self.stack, 1)

    def commands(self) -> dict[str, Act]:
        """Return what shows each part, and what the parts can do, which brings them to the front first."""
        shown: dict[str, Act] = {key: partial(self.show_part, key) for key in self._parts}
        for key, widget in self._parts.items():
            shown |= {name: partial(self._act, key, name) for name in getattr(widget, "acts", {})}
        return shown

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentWidget(self._parts[name])
        self.look()

    def shown(self) -> None:
        """Look again."""
        self.look()

    def first_focus(self) -> QWidget | None:
        """Return what takes the focus in the part in front."""
        return next(iter(self.panes()), None)

    def memory(self) -> object:
        """Return which part is in front."""
        return self.part.key()

    def recall(self, memory: object) -> None:
        """Show it again."""
        if memory in self._parts:
            self.show_part(str(memory))

    def look(self) -> None:
        """Read the part in front again."""
        part: Part = self._parts[self.part.key()]  # type: ignore[assignment]
        part.look()

    def _act(self, key: str, name: str, *_: object) -> None:
        if self.part.key() != key:
            self.show_part(key)
        self._parts[key].acts[name]()  # type: ignore[attr-defined]
