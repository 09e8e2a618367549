"""The foot of the composer: whom the answer speaks as, whom it reaches, and the button that says the next step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.message import Recipients
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.composer.plan_button import PlanButton
from cmworkstation.ui.widgets.labels import WholeLabel
from cmworkstation.words import mail, problems, states, windows

if TYPE_CHECKING:
    from cmworkstation.services.composer import Review


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the button says, whether it can be pressed, and why it cannot, or when the reply leaves, in words."""

    label: str
    enabled: bool
    why: str = ""
    note: str = ""  # whose word is wanted, or how long the platform takes it, in a sentence or two
    presses: bool = False  # the note wants to be seen


def next_step(
    review: "Review",
    account: Account,
    *,
    retyped: bool,
    read_only: bool = False,
    held: str = "",
) -> NextStep:
    """Return the next step for a draft; `retyped`: the handle of a protected account was typed again.

    `held` says in words why nothing leaves there at the moment.
    """
    label = _label(review, account, held)
    why = ""
    if review.reasons and review.reasons != ("empty",):
        why = problems.reason(review.reasons[0])
    elif account.protected and not retyped:
        why = tr("Retype the handle to send.")
    elif account.state is TokenState.DEAD:
        why = tr("It leaves after you sign in again.")
    elif account.state is TokenState.TROUBLE:
        why = tr("It leaves as soon as the account can be reached.")
    note = held
    if not held and review.window is not None and not review.window.closed:
        note = windows.countdown(review.window)
    blocked = bool(review.reasons) or (account.protected and not retyped)
    near = review.window is not None and review.window.near
    return NextStep(label, not blocked and not read_only, why, note, near)


def _label(review: "Review", account: Account, held: str) -> str:
    """Return what the button says."""
    offline = account.state in (TokenState.DEAD, TokenState.TROUBLE)
    label = tr("Queue") if offline else tr("Send")
    if review.needs_override and not review.reasons:
        label = tr("Send, with a reason…")
    elif review.warns and not review.reasons and not offline:
        label = tr("Send as is")
    if held and label != tr("Send, with a reason…"):
        label = tr("Queue, do not send")
    if not account.capabilities.can_reply:
        label = tr("Post by hand…")
    if (count := len(review.parts)) and label == tr("Send"):
        label = trn("Send {n} part", "Send {n} parts", count).format(n=count)
    return label


LEAST_WORDS = 180  # px at 100 % for whom the answer speaks as, beside the buttons


class Foot(QWidget):
    """Whom as, to whom, and the send button."""

    wanted = Signal()  # the next step
    retyped = Signal()  # the handle changed
    variants_wanted = Signal()  # other texts to choose from
    changed_size = Signal()
    plan_wanted = Signal()  # another time to leave
    plan_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it for no account yet."""
        super().__init__(parent)
        self._account: Account | None = None
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(4))
        said = QVBoxLayout()
        said.setSpacing(look.px(4))
        # Whom we answer as is never cut short: it wraps instead. So does the reason why not.
        self.as_ = WholeLabel()
        theme.mark(self.as_, "bold")
        self.reach = wrapping("soft")
        self.why = wrapping("soft")
        self.retype = QLineEdit()
        self.retype.setAccessibleName(tr("Retype the account’s handle to send"))
        self.retype.textChanged.connect(self.retyped)
        self.retype.hide()
        said.addWidget(self.as_)
        said.addWidget(self.reach)
        self._step = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._step.setSpacing(look.px(4))
        self._step.addWidget(self.why, 1)
        self._step.addWidget(self.retype, 1)
        self._step.addStretch(
            0
        )  # a row without anything would let the whole column be no wider than itself
        said.addLayout(self._step)
        self._row.addLayout(said, 1)
        self.send = QPushButton()
        theme.mark(self.send, "primary")
        self.send.clicked.connect(self.wanted)
        self.variants = QPushButton()
        theme.mark(self.variants, "quiet")
        self.variants.clicked.connect(self.variants_wanted)
        self.variants.hide()
        self.plan = PlanButton()
        self.plan.wanted.connect(self.plan_wanted)
        self.plan.dropped.connect(self.plan_dropped)
        self.by_hand = _by_hand()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(look.px(8))
        self._buttons.addStretch(1)
        for button in (self.plan, self.send):
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addLayout(self._buttons)
        column.addLayout(self._row)
        # Whose word is wanted takes a sentence or two: it has the whole width.
        self.note = wrapping("soft")
        self.note.hide()
        column.addWidget(self.note)
        for one in (self.variants, self.by_hand):
            column.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)

    def set_short(self, *, short: bool) -> None:
        """Put the reason and the handle side by side where the window is low."""
        way = QBoxLayout.Direction.LeftToRight if short else QBoxLayout.Direction.TopToBottom
        self._step.setDirection(way)
        theme.mark(self.as_, "" if short else "bold")  # lighter words take fewer lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below where the words beside them would have no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = self.width() - self._buttons.sizeHint().width()
        narrow = beside < theme.current().px(LEAST_WORDS)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if way is not self._row.direction():
            self._row.setDirection(way)
            self.updateGeometry()
            self._tell_size()

    def open_for(self, account: Account) -> None:
        """Begin with another account: its handle is to be typed anew."""
        self._account = account
        self.retype.setVisible(account.protected)
        self.retype.clear()
        self.retype.setPlaceholderText(account.handle)

    def is_retyped(self) -> bool:
        """Tell whether the handle of the account stands in the field."""
        return self._account is not None and self.retype.text().strip() == self._account.handle

    def show_as(self, draft: Draft) -> None:
        """Say whom the answer speaks as, where, and who can read it."""
        account = self._account
        if account is None:
            return
        text = tr("Answer as {handle} on {platform}, {visibility}")
        if account.look == "email":
            text = tr("Answer as {handle} by e-mail, {visibility}")
        self.as_.setText(
            text.format(
                handle=account.handle or account.name,
                platform=words.platform(account.look),
                visibility=states.visibility(draft.visibility),
            )
        )

    def show_reach(self, found: Recipients | None) -> None:
        """Say whom the answer reaches where the message itself decides that: maybe somebody else than its sender."""
        self.reach.setVisible(found is not None)
        if found is None:
            self.reach.clear()
            self.retype.setAccessibleDescription("")
            return
        self.reach.setText(mail.recipients(found))
        self.retype.setAccessibleDescription(self.reach.text())
        self.reach.setToolTip(foreign.tooltip("\n".join((*found.to, *found.copies))))
        theme.mark(self.reach, "warn" if found.instead_of or not found.to else "soft")
        theme.restyle(self.reach)

    def show_variants(self, count: int | None) -> None:
        """Offer other texts to choose from, of which there are so many; None offers none."""
        if self.variants.isVisibleTo(self) == (count is None):
            self.variants.setVisible(count is not None)
            self._tell_size()
        if count is not None:
            label = tr("Other texts to choose from…")
            said = trn("{n} other text to choose from…", "{n} other texts to choose from…", count)
            self.variants.setText(said.format(n=count) if count else label)

    def show_step(self, step: NextStep) -> None:
        """Say on the button what comes next, and beside it why it cannot come yet."""
        wider = step.label != self.send.text()
        self.send.setText(step.label)
        whom = f"{self.as_.text()} {self.reach.text()}"
        self.send.setAccessibleName(labelled(step.label, whom).strip())
        self._say(self.note, step.note)
        kind = "warn" if step.presses else "soft"
        if self.note.property("kind") != kind:
            theme.mark(self.note, kind)
            theme.restyle(self.note)
        self._say(self.why, step.why)
        if wider:  # words beside it wrap anew
            self._fit()
            self._tell_size()
        self.send.setEnabled(step.enabled)

    def show_hint(self, text: str) -> None:
        """Tell whoever hovers over the button what the charter would want of somebody who is not alone here."""
        self.send.setToolTip(foreign.tooltip(text))
        self.send.setAccessibleDescription(text)

    def _say(self, label: QLabel, text: str) -> None:
        if text != label.text():
            label.setText(text)
            label.setVisible(bool(text))
            self._tell_size()

    def _tell_size(self) -> None:
        """Tell of another height once the layout has heard of it."""
        self.changed_size.emit()
        QTimer.singleShot(0, self, self.changed_size.emit)


def _by_hand() -> QPushButton:
    """Return the button beside the usual way, for when the program cannot send."""
    button = QPushButton(tr("Post by hand…"))
    theme.mark(button, "quiet")
    button.setToolTip(tr("You post it in your browser; the program does not send it."))
    button.hide()
    return button


def wrapping(kind: str) -> QLabel:
    """Return a label of our own words that wraps instead of being cut."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
    label.setWordWrap(True)  # after the policy, which would forget that height follows width
    theme.mark(label, kind)
    return label
