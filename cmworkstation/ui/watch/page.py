"""The watch: what is being said about us and our subjects, what rings, where, by how many.

In parts: mentions as a list, mentions in columns, alarms, places where people talk, and the sources with what they
cannot see.
"""

from collections.abc import Callable
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
from cmworkstation.ui.watch.alerts_pane import AlertsPane
from cmworkstation.ui.watch.columns_pane import ColumnsPane
from cmworkstation.ui.watch.mentions_pane import MentionsPane
from cmworkstation.ui.watch.places_pane import PlacesPane
from cmworkstation.ui.watch.rows import MentionList
from cmworkstation.ui.watch.sources_pane import SourcesPane
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

PARTS = ("mentions", "columns", "alarms", "places", "sources")
OF_MENTIONS = frozenset(PARTS[:2])
IN_LIST = {
    "open": {"alarms": "alert_rows", "places": "place_rows"},
    "done": {"alarms": "alert_close"},
}


class WatchPage(Page):
    """What is said elsewhere."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self.acts = WatchActs(self)
        can = self.acts.can
        self.mentions = MentionsPane(window, can)
        self.columns = ColumnsPane(window)
        self.alarms = AlertsPane(window)
        self.places = PlacesPane(window)
        self.sources = SourcesPane(window, can)
        self._build()
        self.mentions.wanted.connect(self.acts.press)
        self.mentions.judged.connect(self.acts.judge)
        self.mentions.sorted_.connect(self.acts.sort)
        self.mentions.reached.connect(self.acts.widen)
        self.mentions.looked.connect(lambda _: self._allow())
        self.columns.wanted.connect(self.acts.press)
        self.columns.opened.connect(self._show_query)
        self.columns.attached.connect(lambda rows: window.attach(rows, "list"))
        self.sources.wanted.connect(self.acts.press)
        beside: dict[str, AlertsPane | PlacesPane] = {"alarms": self.alarms, "places": self.places}
        self._beside = {name: (part, pane) for part, pane in beside.items() for name in pane.acts}
        window.register(
            "watch",
            {
                **self.acts.all,
                **{name: partial(self._act, name) for name in self._beside},
                **{one: partial(self.show_part, one) for one in PARTS},
            },
            enabled={
                **{name: partial(can, name) for name in self.acts.all},
                **{name: partial(self._can, name) for name in self._beside},
            },
        )
        # The keys by which people walk the inbox walk the mentions, too.
        window.register(
            "inbox",
            {
                "next": partial(self._step, 1),
                "previous": partial(self._step, -1),
                "select": self._toggle,
                "done": partial(self._in_list, "done", self.acts.all["aside"]),
                "note": self.acts.all["write"],
                "open": partial(self._in_list, "open", self.acts.promote),
                "open_web": self.acts.all["open"],
            },
            enabled={
                "done": partial(self._can_in_list, "done", "aside"),
                "note": partial(can, "write"),
                "open": partial(self._can_in_list, "open", "promote"),
                "open_web": partial(can, "open"),
            },
        )
        for rows in (
            self.mentions.queries,
            self.mentions.list,
            self.alarms.list,
            self.places.table,
            self.sources.list,
        ):
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
        names = (tr("List"), tr("Columns"), tr("Alarms"), tr("Places"), tr("Sources"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)), holder)
        self.part.chosen.connect(self.show_part)
        for button in self.part.parted():  # in two lines where there is little room
            row.addWidget(button)
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
        for one in self.buttons.values():
            row.addWidget(one)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        self._panes = (self.mentions, self.columns, self.alarms, self.places, self.sources)
        for pane in self._panes:
            self.stack.addWidget(pane)
        column.addWidget(self.stack, 1)

    # What the window asks of a page

    def refresh(self, changes: Changes) -> None:
        """Look again when something was found, rang or was decided on, or what it stands for changed."""
        if changes.mentions or changes.alarms or changes.accounts:
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
            "alarms": (self.alarms.list, self.alarms.chart, self.alarms.table),
            "places": (self.places.table, self.places.chart),
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
            button.setVisible(name in OF_MENTIONS)
        self._look()

    def show_alert(self, alert_id: str) -> None:
        """Show an alarm."""
        self.show_part("alarms")
        self.alarms.show_alert(alert_id)

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
            self.show_mention(found[0].id)

    def show_mention(self, mention_id: str) -> None:
        """Show one mention, whatever became of it."""
        self.mentions.show_one(mention_id)
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
        self._panes[self.stack.currentIndex()].look()

    # What is done with alarms and places

    def _act(self, name: str, *_: object) -> None:
        part, pane = self._beside[name]
        if self.part.key() == part:
            pane.acts[name]()

    def _can(self, name: str) -> bool:
        part, pane = self._beside[name]
        return self.part.key() == part and pane.can(name)

    def _in_list(self, key: str, else_: Callable[[], object], *_: object) -> None:
        """Do what a key of lists means in the part in front."""
        name = IN_LIST[key].get(self.part.key())
        if name is None:
            else_()
        else:
            self._act(name)

    def _can_in_list(self, key: str, else_: str) -> bool:
        name = IN_LIST[key].get(self.part.key())
        return self.acts.can(else_) if name is None else self._can(name)
