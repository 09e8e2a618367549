"""The approvals page: a list of what waits for my word and of what I asked for, beside the chosen request."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QImage, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.approval import ActKind, State
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import DraftId, uuid7
from cmworkstation.domain.profile import Profile
from cmworkstation.domain.signed_file import REQUEST_SUFFIX
from cmworkstation.i18n import tr, trn
from cmworkstation.services.approval_files import Incoming
from cmworkstation.services.approvals import Judgement
from cmworkstation.ui import theme
from cmworkstation.ui.approvals.detail import ApprovalDetail
from cmworkstation.ui.approvals.dialogs import AmendDialog, WordsDialog
from cmworkstation.ui.approvals.files import ApprovalFilesActs, dropped
from cmworkstation.ui.approvals.shown import Shown, of_case, of_file, row_words
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.page import Page
from cmworkstation.ui.people.switching import LANE
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn
from cmworkstation.ui.widgets.pictures import decode
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import times

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UPRIGHT_BELOW = 640  # px of the page at 100 %
KEY = int(Qt.ItemDataRole.UserRole) + 3
OVER = 20  # requests that are over and still shown


class ApprovalsPage(Page):
    """What is waiting for my word."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._files = ApprovalFilesActs(self, window)
        self._opened: dict[str, Incoming] = {}
        self._cases: dict[str, Case] = {}
        self._chosen_key = ""
        self._shown: Shown | None = None
        self.list = remarks(tr("Requests"))
        self.detail = ApprovalDetail()
        self._build()
        self.setAcceptDrops(True)
        self.list.currentItemChanged.connect(self._chosen)
        self.detail.wanted.connect(self._act)
        self.detail.chosen.connect(self._choose)
        self.detail.holding.connect(self._hold)
        acts: dict[str, Callable[[], object]] = {
            "approve": self._approve,
            "amend": self._amend,
            "ask_change": self._ask_change,
            "decline": self._decline,
            "delegate": partial(self._judge, ActKind.DELEGATE),
            "withdraw": self._withdraw,
            "save_request": self._save_request,
            "open_request": partial(self._files.open_request, self._show_file),
            "take_in": partial(self._files.take_in, self._taken_in),
            "open_thread": self._open_thread,
        }
        self._acts = acts
        offered = [name for name in acts if name not in ("open_request", "take_in")]
        window.register(
            "approvals",
            acts,
            enabled={name: partial(self._offers, name) for name in offered},
        )
        window.attach(self.list, "list")
        self._look()

    # What the window calls

    def refresh(self, changes: Changes) -> None:
        """Look again; what moved on meanwhile is found on its lane."""
        if changes.conversations or changes.charter or changes.drafts:
            self._look_again()
        if changes:
            self._look()

    def shown(self) -> None:
        """Look again: times in words grow old, and threads move on."""
        self._look_again()
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list."""
        return self.list

    def memory(self) -> object:
        """Return which request is chosen, and the files that are open."""
        return (self._chosen_key, self._opened)

    def recall(self, memory: object) -> None:
        """Choose it again."""
        if isinstance(memory, tuple):
            self._chosen_key, self._opened = memory
            self._look()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list and the chosen request."""
        return (self.list, self.detail)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        head.setSpacing(look.px(12))
        title = QLabel(tr("Approvals"))
        theme.mark(title, "page")
        head.addWidget(title)
        self._summary = PlainLabel()
        theme.mark(self._summary, "soft")
        head.addWidget(self._summary)
        ways = QWidget()
        flow = FlowLayout(ways)
        for label, name in (
            (tr("Open request…"), "open_request"),
            (tr("Take in answer…"), "take_in"),
        ):
            button = QPushButton(label)
            theme.mark(button, "quiet")
            button.clicked.connect(partial(self._act, name))
            flow.addWidget(button)
        head.addWidget(ways, 1)
        column.addLayout(head)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("approvals-split")
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(380), look.px(720)])
        self._split.setChildrenCollapsible(False)
        self.list.setMinimumSize(look.px(200), look.px(120))
        self._stack.addWidget(self._split)
        self._stack.addWidget(
            EmptyState(
                "approvals",
                tr("Nothing waits for your word"),
                tr(
                    "Replies for which the charter wants a second reader appear here, those that you"
                    " wrote as well."
                ),
            )
        )
        column.addWidget(holder, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the request where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        self._summary.setVisible(not upright)  # the rail has the number
        turn(self._split, upright=upright, shares=(2, 4) if upright else (380, 720))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take signed files."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped: a request is shown, an answer counts."""
        for path in dropped(event.mimeData()):
            if path.suffix == REQUEST_SUFFIX:
                self._files.read(path, self._show_file)
            else:
                self._files.enter(path, self._taken_in)
        event.acceptProposedAction()

    # Showing

    def _look_again(self) -> None:
        if not self._services.read_only:
            self.window_.jobs.run(WRITE, self._services.approvals.look_again, owner=self)

    def _look(self) -> None:
        approvals = self._services.approvals
        waiting = approvals.waiting()
        mine = [one for one in approvals.mine() if one not in waiting]
        known = {one.id for one in (*waiting, *mine)}
        others = [one for one in approvals.unsettled() if one.id not in known]
        self._cases = {}
        self.list.blockSignals(True)
        self.list.clear()
        self._section(tr("Waiting for your word"), waiting, mine=False)
        if self._opened:
            self._heading(tr("From files"))
            for key, found in self._opened.items():
                self._add(key, f"{found.author['name']}\n{found.bound.text[:90]}", "file", "accent")
        self._section(tr("Your requests"), mine, mine=True)
        leaving = [one for one in others if one.request.state is State.APPROVED]
        waiting_ = [one for one in others if one not in leaving]
        self._section(tr("Waiting for others"), waiting_, mine=False)
        self._section(tr("Approved, about to leave"), leaving, mine=False)
        self._section(tr("Over"), approvals.closed(OVER), mine=False)
        self.list.blockSignals(False)
        n = len(waiting)
        said = trn("{n} waits for your word", "{n} wait for your word", n).format(n=n)
        self._summary.setText(said if n else "")
        self._stack.setCurrentIndex(0 if self.list.count() else 1)
        self._select()

    def _section(self, title: str, cases: tuple[Case, ...] | list[Case], *, mine: bool) -> None:
        if cases:
            self._heading(title)
        now = self._services.clock.now()
        for case in cases:
            self._cases[case.id] = case
            standing = self._services.approvals.standing(case.id)
            open_ = case.request.state is State.OPEN
            due = times.due(standing.due_at, now) if standing.due_at and open_ else ""
            who = self._services.inbox.message(case.target_id).author_name
            text = row_words(case, self._services.profiles.name, who, due, mine=mine)
            icon, role = PICTURES.get(case.request.state, ("approvals", "soft"))
            self._add(case.id, text, icon, role)

    def _heading(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _add(self, key: str, text: str, icon: str, role: str) -> None:
        item = remark(text, icon, role)
        item.setData(KEY, key)
        self.list.addItem(item)

    def _select(self) -> None:
        rows = [self.list.item(row) for row in range(self.list.count())]
        keyed = [one for one in rows if one.data(KEY)]
        found = next((one for one in keyed if one.data(KEY) == self._chosen_key), None)
        chosen = found or (keyed[0] if keyed else None)
        if chosen is not None:
            self.list.blockSignals(True)  # this is no look of somebody's at another request
            self.list.setCurrentItem(chosen)
            self.list.blockSignals(False)
        self._show_chosen()

    def _chosen(self, current: QListWidgetItem | None, _: object = None) -> None:
        if current is not None and current.data(KEY):
            self._remember_look()
            self._chosen_key = str(current.data(KEY))
            self._show_chosen()

    def _show_chosen(self) -> None:
        current = self.list.currentItem()
        key = str(current.data(KEY) or "") if self.list.count() else ""
        self._chosen_key = key or self._chosen_key
        self._shown = None
        if key in self._opened:
            self._shown = of_file(self._services, self._opened[key])
        elif key in self._cases:
            self._shown = of_case(self._services, self._cases[key])
        self.detail.show_request(self._shown, self._services.clock.now())
        for hash_ in self._services.media.known(self.detail.pictures):
            self.window_.jobs.run(
                "pictures",
                partial(self._picture, hash_),
                done=partial(self.detail.show_picture, hash_),
                failed=lambda _error: None,  # its name and description stay
                owner=self.detail,
            )

    def _picture(self, hash_: str) -> QImage:
        return decode(self._services.media.data(hash_))

    def _remember_look(self) -> None:
        """Keep what was seen of the request that is left, so that the next look shows what changed since."""
        one = self._shown
        if one is None or one.is_file or self._services.read_only or one.before == one.text:
            return
        self.window_.jobs.run(
            WRITE, partial(self._services.approvals.looked, one.key), failed=lambda _: None
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was seen."""
        super().hideEvent(event)
        self._remember_look()

    def _offers(self, name: str) -> bool:
        button = self.detail.buttons.get(name)
        return button is not None and button.isEnabled()

    # Acts

    def _act(self, name: str) -> None:
        self._acts[name]()

    def _approve(self) -> None:
        self._judge(ActKind.APPROVE)

    def _choose(self, text: str) -> None:
        self._judge(ActKind.CHOOSE, text=text)

    def _amend(self) -> None:
        if self._shown is not None:
            dialog = AmendDialog(self, self._shown.text)
            dialog.amended.connect(lambda text: self._judge(ActKind.AMEND, text=text))
            dialog.open()

    def _ask_change(self) -> None:
        question = tr("What should be changed? Its author reads your words.")
        dialog = WordsDialog(self, tr("Ask for a change"), question, tr("Ask for the change"))
        dialog.given.connect(lambda said: self._judge(ActKind.ASK_CHANGE, said=said))
        dialog.open()

    def _decline(self) -> None:
        question = tr("Why should this not be sent? Its author reads your words.")
        dialog = WordsDialog(self, tr("Decline"), question, tr("Decline"))
        dialog.given.connect(lambda said: self._judge(ActKind.DECLINE, said=said))
        dialog.open()

    def _judge(self, kind: ActKind, *, text: str = "", said: str = "") -> None:
        one = self._shown
        if one is None:
            return
        judgement = Judgement(kind, one.binding, text, said)
        if one.is_file:
            self._files.save_answer(
                self._opened[one.key], judgement, partial(self._forget_file, one.key)
            )
            return
        hold = self._services.settings.hold_seconds()
        work = partial(self._services.approvals.judge, one.key, judgement, hold_s=hold)
        self.window_.jobs.run(LANE, work, partial(self._judged, hold), self._failed, owner=self)

    def _judged(self, hold: float, result: object) -> None:
        case, row, changes = cast("tuple[Case, object, Changes]", result)
        self.window_.jobs.emit_changes(changes)
        said = tr("Approved. The reply leaves in a moment.") if row else tr("Your word is kept.")
        if row is None or hold:
            self.window_.undo(said, hold or 10, partial(self._take_back, case.id))
        self._look()

    def _take_back(self, request_id: str) -> None:
        try:
            changes = self._services.approvals.take_back(request_id)
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self._chosen_key = request_id
        self.window_.jobs.emit_changes(changes)
        self._look()

    def _failed(self, error: Exception) -> None:
        self.window_.failed(error)
        self._look()

    def _withdraw(self) -> None:
        if self._shown is None:
            return
        try:
            changes = self._services.approvals.withdraw(self._shown.key)
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self.window_.say(tr("Withdrawn. The draft is yours again."))
        self._look()

    def _save_request(self) -> None:
        if self._shown is not None:
            self._files.save_request(self._shown.key, self._shown.title)

    def _show_file(self, found: Incoming) -> None:
        key = f"file:{found.id}"
        self._opened[key] = found
        self._chosen_key = key
        self._look()

    def _forget_file(self, key: str) -> None:
        self._opened.pop(key, None)
        self._look()

    def _taken_in(self, result: object) -> None:
        case, row, who, changes = cast("tuple[Case, object, Profile, Changes]", result)
        self._chosen_key = case.id
        self.window_.jobs.emit_changes(changes)
        said = tr("Taken in: {who} has spoken.").format(who=who.name)
        if row:
            leaves = tr("The reply leaves in a moment.")
            said = f"{said} {leaves}"
        self.window_.say(said, 8000)
        self._look()

    def _hold(self, text: str) -> None:
        """Begin another reply with the holding statement; nothing is sent by itself."""
        case = self._cases.get(self._shown.key) if self._shown is not None else None
        if case is None:
            return
        begun = self._services.drafts.begin(case.conversation_id)
        draft = replace(begun, id=DraftId(uuid7()), body=text, answer_id="", revision=0)
        try:
            stored, changes = self._services.drafts.save(draft)
        except WorkstationError as error:
            self.window_.failed(error)
            return
        self.window_.jobs.emit_changes(changes)
        self._open_thread()
        self.window_.act("inbox.reply")
        composer = getattr(self.window_.page("inbox"), "composer", None)
        if composer is not None:
            composer.take_up(stored)

    def _open_thread(self) -> None:
        case = self._cases.get(self._shown.key) if self._shown is not None else None
        if case is None:
            return
        self.window_.go("inbox")
        opener = getattr(self.window_.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(case.conversation_id)


PICTURES = {
    State.OPEN: ("clock", "accent"),
    State.APPROVED: ("good", "good"),
    State.SENT: ("good", "good"),
    State.CHANGE_ASKED: ("edit", "warn"),
    State.VOID: ("warn", "warn"),
    State.DECLINED: ("error", "error"),
    State.WITHDRAWN: ("undo", "soft"),
}
