"""One reply of the outbox: where it stands and why, its text, every step, and what a person can do."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

CAN_EDIT = (
    OutboxState.HELD,
    OutboxState.QUEUED,
    OutboxState.LATER,
    OutboxState.REFUSED,
    OutboxState.MOVED,
)
CAN_HURRY = (
    OutboxState.HELD,
    OutboxState.QUEUED,
    OutboxState.LATER,
    OutboxState.REFUSED,
    OutboxState.MOVED,
)
IN_DOUBT = (OutboxState.ASK, OutboxState.UNKNOWN)


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
        self._offers: list[QPushButton] = []
        self._why = PlainLabel("", self)
        self._why.hide()

    def show_row(self, row: OutboxRow | None) -> None:
        """Show a reply, or nothing; what is typed and focused stays while it is the same in the same state."""
        if row is not None and row == self._row:
            self._why.setText(self._explanation(row))  # times in words grow old
            return
        self._row = row
        here = any(child.hasFocus() for child in self.findChildren(QWidget))
        self._fill(row)
        if here:
            (self._offers[0] if self._offers else self).setFocus()

    def _fill(self, row: OutboxRow | None) -> None:
        self._offers = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if row is None:
            return
        self._say(words.state(row.state).capitalize(), "page")
        self._why = self._say(self._explanation(row), "")
        if row.error_words:
            self._say(tr("The platform’s own words:"), "soft")
            theirs = ForeignLabel(row.error_words, lines=6)
            self._column.addWidget(theirs)
        if row.state is OutboxState.MOVED:
            self._show_difference(row)
        self._buttons(row)
        self._say(tr("Your reply"), "title")
        body = QPlainTextEdit(row.body)
        body.setReadOnly(True)
        body.setAccessibleName(tr("Your reply"))
        lines = min(8, max(3, row.body.count("\n") + len(row.body) // 60 + 1))
        body.setFixedHeight(lines * body.fontMetrics().lineSpacing() + theme.current().px(16))
        self._column.addWidget(body)
        self._say(tr("In answer to"), "title")
        self._column.addWidget(ForeignLabel(f"{row.target_author}: {row.target_text}", lines=6))
        self._say(tr("What happened"), "title")
        for step in self._services.outbox.steps(row.id):
            why = words.note(step.note)
            line = f"{words.exactly(step.at)}  {words.state(step.state)}"
            self._say(f"{line} – {why}" if why else line, "soft")
        self._column.addStretch(1)

    def _explanation(self, row: OutboxRow) -> str:
        now = self._services.clock.now()
        if row.state is OutboxState.SENT and row.sent_at:
            return tr("The platform confirmed it {when} and gave it an address of its own.").format(
                when=words.when(row.sent_at, now)
            )
        if row.state in (OutboxState.LATER, OutboxState.UNKNOWN) and row.not_before:
            why = words.sentence(row.error)
            ahead = _ahead(row.not_before - now)
            text = (
                tr("Next try in {span}.")
                if row.state is OutboxState.LATER
                else tr("The next look at your own posts is in {span}.")
            )
            return f"{why} {text.format(span=ahead)}".strip()
        texts = {
            OutboxState.HELD: tr("It leaves in a moment; until then it can be taken back."),
            OutboxState.QUEUED: tr("It leaves as soon as the account can be reached."),
            OutboxState.SENDING: tr("It is leaving right now."),
            OutboxState.REFUSED: tr(
                "The platform said no. Nothing was published; your text is safe."
            ),
            OutboxState.ASK: tr(
                "Nobody can know by machine whether this was published. Look at the thread on the platform,"
                " then say which it is."
            ),
            OutboxState.MOVED: tr(
                "Before sending, the thread was read again, and it had changed. Nothing left."
            ),
            OutboxState.DROPPED: tr("You took it back. The text stays here."),
        }
        return texts.get(row.state, "")

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
                    ForeignLabel(f"{message.author_name}: {message.text}", lines=3)
                )

    def _buttons(self, row: OutboxRow) -> None:
        holder = QWidget()
        flow = FlowLayout(holder)
        offers: list[tuple[str, str, bool]] = []
        if row.state in CAN_HURRY:
            label = tr("Send anyway") if row.state is OutboxState.MOVED else tr("Send now")
            label = (
                tr("Try again") if row.state in (OutboxState.REFUSED, OutboxState.LATER) else label
            )
            offers.append(("send_now", label, row.state is not OutboxState.MOVED))
        if row.state in CAN_EDIT:
            offers.append(("take_back", tr("Edit"), row.state is OutboxState.MOVED))
        offers.append(("open_thread", tr("Show the conversation"), False))
        if row.url.startswith(("https://", "http://")):
            offers.append(("open_web", tr("Open on the platform"), False))
        if row.state in IN_DOUBT:
            offers.insert(0, ("it_did_not", tr("It is not there: send again"), False))
            offers.insert(0, ("it_arrived", tr("It is there"), True))
            self.address = QLineEdit()
            self.address.setAccessibleName(tr("Address of the published reply"))
            self.address.setPlaceholderText(tr("Address of the published reply, if you found it"))
            self._column.addWidget(self.address)
        if row.state not in (OutboxState.SENT, OutboxState.SENDING, OutboxState.DROPPED):
            offers.append(("drop", tr("Give up"), False))
        offers.sort(key=lambda one: not one[2])
        for action, label, primary in offers:
            button = QPushButton(label)
            theme.mark(button, "primary" if primary else "quiet")
            button.clicked.connect(partial(self.wanted.emit, action))
            flow.addWidget(button)
            self._offers.append(button)
        self._column.addWidget(holder)

    def _say(self, text: str, kind: str) -> PlainLabel:
        label = PlainLabel(text)
        label.setWordWrap(True)
        if kind:
            theme.mark(label, kind)
        self._column.addWidget(label)
        return label


def _ahead(length: timedelta) -> str:
    """Return how long it is until something happens, in seconds below a minute: "12 s", "3 min"."""
    seconds = max(0, round(length.total_seconds()))
    if seconds < 60:  # noqa: PLR2004
        return tr("{n} s").format(n=seconds)
    return words.span(timedelta(seconds=seconds))
