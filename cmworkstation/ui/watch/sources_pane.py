"""Sources: how each of them is, when it was last read, and what cannot be seen at all."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words as all_words
from cmworkstation.domain.watch import WatchSource
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import watching as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

WATCH = "watch"  # the lane on which sources are read
SOURCE = int(Qt.ItemDataRole.UserRole)
LEAST = 160  # px at 100 %, of the list


class SourcesPane(QScrollArea):
    """The list of sources, and below it what can be done with the chosen one."""

    wanted = Signal(str)

    def __init__(self, window: "MainWindow", can: Callable[[str], bool]) -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._services = cast("Services", window.services)
        self._can = can
        self.list = found_rows(tr("Sources"))
        theme.mark(self.list, "rows")
        self.list.currentRowChanged.connect(lambda _: self._allow())
        self.list.itemActivated.connect(lambda _: self.wanted.emit("change_source"))
        self.buttons: dict[str, QPushButton] = {}
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addWidget(
            self._buttons_row(
                ("new_source", "add", tr("New source…")),
                ("read_all", "refresh", tr("Read all now")),
                ("save_sources", "download", tr("Save as a table…")),
            )
        )
        self.working = Working(window.jobs, self, WATCH)
        column.addWidget(self.working)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "feed",
                tr("No source is read yet"),
                tr(
                    "Feeds, pages, hashtags, accounts, searches and mail alerts are read by themselves."
                ),
                tr("New source…"),
                lambda: self.wanted.emit("new_source"),
            )
        )
        holder.setMinimumHeight(look.px(LEAST))
        column.addWidget(holder, 2)
        self._foot = self._buttons_row(
            ("read_source", "refresh", tr("Read it now")),
            ("change_source", "edit", tr("Change…")),
            ("remove_source", "remove", tr("Watch it no more")),
        )
        column.addWidget(self._foot)
        title = PlainLabel(tr("What is not seen"))
        theme.mark(title, "title")
        column.addWidget(title)
        self.blind = found_rows(tr("What is not seen, and why"))
        theme.mark(self.blind, "rows")
        self.blind.setMinimumHeight(look.px(LEAST))
        column.addWidget(self.blind, 1)
        theme.mark(self.buttons["new_source"], "primary")
        self.buttons["new_source"].setIcon(icons.icon("add", "on_accent"))
        hold(self, inner)
        self.setAccessibleName(tr("Sources"))

    def _buttons_row(self, *rows: tuple[str, str, str]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        for name, icon, title in rows:
            button = QPushButton(icons.icon(icon), theme.current().beside(title))
            button.clicked.connect(lambda _=False, one=name: self.wanted.emit(one))
            self.buttons[name] = button
            flow.addWidget(button)
        return holder

    def source(self) -> WatchSource | None:
        """Return the chosen source."""
        row = self.list.currentRow()
        found = self.list.item(row).data(SOURCE) if row >= 0 else None
        return found if isinstance(found, WatchSource) else None

    def choose(self, source_id: str) -> None:
        """Choose a source."""
        for row in range(self.list.count()):
            one = self.list.item(row).data(SOURCE)
            if isinstance(one, WatchSource) and one.id == source_id:
                self.list.setCurrentRow(row)

    def look(self) -> None:
        """Read the list again."""
        chosen = self.source()
        now = self._services.clock.now()
        sources = self._services.watches.sources()
        self.list.blockSignals(True)
        self.list.clear()
        for one in sources:
            said = (
                f"{tr(words.KINDS[one.kind])}, {words.every(one)} · {words.source_state(one, now)}"
            )
            item: QListWidgetItem = found_row(
                words.source_name(one), (), said, words.source_role(one)
            )
            item.setData(SOURCE, one)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if sources else -1)
        self.list.blockSignals(False)
        if chosen is not None:
            self.choose(chosen.id)
        self._stack.setCurrentIndex(0 if sources else 1)
        self._foot.setVisible(bool(sources))
        self.blind.clear()
        for spot in self._services.watches.blind_spots():
            name = all_words.platform(spot.look) if spot.look else tr("Behind a sign-in")
            self.blind.addItem(found_row(name, (), words.unseen(spot, now)))
        self._allow()

    def _allow(self) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(self._can(name))
