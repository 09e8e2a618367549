"""The page of the response guide: what may be said, found by a person's words; what is due, and what is missing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr, trn
from cmworkstation.services.answers import FACT
from cmworkstation.services.guide import Entry, EntryKind
from cmworkstation.ui import icons, theme
from cmworkstation.ui.guide.acts import GuideActs
from cmworkstation.ui.guide.entries_pane import EntriesPane
from cmworkstation.ui.guide.missing_pane import MissingPane
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.fields import SearchField, Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import guide as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

PARTS = ANSWERS, FACTS, DUE, MISSING = "answers", "facts", "due", "missing"
SHOWS = {
    ANSWERS: (EntryKind.ANSWER, EntryKind.STATEMENT),
    FACTS: (EntryKind.FACT,),
    DUE: tuple(EntryKind),
}
ENTRIES, GAPS = 0, 1


class GuidePage(Page):
    """A list of entries beside the chosen one."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; it reads when it is shown."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._acts = GuideActs(window)
        self._entries: tuple[Entry, ...] = ()
        answer, keeps = partial(self._is, EntryKind.ANSWER), self._keeps
        self._allowed: dict[str, Callable[[], bool]] = {
            "insert": self._may_insert,
            "new": lambda: keeps() and bool(self._services.charters.listed()),
            "change": lambda: keeps() and answer(),
            "translate": lambda: keeps() and answer(),
            "still_right": lambda: keeps() and (answer() or self._is(EntryKind.FACT)),
            "approve": lambda: keeps() and answer(),
            "retire": lambda: keeps() and answer(),
            "bring_back": lambda: keeps() and answer(),
        }
        self._build()
        window.register(
            "guide",
            {
                "show": self.show_part,
                "search": self._search_now,
                **{name: partial(self._act, name) for name in self._allowed},
            },
            enabled=self._allowed,
        )
        window.attach(self.entries.list, "list")

    # What the window asks of a page

    def refresh(self, changes: Changes) -> None:
        """Look again when a charter changed, or a reply that may have used an answer."""
        if changes.charter or changes.outbox or changes.accounts:
            self._look()

    def shown(self) -> None:
        """Look again: what is due depends on the day."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the search field, or the list of what is missing."""
        return self.missing.list if self.parts.key() == MISSING else self.search

    def panes(self) -> tuple[QWidget, ...]:
        """Return the choices, the list and the chosen entry."""
        return (self.parts, self.entries.list, self.entries.detail, self.missing.list)

    def memory(self) -> object:
        """Return which part, which words and which entry."""
        return (self.parts.key(), self.search.text(), self.entries.chosen)

    def recall(self, memory: object) -> None:
        """Show it again."""
        if isinstance(memory, tuple):
            part, query, chosen = memory
            self.entries.choose(chosen)
            self.search.setText(query)
            self.show_part(part)

    def show_part(self, key: str) -> None:
        """Show answers, facts, what is due, or what is missing."""
        self.parts.choose(key)
        self._turn()

    def show_entry(self, charter_id: str, kind: str, name: str) -> None:
        """Show one entry."""
        self.entries.choose((charter_id, kind, name))
        self.search.empty()
        self.show_part(FACTS if kind == EntryKind.FACT else ANSWERS)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        title = QLabel(tr("Answers"))
        theme.mark(title, "page")
        head.addWidget(title)
        head.addSpacing(look.px(12))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "soft")
        head.addWidget(self.summary, 1)
        column.addLayout(head)
        column.addWidget(self._filters())
        self.entries = EntriesPane(self.window_, self._allowed)
        self.entries.wanted.connect(self._act)
        self.entries.everything_wanted.connect(self._show_everything)
        self.missing = MissingPane(self.window_)
        self.missing.conversation_wanted.connect(self._open)
        self.missing.answer_wanted.connect(self._acts.for_question)
        self._stack = QStackedWidget()
        for pane in (self.entries, self.missing):
            self._stack.addWidget(pane)
        column.addWidget(self._stack, 1)

    def _filters(self) -> QWidget:
        look = theme.current()
        bar = QWidget()
        around = QVBoxLayout(bar)
        around.setContentsMargins(look.px(16), 0, look.px(16), look.px(8))
        around.setSpacing(look.px(8))
        flow = FlowLayout()
        self.parts = Segmented(
            [
                (ANSWERS, tr("Answers")),
                (FACTS, tr("Facts")),
                (DUE, tr("To review")),
                (MISSING, tr("Missing")),
            ]
        )
        self.parts.setAccessibleName(tr("Parts of this page"))
        self.parts.chosen.connect(lambda _: self._turn())
        self.folder = QComboBox()
        self.folder.setAccessibleName(tr("Folder"))
        self.folder.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.folder.setMaximumWidth(look.px(260))
        self.folder.activated.connect(lambda _: self._show())
        self.adder = QPushButton(icons.icon("add", "accent"), look.beside(tr("New answer…")))
        theme.mark(self.adder, "quiet")
        self.adder.clicked.connect(lambda _=False: self._act("new"))
        self.again = QPushButton(icons.icon("refresh", "accent"), look.beside(tr("Look again")))
        theme.mark(self.again, "quiet")
        self.again.clicked.connect(lambda _=False: self.missing.look())
        for widget in (self.parts, self.folder, self.adder, self.again):
            flow.addWidget(widget)
        around.addLayout(flow)
        self.search = SearchField(tr("Search by a person’s words"))
        self.search.searched.connect(lambda _: self._show())
        around.addWidget(self.search)
        return bar

    # Looking

    def _turn(self) -> None:
        missing = self.parts.key() == MISSING
        self.search.setVisible(not missing)
        self.folder.setVisible(self.parts.key() == ANSWERS)
        self.again.setVisible(missing)
        if missing:
            self._stack.setCurrentIndex(GAPS)
            if not self.missing.list.count() and not self.missing.busy():
                self.missing.look()
            return
        self._show()

    def _look(self) -> None:
        self._entries = self._services.guide.entries()
        due = sum(bool(one.needs) for one in self._entries)
        self.parts.rename(DUE, tr("To review ({n})").format(n=due) if due else tr("To review"))
        said = trn("{n} entry needs somebody", "{n} entries need somebody", due).format(n=due)
        self.summary.setText(said if due else "")
        self.adder.setEnabled(self._allowed["new"]())
        self._list_folders()
        self._turn()

    def _list_folders(self) -> None:
        chosen = self.folder.currentData() or ""
        answers = [one for one in self._entries if one.kind is EntryKind.ANSWER]
        names = dict.fromkeys(filter(None, (words.place(one) for one in answers)))
        self.folder.clear()
        self.folder.addItem(tr("All folders"), "")
        for name in names:
            self.folder.addItem(foreign.line(name), name)
        if any(one.kind is EntryKind.STATEMENT for one in self._entries):
            self.folder.addItem(tr("Statements for a crisis"), EntryKind.STATEMENT.value)
        self.folder.setCurrentIndex(max(0, self.folder.findData(chosen)))

    def _wanted(self) -> tuple[Entry, ...]:
        part, folder = self.parts.key(), self.folder.currentData() or ""
        among = [one for one in self._entries if one.kind in SHOWS.get(part, ())]
        if part == DUE:
            due = [one.key for one in self._services.guide.due()]
            among = sorted((one for one in among if one.needs), key=lambda one: due.index(one.key))
        if part == ANSWERS and folder:
            among = [one for one in among if folder in (words.place(one), one.kind.value)]
        return self._services.guide.search(self.search.text(), among)

    def _show(self) -> None:
        self._stack.setCurrentIndex(ENTRIES)
        query, due = self.search.text(), self.parts.key() == DUE
        self.entries.show_entries(self._wanted(), query=query, due=due)

    def _show_everything(self) -> None:
        self.search.empty()
        self._show()

    def entry(self) -> Entry | None:
        """Return the chosen entry."""
        return self.entries.entry() if self.parts.key() != MISSING else None

    def _is(self, kind: EntryKind) -> bool:
        entry = self.entry()
        return entry is not None and entry.kind is kind

    def _keeps(self) -> bool:
        keeper = self._services.acting.current().may(Act.KEEP)
        return keeper and not self._services.read_only

    def _search_now(self) -> None:
        if self.parts.key() == MISSING:
            self.show_part(ANSWERS)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # Acting

    def _act(self, name: str) -> None:
        entry = self.entry()
        if name == "new":
            self._new()
        elif name == "insert":
            self._insert()
        elif entry is not None and self._allowed[name]():
            getattr(self._acts, name)(entry)

    def _new(self) -> None:
        entry, listed = self.entry(), self._services.charters.listed()
        if listed:
            self._acts.new(entry.charter_id if entry else listed[0].id)

    def _composer(self) -> "ComposerPane | None":
        inbox = self.window_.page("inbox")
        composer = getattr(inbox, "composer", None)
        return composer if composer is not None and composer.draft() is not None else None

    def _may_insert(self) -> bool:
        entry, composer = self.entry(), self._composer()
        return entry is not None and composer is not None and composer.takes(_choice(entry))

    def _insert(self) -> None:
        entry, composer = self.entry(), self._composer()
        if entry is None or composer is None or not composer.takes(_choice(entry)):
            self.window_.say(
                tr("Begin a reply under this charter first; then the entry can be put in.")
            )
            return
        self.window_.go("inbox")
        composer.put_in(_choice(entry))

    def _open(self, conversation: object) -> None:
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(conversation)


def _choice(entry: Entry) -> str:
    """Return the name by which the composer knows an entry."""
    return FACT + entry.id if entry.kind is EntryKind.FACT else entry.id
