"""The outbox page: a list of replies beside the chosen one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.link import link_target
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.outbox.detail import OutboxDetail
from cmworkstation.ui.outbox.model import ROW, ROW_HEIGHT, OutboxDelegate, OutboxModel
from cmworkstation.ui.outbox.phrases import BY_HAND, IN_DOUBT, UNSENT
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.foreign_text import ask_about_link
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import turn

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UPRIGHT_BELOW = 560  # px of the page at 100 %


class OutboxPage(Page):
    """Where every reply stands."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._model = OutboxModel()
        self._list = QListView()
        self._list.setAccessibleName(tr("Replies"))
        self._list.setModel(self._model)
        theme.mark(self._list, "rows")
        self._list.setItemDelegate(OutboxDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._detail = OutboxDetail(self._services)
        self._detail.wanted.connect(self._act)
        self._build()
        self._list.selectionModel().currentChanged.connect(self._chosen)
        self._chosen_id: OutboxId | None = None
        state_in = self._state_in
        window.register(
            "outbox",
            {
                "send_now": self._send_now,
                "take_back": self._take_back,
                "retry": self._send_now,
                "it_arrived": self._it_arrived,
                "it_did_not": self._it_did_not,
                "look": self._look_now,
                "by_hand": self._by_hand,
                "not_posted": self._not_posted,
                "correct": self._correct,
                "drop": self._drop,
                "open_thread": self._open_thread,
                "dossier": self._dossier,
                "make_answer": self._make_answer,
            },
            enabled={
                "send_now": partial(state_in, UNSENT),
                "take_back": partial(state_in, UNSENT),
                "retry": partial(
                    state_in,
                    (OutboxState.REFUSED, OutboxState.LATER, OutboxState.MOVED, OutboxState.MISSED),
                ),
                "it_arrived": partial(state_in, IN_DOUBT),
                "it_did_not": partial(state_in, IN_DOUBT),
                "look": partial(state_in, IN_DOUBT),
                "by_hand": self._can_by_hand,
                "not_posted": partial(state_in, BY_HAND),
                "correct": self._can_correct,
                "drop": partial(state_in, (*UNSENT, *IN_DOUBT, *BY_HAND)),
                "make_answer": self._becomes_an_answer,
                **dict.fromkeys(("open_thread", "dossier"), lambda: self._row() is not None),
            },
        )
        window.attach(self._list, "list")
        self._look()

    def refresh(self, changes: Changes) -> None:
        """Look again when the outbox or the accounts changed."""
        if changes.outbox or changes.accounts:
            self._look()

    def shown(self) -> None:
        """Look again: times in words grow old."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list."""
        return self._list

    def memory(self) -> object:
        """Return which reply is chosen."""
        return self._chosen_id

    def recall(self, memory: object) -> None:
        """Choose it again."""
        if isinstance(memory, str):
            self._chosen_id = OutboxId(memory)
            self._look()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list and the chosen reply."""
        return (self._list, self._detail)

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        title = QLabel(tr("Outbox"))
        theme.mark(title, "page")
        head.addWidget(title)
        head.addSpacing(look.px(12))
        self._summary = PlainLabel()
        theme.mark(self._summary, "soft")
        head.addWidget(self._summary, 1)
        column.addLayout(head)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("outbox-split")
        split.addWidget(self._list)
        split.addWidget(self._detail)
        split.setSizes([look.px(400), look.px(700)])
        split.setChildrenCollapsible(False)
        self._list.setMinimumSize(look.px(200), look.px(ROW_HEIGHT * 2))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack.addWidget(split)
        self._stack.addWidget(
            EmptyState(
                "outbox",
                tr("Nothing is on its way"),
                tr(
                    "Replies appear here from the moment you send them until long after they arrived."
                ),
            )
        )
        column.addWidget(holder, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the reply where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 3) if upright else (400, 700))

    def _look(self) -> None:
        rows = self._services.outbox.rows()
        accounts = {one.id: one for one in self._services.accounts.listed()}
        self._model.show_rows(rows, accounts, self._services.clock.now())
        self._stack.setCurrentIndex(0 if rows else 1)
        counts = self._services.inbox.counts()
        parts = []
        if counts.needs_person:
            parts.append(tr("{n} need you").format(n=counts.needs_person))
        if counts.outbox:
            parts.append(tr("{n} on their way").format(n=counts.outbox))
        self._summary.setText(" · ".join(parts))
        place = self._model.place_of(self._chosen_id) if self._chosen_id else -1
        if rows:
            self._list.setCurrentIndex(self._model.index(max(0, place)))
        self._show_chosen()

    def _row(self) -> OutboxRow | None:
        found = self._list.currentIndex().data(ROW)
        return found if isinstance(found, OutboxRow) else None

    def _state_in(self, states: tuple[OutboxState, ...]) -> bool:
        row = self._row()
        return row is not None and row.state in states

    def _chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = current.data(ROW)
        self._chosen_id = row.id if isinstance(row, OutboxRow) else None
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._detail.show_row(self._row(), self._model.accounts)

    def _act(self, action: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "send_now": self._send_now,
            "take_back": self._take_back,
            "it_arrived": self._it_arrived,
            "it_did_not": self._it_did_not,
            "look": self._look_now,
            "look_web": self._look_web,
            "by_hand": self._by_hand,
            "not_posted": self._not_posted,
            "correct": self._correct,
            "sign_in": self._sign_in,
            "resume": self._resume,
            "open_thread": self._open_thread,
            "open_web": self._open_web,
            "dossier": self._dossier,
            "make_answer": self._make_answer,
            "drop": self._drop,
        }
        acts[action]()

    def _change(self, act: Callable[[OutboxId], Changes]) -> None:
        row = self._row()
        if row is None:
            return
        try:
            changes = act(row.id)
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self._look()

    def _send_now(self) -> None:
        self._change(self._services.outbox.send_now)

    def _it_did_not(self) -> None:
        self._change(self._services.outbox.send_again)

    def _look_now(self) -> None:
        """Look among our own posts, on the account's lane, and say what came of it."""
        row = self._row()
        if row is None:
            return

        def looked(_: Changes) -> None:
            state = self._services.outbox.row(row.id).state
            if state is OutboxState.SENT:
                self.window_.say(tr("It is there: it counts as sent."))
            else:
                self.window_.say(tr("It is not among your own posts yet."))

        self.window_.say(tr("Looking among your own posts…"))
        self.window_.jobs.run(
            account_lane(row.account_id),
            partial(self._services.outbox.look, row.id),
            looked,
            owner=self,
        )

    def _look_web(self) -> None:
        """Ask before the browser shows the message that a reply answers: its address is a stranger's."""
        row = self._row()
        if row is not None:
            ask_about_link(self, link_target(self._detail.web(row))).open()

    def _sign_in(self) -> None:
        row = self._row()
        if row is not None:
            self.window_.act("accounts.sign_in", row.account_id)

    def _resume(self) -> None:
        row = self._row()
        if row is not None:
            changes = self._services.accounts.pause(row.account_id, paused=False)
            self.window_.jobs.emit_changes(changes)

    def _drop(self) -> None:
        self._change(self._services.outbox.drop)

    def _it_arrived(self) -> None:
        address = self._detail.address.text()
        self._change(lambda outbox_id: self._services.outbox.confirm_sent(outbox_id, address))

    def _can_by_hand(self) -> bool:
        row = self._row()
        return row is not None and self._detail.hand(row) is not None

    def _by_hand(self) -> None:
        """Take the reply by hand where it is not yet, and show what there is to do."""
        from cmworkstation.ui.outbox.by_hand import open_for  # noqa: PLC0415 - when it is asked for

        row = self._row()
        if row is None:
            return
        if row.state is not OutboxState.BY_HAND:
            looked = self._services.by_hand.wants_a_look(row)  # the button said what it means
            self._change(partial(self._services.by_hand.take, looked=looked))
        if self._services.outbox.row(row.id).state is OutboxState.BY_HAND:
            open_for(self.window_, row.id)

    def _not_posted(self) -> None:
        self._back(self._services.by_hand.not_posted)

    def _can_correct(self) -> bool:
        row = self._row()
        return row is not None and self._detail.correctable(row)

    def _correct(self) -> None:
        from cmworkstation.ui.outbox import by_hand  # noqa: PLC0415 - when it is asked for

        row = self._row()
        if row is not None:
            by_hand.correct(self.window_, row.id)
            self._look()

    def _take_back(self) -> None:
        self._back(self._services.outbox.edit)

    def _back(self, act: Callable[[OutboxId], tuple[Draft, Changes]]) -> None:
        """Make a draft of the reply again, and go on writing it."""
        row = self._row()
        if row is None:
            return
        try:
            _, changes = act(row.id)
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self._open(row, reply=True)

    def _becomes_an_answer(self) -> bool:
        row = self._row()
        return row is not None and self._detail.becomes_an_answer(row)

    def _make_answer(self) -> None:
        from cmworkstation.ui.guide.acts import GuideActs  # noqa: PLC0415 - seldom needed

        row = self._row()
        if row is not None:
            GuideActs(self.window_).of_reply(row.id)

    def _open_thread(self) -> None:
        row = self._row()
        if row is not None:
            self._open(row, reply=False)

    def _dossier(self) -> None:
        from cmworkstation.ui.proof.dossier import DossierDialog  # noqa: PLC0415 - when it is asked for

        row = self._row()
        if row is not None:
            DossierDialog(self.window_, row.id).open()

    def _open(self, row: OutboxRow, *, reply: bool) -> None:
        self.window_.go("inbox")
        inbox = self.window_.page("inbox")
        opener = getattr(inbox, "open_conversation", None)
        if opener is not None:
            opener(row.conversation_id)
            if reply:
                self.window_.act("inbox.reply")

    def _open_web(self) -> None:
        row = self._row()
        if row is not None and row.url.startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(row.url))
