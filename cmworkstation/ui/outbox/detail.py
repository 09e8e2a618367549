"""One reply of the outbox: where it stands and why, its text, every step, and what a person can do."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.link import link_target
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import OutboxRow, OutboxState, OutboxStep
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.outbox import phrases
from cmworkstation.ui.outbox.phrases import Offer
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import people, post_places, problems, states

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

WORDS_NEED = 220  # px at 100 % beside a button


class OutboxDetail(QScrollArea):
    """The right half of the outbox page."""

    wanted = Signal(str)  # the name of an action of the area "outbox"

    def __init__(self, services: "Services") -> None:
        """Make an empty pane."""
        super().__init__()
        self._services = services
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("The chosen reply"))
        inner = QWidget()
        self.setWidget(inner)
        look = theme.current()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        self._column.setSpacing(look.px(12))
        self.address = QLineEdit(self)
        self.address.hide()
        self._row: OutboxRow | None = None
        self._accounts: Mapping[AccountId, Account] = {}
        self._told: object = None  # all that decides what is offered
        self._offers: list[QPushButton] = []
        self._why = PlainLabel("", self)
        self._why.hide()

    def show_row(self, row: OutboxRow | None, accounts: Mapping[AccountId, Account]) -> None:
        """Show a reply, or nothing; what is typed and focused stays while it is the same in the same state."""
        self._accounts = accounts
        account = accounts.get(row.account_id) if row is not None else None
        steps = self._services.outbox.steps(row.id) if row is not None else ()
        told = (row, steps, account and (account.state, account.name))
        if row is not None and told == self._told:
            self._explain(row, steps)  # times in words grow old
            return
        self._row, self._told = row, told
        here = any(child.hasFocus() for child in self.findChildren(QWidget))
        self._fill(row, steps)
        if here:
            (self._offers[0] if self._offers else self).setFocus()

    def _explain(self, row: OutboxRow, steps: Sequence[OutboxStep]) -> None:
        now = self._services.clock.now()
        full = self._services.storage.trouble() is not None
        said = phrases.standing(row, steps, self._accounts.get(row.account_id), now, full=full)
        self._why.setText(said.text)
        self._why.setToolTip(foreign.tooltip(said.exact))

    def _fill(self, row: OutboxRow | None, steps: Sequence[OutboxStep]) -> None:
        self._offers = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if row is None:
            return
        missed = phrases.missed_its_window(row, steps)
        head = tr("stopped: the reply window closed") if missed else states.state(row.state)
        if row.by_hand and row.state is OutboxState.SENT:
            head = tr("sent by hand")
        self._say(head.capitalize(), "page")
        self._why = self._say("", "")
        self._explain(row, steps)
        if known := problems.refusal(row.error_words):
            self._say(known, "")
        elif row.error_words:
            self._say(tr("The platform’s own words:"), "soft")
            theirs = ForeignLabel(row.error_words, lines=6)
            self._column.addWidget(theirs)
        if row.state in (OutboxState.MOVED, OutboxState.BY_HAND):
            self._show_difference(row)
        self._offer(row, steps)
        self._show_ours(row)
        if not row.begins:
            self._say(tr("In answer to"), "title")
            said = labelled(row.target_author, row.target_text)
            self._column.addWidget(ForeignLabel(said, lines=6))
        self._say(tr("What happened"), "title")
        for step in steps:
            why = states.note(step.note)
            line = f"{words.exactly(step.at)}  {states.state(step.state)}"
            self._say(f"{line} – {why}" if why else line, "soft")
        self._column.addStretch(1)

    def _show_ours(self, row: OutboxRow) -> None:
        name = tr("Your post") if row.begins else tr("Your reply")
        self._say(name, "title")
        place = self._services.post_places.of_reply(row.id)
        if place is not None:
            self._say(labelled(tr("Goes to"), post_places.named(place)), "soft")
        body = QPlainTextEdit(row.body)
        body.setReadOnly(True)
        body.setAccessibleName(name)
        lines = min(8, max(3, row.body.count("\n") + len(row.body) // 60 + 1))
        body.setFixedHeight(lines * body.fontMetrics().lineSpacing() + theme.current().px(16))
        self._column.addWidget(body)
        for one in row.media:
            shown = ForeignLabel(labelled(one.name, one.alt) if one.alt else one.name, 4)
            theme.mark(shown, "soft")
            self._column.addWidget(shown)

    def _show_difference(self, row: OutboxRow) -> None:
        moved = self._services.outbox.moved(row)
        if moved.deleted:
            self._say(tr("The message you answer was deleted by its author."), "warn")
        if moved.edited:
            self._say(tr("The message you answer was edited."), "warn")
        if moved.answers:
            n = len(moved.answers)
            self._say(
                trn("{n} new message in the thread:", "{n} new messages in the thread:", n).format(
                    n=n
                ),
                "warn",
            )
            for message_id in moved.answers[:5]:
                message = self._services.inbox.message(message_id)
                self._column.addWidget(
                    ForeignLabel(labelled(message.author_name, message.text), lines=3)
                )

    def _offer(self, row: OutboxRow, steps: Sequence[OutboxStep]) -> None:
        """Show what can be done: each act with what comes of it, then the ways to look."""
        account = self._accounts.get(row.account_id)
        now = self._services.clock.now()
        address = row.state in phrases.IN_DOUBT and self._services.outbox.needs_address(row.id)
        found = phrases.offers(
            row,
            steps,
            account,
            now,
            web=self.web(row),
            address=address,
            hand=self.hand(row),
            correct=self.correctable(row),
        )
        if address:
            self.address = QLineEdit()
            self.address.setAccessibleName(tr("Address of the published reply"))
            self.address.setPlaceholderText(tr("Address of the published reply, if you found it"))
            self._column.addWidget(self.address)
        rows = [_Act(one, partial(self.wanted.emit, one.action)) for one in found]
        width = max((one.button.sizeHint().width() for one in rows), default=0)
        refused = people.why_not(self._services.acting.current(), Act.SEND)
        if refused and rows:
            self._say(refused, "warn")
        for one in rows:
            one.button.setEnabled(one.button.isEnabled() and not refused)
            one.align(width)
            self._column.addWidget(one)
            self._offers.append(one.button)
        ways = QWidget()
        flow = FlowLayout(ways)
        looks = [("open_thread", tr("Show the conversation")), ("dossier", tr("Dossier…"))]
        if row.url.startswith(("https://", "http://")):
            looks.append(("open_web", tr("Open on the platform")))
        if self.becomes_an_answer(row):
            looks.append(("make_answer", tr("Make an answer of it…")))
        for action, label in looks:
            button = QPushButton(label)
            theme.mark(button, "quiet")
            button.clicked.connect(partial(self.wanted.emit, action))
            flow.addWidget(button)
            self._offers.append(button)
        self._column.addWidget(ways)

    def hand(self, row: OutboxRow) -> bool | None:
        """Return whether a person must look before posting a reply by hand; None where it cannot be."""
        if row.state in (OutboxState.SENT, OutboxState.DROPPED, OutboxState.SENDING):
            return None
        by_hand = self._services.by_hand
        return None if by_hand.why_not(row) else by_hand.wants_a_look(row)

    def correctable(self, row: OutboxRow) -> bool:
        """Tell whether a person may take back that they posted a reply."""
        sent = row.by_hand and row.state is OutboxState.SENT
        return sent and not self._services.read_only and self._services.by_hand.may_correct(row)

    def becomes_an_answer(self, row: OutboxRow) -> bool:
        """Tell whether the person may make an approved answer of a reply: it was sent, under a charter."""
        keeps = self._services.acting.current().may(Act.KEEP) and not self._services.read_only
        governed = row.account_id in self._services.charters.assignments()
        return keeps and governed and row.state is OutboxState.SENT

    def web(self, row: OutboxRow) -> str:
        """Return where on the web a reply in doubt would stand, "" where that is not known."""
        if row.state not in phrases.IN_DOUBT:
            return ""
        address = self._services.inbox.message(row.target_id).url
        return address if link_target(address).opens else ""

    def _say(self, text: str, kind: str) -> PlainLabel:
        label = PlainLabel(text)
        label.setWordWrap(True)
        if kind:
            theme.mark(label, kind)
        self._column.addWidget(label)
        return label


class _Act(QWidget):
    """A button with what comes of it beside it, below it where it is narrow."""

    def __init__(self, offer: Offer, pressed: Callable[[], object]) -> None:
        super().__init__()
        self.button = QPushButton(offer.label)
        theme.mark(self.button, "primary" if offer.primary else "")
        self.button.setEnabled(offer.possible)
        self.button.setAccessibleDescription(offer.consequence)
        self.button.clicked.connect(lambda _=False: pressed())
        text = PlainLabel(offer.consequence)
        text.setWordWrap(True)
        theme.mark(text, "soft")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().px(12))
        self._row.addWidget(self.button)
        self._row.addWidget(text, 1)
        self._width = 0

    def align(self, width: int) -> None:
        """Give the button the width of the widest of its neighbours."""
        self._width = width
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        way = QBoxLayout.Direction
        narrow = self.width() < self._width + theme.current().px(WORDS_NEED)
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._row.setSpacing(theme.current().px(4 if narrow else 12))
        self.button.setMinimumWidth(min(self._width, self.width()))
        place = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignVCenter
        self._row.setAlignment(self.button, place)
