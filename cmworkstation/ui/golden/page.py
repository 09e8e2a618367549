"""The page of golden rules: each sentence, what watches over it, what reminds of it, and how often it spoke lately."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.golden_rules import REPLY, SENTENCES, Sentence
from cmworkstation.i18n import tr
from cmworkstation.services.golden import DAYS, Credit, Spoken, Stated
from cmworkstation.ui import icons, keys, theme
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.crisis.paper import PaperDialog
from cmworkstation.ui.golden.detail import Detail, Live
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.found_rows import BELOW, found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn
from cmworkstation.words import golden as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = Qt.ItemDataRole.UserRole
UPRIGHT_BELOW = 720  # px at 100 %
LOOK_MS = 12_000


class GoldenPage(Page):
    """A list of the sentences under their golden rules, and the chosen one beside it."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; the counts are read when it comes to the front."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._live = Live()
        self.dialog: PaperDialog | None = None
        self.list = found_rows(tr("Golden rules"))
        self.list.setMinimumWidth(theme.current().px(220))
        self.detail = Detail(self.show_place)
        self._build()
        self._fill()
        self.list.currentItemChanged.connect(lambda *_: self._chosen())
        self.list.itemActivated.connect(lambda _: self.show_first())
        window.register(
            "golden",
            {"show": self.show_first, "replies": self._open_reply, "paper": self.paper},
            enabled={
                "show": lambda: self.sentence() is not None,
                "replies": lambda: self.detail.reply() is not None,
            },
        )
        window.attach(self.list, "page:golden")
        self.detail.replies.itemActivated.connect(lambda _: self._open_reply())
        self._choose(SENTENCES[0].key)

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(4))
        title = QLabel(tr("Golden rules"))
        theme.mark(title, "page")
        holder = QWidget()
        row = FlowLayout(holder, gap=16)
        row.addWidget(title)
        button = QPushButton(icons.icon("print"), look.beside(tr("On paper, or as a file…")))
        button.clicked.connect(lambda _=False: self.paper())
        row.addWidget(button)
        head.addWidget(holder)
        intro = PlainLabel(words.intro())
        intro.setWordWrap(True)
        theme.mark(intro, "soft")
        head.addWidget(intro)
        column.addLayout(head)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("golden-split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(360), look.px(560)])
        column.addWidget(self._split, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the sentence where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 3))

    def shown(self) -> None:
        """Count anew."""
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Count anew when something was sent, or a charter changed."""
        if changes.outbox or changes.accounts:
            self._look()

    def first_focus(self) -> QListWidget:
        """Return the list."""
        return self.list

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list, and what spoke lately."""
        return (self.list, self.detail.replies)

    def memory(self) -> object:
        """Return what is chosen."""
        chosen = self.sentence()
        return chosen.key if chosen else None

    def recall(self, memory: object) -> None:
        """Choose it again."""
        if isinstance(memory, str):
            self._choose(memory)

    # Looking

    def _look(self) -> None:
        golden = self._services.golden

        def read() -> tuple[
            dict[str, Spoken], tuple[Credit, ...], dict[str, tuple[Stated, ...]] | None
        ]:
            return golden.spoken(), golden.credits(), golden.stated()

        def show(found: tuple[object, ...]) -> None:
            self._live = Live(*found)  # type: ignore[arg-type]
            self._say_counts()
            self._chosen()

        self.window_.jobs.run(READ, read, show, self.window_.failed, owner=self)

    def _fill(self) -> None:
        for name, sentences in words.in_order():
            self.list.addItem(found_row(words.golden(name), usable=False))
            for one in sentences:
                item = found_row(words.said(one), (), " ")
                item.setData(KEY, one.key)
                self.list.addItem(item)
        self._say_counts()

    def _say_counts(self) -> None:
        for n in range(self.list.count()):
            item = self.list.item(n)
            key = item.data(KEY)
            if key is None:
                continue
            said = words.below(key, self._live.spoken.get(key), DAYS)
            item.setData(BELOW, (said, "soft"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {said}")

    def sentence(self) -> Sentence | None:
        """Return the sentence that is chosen."""
        item: QListWidgetItem | None = self.list.currentItem()
        key = item.data(KEY) if item is not None else None
        return next((one for one in SENTENCES if one.key == key), None)

    def _choose(self, key: str) -> None:
        for n in range(self.list.count()):
            if self.list.item(n).data(KEY) == key:
                self.list.setCurrentRow(n)

    def _chosen(self) -> None:
        one = self.sentence()
        if one is not None:
            self.detail.show_sentence(one, self._live, self._services.clock.now())

    # What a person does

    def show_first(self) -> None:
        """Show the place of the first cue of the chosen sentence."""
        one = self.sentence()
        if one is not None:
            self.show_place(one.cues[0].command, words.cue(one.cues[0].key))

    def show_place(self, command: str, said: str = "") -> None:
        """Carry the command out that leads to a place; where it cannot now, bring its page to the front.

        `said` is what is to be seen there: it stands in the status line while one looks for it.
        """
        row = BY_ID[command]
        page = row.page or ("inbox" if command.startswith("inbox.") else "")
        if command == REPLY:
            self.window_.go(page)  # what stands around the text is seen in the composer
        if self.window_.act(command):
            if said:
                self.window_.say(tr("Look for: {what}").format(what=said), LOOK_MS)
        elif page:
            self.window_.go(page)
            self.window_.say(tr("Here you find: {command}").format(command=keys.title(row)), 8000)

    def _open_reply(self) -> None:
        conversation = self.detail.reply()
        if conversation is None:
            return
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(conversation)

    def paper(self) -> None:
        """Show the golden rules as a paper: to be printed, or saved as PDF, page or Markdown."""
        places = {one.id: keys.title(one) for one in BY_ID.values()}
        found = tuple(words.blocks(places))
        self.dialog = PaperDialog(self.window_, tr("Golden rules"), tr("golden-rules"), found)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()
