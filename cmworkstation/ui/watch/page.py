"""The watch: what is being said about us and our subjects, where, by how many.

In parts: mentions as a list, mentions in columns, and the sources with what they cannot see.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.mention import Mention
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.page import Page
from cmworkstation.ui.watch.acts import WatchActs
from cmworkstation.ui.watch.columns_pane import ColumnsPane
from cmworkstation.ui.watch.mentions_pane import MentionsPane
from cmworkstation.ui.watch.rows import MentionList
from cmworkstation.ui.watch.sources_pane import SourcesPane
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

PARTS = ("mentions", "columns", "sources")


class WatchPage(Page):
    """What is said elsewhere."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self.acts = WatchActs(self)
        can = self.acts.can
        self.mentions = MentionsPane(window, can)
        self.columns = ColumnsPane(window)
        self.sources = SourcesPane(window, can)
        self._build()
        self.mentions.wanted.connect(self.acts.press)
        self.mentions.judged.connect(self.acts.judge)
        self.mentions.looked.connect(lambda _: self._allow())
        self.columns.wanted.connect(self.acts.press)
        self.columns.opened.connect(self._show_query)
        self.columns.attached.connect(lambda rows: window.attach(rows, "list"))
        self.sources.wanted.connect(self.acts.press)
        window.register(
            "watch",
            {
                **self.acts.all,
                **{one: partial(self.show_part, one) for one in PARTS},
            },
            enabled={name: partial(can, name) for name in self.acts.all},
        )
        # The keys by which people walk the inbox walk the mentions, too.
        window.register(
            "inbox",
            {
                "next": partial(self._step, 1),
                "previous": partial(self._step, -1),
                "select": self._toggle,
                "done": self.acts.all["aside"],
                "note": self.acts.all["write"],
                "open": self.acts.promote,
                "open_web": self.acts.all["open"],
            },
            enabled={
                "done": partial(can, "aside"),
                "note": partial(can, "write"),
                "open": partial(can, "promote"),
                "open_web": partial(can, "open"),
            },
        )
        for rows in (self.mentions.queries, self.mentions.list, self.sources.list):
            window.attach(rows, "list")

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = PlainLabel(tr("Watch"))
        theme.mark(title, "page")
        head.addWidget(title)
        holder = QWidget()
        row = FlowLayout(holder)
        names = (tr("List"), tr("Columns"), tr("Sources"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        adder = QPushButton(icons.icon("add"), look.beside(tr("New query…")))
        theme.mark(adder, "quiet")
        adder.clicked.connect(lambda _=False: self.acts.press("new_query"))
        self.buttons: dict[str, QAbstractButton] = {"new_query": adder}
        for name, icon, said in (
            ("change_query", "edit", tr("Change the query…")),
            ("remove_query", "remove", tr("Remove the query")),
            ("save_table", "download", tr("Save as a table…")),
        ):
            self.buttons[name] = tool(icon, said, partial(self.acts.press, name))
        for button in self.buttons.values():
            row.addWidget(button)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for one in (self.mentions, self.columns, self.sources):
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)

    # What the window asks of a page

    def refresh(self, changes: Changes) -> None:
        """Look again when something was found, or what it stands for changed."""
        if changes.mentions or changes.accounts:
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list of the part in front."""
        return self.panes()[0]

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            "mentions": (self.mentions.list, self.mentions.detail, self.mentions.queries),
            "columns": self.columns.lists() or (self.columns,),
            "sources": (self.sources.list, self.sources.blind),
        }[self.part.key()]

    def memory(self) -> object:
        """Return which part and which query are in front."""
        query = self.mentions.query()
        return self.part.key(), query.id if query else ""

    def recall(self, memory: object) -> None:
        """Show them again."""
        if isinstance(memory, tuple) and memory[0] in PARTS:
            self.mentions.choose_query(str(memory[1]))
            self.show_part(str(memory[0]))

    # What is in front

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentIndex(PARTS.index(name))
        for button in self.buttons.values():
            button.setVisible(name != "sources")
        self._look()

    def show_conversation(self, conversation: ConversationId) -> None:
        """Show a thread of the inbox."""
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(conversation)

    def show_of(self, conversation: int) -> None:
        """Show the mention that a thread of the inbox stands for, or that is one of its messages."""
        found = self.acts.of_conversation(ConversationId(conversation))
        if found:
            self.mentions.show_one(found[0].id)
            self.show_part("mentions")

    def mention(self) -> Mention | None:
        """Return the mention under the cursor of the part in front."""
        rows = self._rows()
        return rows.mention() if rows is not None else None

    def chosen(self) -> tuple[Mention, ...]:
        """Return all mentions that are chosen in the part in front."""
        rows = self._rows()
        return rows.chosen() if rows is not None else ()

    def _rows(self) -> MentionList | None:
        part = self.part.key()
        if part == "mentions":
            return self.mentions.list
        return self.columns.current() if part == "columns" else None

    def _show_query(self, query_id: str) -> None:
        self.mentions.choose_query(query_id)
        self.show_part("mentions")

    def _step(self, by: int) -> None:
        rows = self._rows()
        if rows is not None:
            rows.step(by)

    def _toggle(self) -> None:
        rows = self._rows()
        if rows is not None:
            rows.toggle()

    def _allow(self) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(self.acts.can(name))

    def _look(self) -> None:
        (self.mentions, self.columns, self.sources)[self.stack.currentIndex()].look()
