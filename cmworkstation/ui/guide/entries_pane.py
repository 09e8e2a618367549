"""A list of entries beside the chosen one, or what to do where there are none."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidgetItem, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.i18n import language, tr, trn
from cmworkstation.services.guide import Entry
from cmworkstation.ui import theme
from cmworkstation.ui.guide.detail import EntryDetail
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import turn
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import guide as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ENTRY = int(Qt.ItemDataRole.UserRole)
UPRIGHT_BELOW = 560  # px at 100 %


class EntriesPane(QWidget):
    """Shows entries; `wanted` tells what a person wants done with the chosen one."""

    wanted = Signal(str)
    everything_wanted = Signal()

    def __init__(self, window: "MainWindow", allowed: Mapping[str, Callable[[], bool]]) -> None:
        """Begin empty; `allowed` says which acts are possible now."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._chosen: tuple[str, str, str] | None = None
        look = theme.current()
        self.list = found_rows(tr("Entries"))
        theme.mark(self.list, "rows")
        self.list.setMinimumSize(look.px(200), look.px(120))
        self.list.currentRowChanged.connect(self._show_chosen)
        self.list.itemActivated.connect(lambda _: self.wanted.emit("insert"))
        thumbs = Thumbs(self, window.jobs, self._services)
        guide = self._services.guide
        self.detail = EntryDetail(
            allowed, guide.history, lambda entry: guide.files(entry, language()), thumbs, self
        )
        self.detail.wanted.connect(self.wanted)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("guide-split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(400), look.px(700)])
        self._nothing = EmptyState("answers")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._split)
        self._stack.addWidget(self._nothing)
        column.addWidget(holder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the entry where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 3) if upright else (400, 700))

    def show_entries(self, found: Sequence[Entry], *, query: str, due: bool) -> None:
        """Show what was found by `query`; with `due`, why each asks for somebody."""
        self.list.blockSignals(True)
        self.list.clear()
        for entry in found:
            self.list.addItem(_row(entry, due=due))
        keys = [entry.key for entry in found]
        known = (
            self._chosen in keys and not query.strip()
        )  # of what was searched, the best is first
        row = keys.index(self._chosen) if known and self._chosen else 0
        self.list.setCurrentRow(row if found else -1)
        self.list.blockSignals(False)
        self._stack.setCurrentIndex(0 if found else 1)
        if not found:
            self._say_nothing(query=query, due=due)
        self._show_chosen()

    def entry(self) -> Entry | None:
        """Return the chosen entry."""
        item = self.list.currentItem() if self._stack.currentIndex() == 0 else None
        found = item.data(ENTRY) if item is not None else None
        return found if isinstance(found, Entry) else None

    def choose(self, key: tuple[str, str, str] | None) -> None:
        """Let an entry be chosen at the next showing."""
        self._chosen = key

    @property
    def chosen(self) -> tuple[str, str, str] | None:
        """The key of the entry that was chosen last."""
        return self._chosen

    def _show_chosen(self, _row: int = -1) -> None:
        entry = self.entry()
        if entry is not None:
            self._chosen = entry.key
        self.detail.show_entry(entry, self._services.clock.now())

    def _say_nothing(self, *, query: str, due: bool) -> None:
        if query.strip():
            self._nothing.say(
                "search",
                tr("Nothing fits these words"),
                tr(
                    "Try a word of the question, or its beginning. Accents and slips do not matter."
                ),
                tr("Show everything"),
                self.everything_wanted.emit,
            )
        elif due:
            self._nothing.say("good", tr("Nothing is due"), tr("Every entry is in order."))
        else:
            self._nothing.say(
                "answers",
                tr("Nothing was agreed yet"),
                tr(
                    "Answers and facts stand in a charter. Add one on the charter page, or make an answer of a reply"
                    " that you sent."
                ),
                tr("Go to the charter"),
                lambda: self._window.go("charter"),
            )


def _row(entry: Entry, *, due: bool) -> QListWidgetItem:
    state = words.needs(entry) if due else words.state(entry.state)
    spoken = " ".join(entry.texts).upper()
    n = len(entry.given.attachments) if isinstance(entry.given, Answer) else 0
    files = trn("{n} file", "{n} files", n).format(n=n) if n else ""
    below = " · ".join(filter(None, (state, words.place(entry), spoken, files)))
    role = "warn" if entry.needs else words.role(entry.state)
    shown = "soft" if role == "good" else role
    item = found_row(entry.title(language()), entry.matched, below, shown)
    item.setData(ENTRY, entry)
    return item
