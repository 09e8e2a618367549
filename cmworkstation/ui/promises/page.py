"""The promise ledger: what we said we would do, by its day, and what became of it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.promise import SHORTEST_WHY, Promise, PromiseId, PromiseState, put_off
from cmworkstation.domain.promising import Proposal
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.composer.popovers import (
    ChoicePopover,
    DatePopover,
    Popover,
    WordsPopover,
    place_of,
)
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.page import Page
from cmworkstation.ui.promises.found_pane import FoundPane
from cmworkstation.ui.promises.model import ROW, PromiseDelegate, PromiseModel
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import experiences as experienced
from cmworkstation.words import promised

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10


class PromisesPage(Page):
    """A list of promises, and below it what can be done about the chosen one."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._model = PromiseModel()
        self.list = QListView()
        self.list.setAccessibleName(tr("Promises"))
        self.list.setModel(self._model)
        theme.mark(self.list, "rows")
        self.list.setItemDelegate(PromiseDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(lambda _: self._open_thread())
        self.popover: Popover | None = None
        self._chosen_id = ""
        self._buttons: dict[str, QPushButton] = {}
        acts: dict[str, Callable[[], None]] = {
            "open_thread": self._open_thread,
            "answer": self._answer,
            "kept": self._kept,
            "put_off": self._put_off,
            "will_not": self._will_not,
            "broken": self._broken,
            "release": self._release,
            "save_table": self._save_table,
            "accept": self._accept,
            "move": self._move,
            "refuse": self._refuse,
        }
        self._acts = {**acts, "not_kept": self._not_kept}
        self._build()
        self.list.selectionModel().currentChanged.connect(self._chosen)
        window.register(
            "promises",
            acts,
            enabled={name: partial(self._can, name) for name in acts},
        )
        window.attach(self.list, "list")
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Look again when a promise, or a reply that may keep one, changed."""
        if changes.promises or changes.outbox or changes.accounts:
            self._look()
            self._look_found()

    def shown(self) -> None:
        """Look again: what was due yesterday is late today."""
        self._look()
        self._look_helped()
        self._look_found()

    def _look_found(self) -> None:
        """Look what sounds like a promise in what was sent."""

        def show(found: tuple[Proposal, ...]) -> None:
            self.found.show_found(found, self._services.clock.now())

        if not self._services.read_only:
            sent = self._services.promising.in_sent
            self.window_.jobs.run(READ, sent, show, lambda _: None, owner=self)

    def _look_helped(self) -> None:
        """Say of how many complaints it is time to ask whether the answer helped."""

        def show(n: int) -> None:
            said = tr("Did it help?")
            self.helped.setText(experienced.open_now(n) if n else said)

        due = self._services.experiences.due
        self.window_.jobs.run(READ, due, show, lambda _: None, owner=self)

    def first_focus(self) -> QWidget:
        """Return the list."""
        return self.list

    def memory(self) -> object:
        """Return which promise is chosen."""
        return self._chosen_id

    def recall(self, memory: object) -> None:
        """Choose it again."""
        if isinstance(memory, str):
            self._chosen_id = memory
            self._look()

    def panes(self) -> tuple[QWidget, ...]:
        """Return what sounds like a promise, and the list."""
        return (self.found.list, self.list)

    def _build(self) -> None:
        look = theme.current()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        inner = QWidget()  # scrolls where the window is too low for what is found above the ledger
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        whole.addWidget(scrolled(inner), 1)
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        head.setSpacing(look.px(4))
        title = QLabel(tr("Promises"))
        theme.mark(title, "page")
        head.addWidget(title)
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "soft")
        head.addWidget(self.summary)
        self.helped = QPushButton(tr("Did it help?"))
        theme.mark(self.helped, "link")
        self.helped.clicked.connect(lambda _=False: self.window_.act("go.experiences"))
        head.addWidget(self.helped, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(head)
        self.found = FoundPane()
        self.found.accepted.connect(lambda _: self._accept())
        self.found.moved.connect(lambda _: self._move())
        self.found.refused.connect(lambda _: self._refuse())
        self.found.opened.connect(lambda one: self._go_to(one.conversation_id))
        column.addWidget(self.found)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self.list.setMinimumHeight(look.px(theme.LIST_ROW) * 2)
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "bell",
                tr("Nothing was promised yet"),
                tr(
                    "When you write “as soon as possible”, the charter proposes a day. Once such a reply is sent, its"
                    " promise stands here until it is kept. What you promised elsewhere is noted from its conversation."
                ),
            )
        )
        column.addWidget(holder, 1)
        foot = QWidget()
        row = FlowLayout(foot, gap=8)
        margin = look.px(12)
        row.setContentsMargins(0, 0, 0, 0)
        for name, text, kind in (
            ("answer", tr("Answer, and keep it"), "primary"),
            ("open_thread", tr("Open the conversation"), ""),
            ("kept", tr("It is kept"), ""),
            ("put_off", tr("Put it off…"), ""),
            ("not_kept", tr("It is not kept…"), ""),
            ("save_table", tr("Save as a table…"), "quiet"),
        ):
            button = QPushButton(text)
            theme.mark(button, kind)
            button.clicked.connect(partial(self._press, name))
            self._buttons[name] = button
            row.addWidget(button)
        below = QVBoxLayout()
        below.setContentsMargins(look.px(16), margin, look.px(16), margin)
        below.addWidget(foot)
        whole.addLayout(below)

    def _look(self) -> None:
        rows = self._services.promises.listed()
        accounts = {one.id: one for one in self._services.accounts.listed()}
        now = self._services.clock.now()
        chosen = self._chosen_id
        self._model.show_rows(rows, accounts, now)
        self._stack.setCurrentIndex(0 if rows else 1)
        due = promised.due(self._services.promises.due())
        kept = promised.figures(self._services.promises.figures()) if rows else ""
        self.summary.setText(" ".join(filter(None, (due, kept))))
        self.summary.setVisible(bool(rows))
        if rows:
            place = max(0, self._model.place_of(chosen))
            self.list.setCurrentIndex(self._model.index(place))
        self._show_buttons()

    def row(self) -> Promise | None:
        """Return the promise that is chosen."""
        found = self.list.currentIndex().data(ROW)
        return found if isinstance(found, Promise) else None

    def _chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = current.data(ROW)
        if isinstance(row, Promise):
            self._chosen_id = row.id
        self._show_buttons()

    def _show_buttons(self) -> None:
        for name, button in self._buttons.items():
            button.setEnabled(self._can(name))

    def _can(self, name: str) -> bool:
        if name in ("accept", "move", "refuse"):
            return self.found.isVisible() and self.found.proposal() is not None
        row = self.row()
        if name in ("open_thread", "save_table"):
            return row is not None
        if row is None or row.state is not PromiseState.OPEN or self._services.read_only:
            return False
        return name != "broken" or row.is_late(self._services.clock.now())

    def _press(self, name: str, *_: object) -> None:
        self._acts[name]()

    # What a person does

    def _open_thread(self) -> None:
        self._open(reply=False)

    def _answer(self) -> None:
        row = self.row()
        if row is None:
            return
        self._open(reply=True)
        pane = getattr(self.window_.page("inbox"), "composer", None)
        if pane is not None:
            pane.promises.tick(row.id)

    def _open(self, *, reply: bool) -> None:
        row = self.row()
        if row is not None:
            self._go_to(row.conversation_id, reply=reply)

    def _go_to(self, conversation_id: ConversationId, *, reply: bool = False) -> None:
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(conversation_id)
            if reply:
                self.window_.act("inbox.reply")

    # What sounds like a promise

    def _accept(self, day: date | None = None) -> None:
        one = self.found.proposal()
        if one is not None:
            self._take(
                lambda: self._services.promising.accept(one, day),
                tr("The promise is in the ledger."),
            )

    def _move(self) -> None:
        one = self.found.proposal()
        if one is None:
            return
        days = self._services.promises.days(one.account_id)
        self.popover = popover = DatePopover(
            self.window_, days, tr("By which day was it promised?")
        )
        popover.chosen.connect(self._accept)
        popover.left.connect(self.found.list.setFocus)
        popover.show_by(place_of(self.found.buttons["move"], self.window_))

    def _refuse(self) -> None:
        one = self.found.proposal()
        if one is not None:
            self._take(
                lambda: self._services.promising.refuse(one), tr("It is not asked about again.")
            )

    def _take(self, act: Callable[[], tuple[Promise, Changes]], said: str) -> None:
        try:
            made, changes = act()
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self.window_.undo(said, UNDO_S, partial(self._take_back, made.id))

    def _take_back(self, promise_id: PromiseId) -> None:
        try:
            self.window_.jobs.emit_changes(self._services.promising.take_back(promise_id))
        except WorkstationError as error:
            self.window_.failed(error)

    def _kept(self) -> None:
        row = self.row()
        if row is not None:
            self._change(row, lambda: self._services.promises.keep(row.id), tr("Kept."))

    def _put_off(self) -> None:
        row = self.row()
        if row is None:
            return
        days = self._services.promises.days(row.account_id)
        popover = DatePopover(self.window_, days, tr("Put it off until which day?"))
        popover.chosen.connect(partial(self._put_off_why, row))
        self._show(popover, "put_off")

    def _put_off_why(self, row: Promise, day: date) -> None:
        self._ask_why(
            "put_off",
            tr("Why is it put off?"),
            tr("The reason is kept in the ledger. What you tell the person is proposed next."),
            partial(self._put_off_to, row, day),
        )

    def _put_off_to(self, row: Promise, day: date, why: str) -> None:
        """Put it off, and propose what to write: the person was told another day."""
        done = self._change(
            row,
            lambda: self._services.promises.put_off(row.id, day, why),
            tr("Put off. The proposed answer tells the person."),
        )
        if not done:
            return
        self._open(reply=True)
        pane = getattr(self.window_.page("inbox"), "composer", None)
        draft = pane.draft() if pane is not None else None
        if pane is None or draft is None or draft.body.strip():
            return
        today = self._services.promises.days(row.account_id).today
        language = self._services.answers.language_of(draft)
        pane.editor.apply_edits(((0, 0, put_off(row, day, language, today)),))
        pane.look()

    def _not_kept(self) -> None:
        """Ask which of the ways of not keeping it this is."""
        ways = {
            "will_not": tr("We will not do it"),
            "broken": tr("It was broken"),
            "release": tr("Nobody waits for it any more"),
        }
        can = [name for name in ways if self._can(name)]
        popover = ChoicePopover(
            self.window_, tr("What became of it?"), [ways[name] for name in can]
        )
        popover.chosen.connect(lambda place: self._acts[can[place]]())
        self._show(popover)

    def _will_not(self) -> None:
        self._close(
            PromiseState.WONT,
            tr("Why will it not be kept?"),
            tr("Tell the person as well. The reason is kept in the ledger."),
            self._services.promises.will_not,
        )

    def _broken(self) -> None:
        self._close(
            PromiseState.BROKEN,
            tr("Why was it broken?"),
            tr("Its day passed without it. An apology to the person is due; the reason is kept."),
            self._services.promises.broken,
        )

    def _release(self) -> None:
        self._close(
            PromiseState.WITHDRAWN,
            tr("Why does nobody wait for it any more?"),
            tr("For one that was noted in error, or that the person released you from."),
            self._services.promises.release,
        )

    def _close(
        self,
        state: PromiseState,
        title: str,
        note: str,
        act: Callable[[PromiseId, str], Changes],
    ) -> None:
        row = self.row()
        if row is None:
            return
        said = tr("Withdrawn.") if state is PromiseState.WITHDRAWN else tr("Closed.")
        then: Callable[[str], object] = lambda why: self._change(  # noqa: E731
            row, lambda: act(row.id, why), said
        )
        self._ask_why("not_kept", title, note, then)

    def _ask_why(self, name: str, title: str, note: str, then: Callable[[str], object]) -> None:
        popover = WordsPopover(self.window_, title, note, SHORTEST_WHY)
        popover.chosen.connect(then)
        self._show(popover, name)

    def _save_table(self) -> None:
        save_table(self.window_, self, "promises", self._services.promises.table)

    def _change(self, row: Promise, act: Callable[[], Changes], said: str) -> bool:
        try:
            changes = act()
        except WorkstationError as error:
            self.window_.failed(error)
            return False
        self.window_.jobs.emit_changes(changes)
        self.window_.undo(said, UNDO_S, partial(self._back, row))
        self._look()
        return True

    def _back(self, row: Promise) -> None:
        try:
            self.window_.jobs.emit_changes(self._services.promises.put_back(row))
        except WorkstationError as error:
            self.window_.failed(error)
        self._look()

    def _show(self, popover: Popover, name: str = "not_kept") -> None:
        self.popover = popover
        popover.left.connect(self.list.setFocus)
        popover.show_by(place_of(self._buttons[name], self.window_))
