"""The context column: the person, the triage, what the charter and the response guide say, what was said before."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.person import Person
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.contact_box import ContactBox
from cmworkstation.ui.inbox.filed_box import FiledBox
from cmworkstation.ui.inbox.interests import InterestsBox
from cmworkstation.ui.inbox.promising import PromisesBox
from cmworkstation.ui.inbox.triage_slot import TriageSlot
from cmworkstation.ui.widgets.labels import ElidedLabel, ForeignLabel, rule
from cmworkstation.ui.widgets.panes import CollapsiblePane
from cmworkstation.ui.widgets.people import Avatar
from cmworkstation.words import states

MOST = 8  # conversations of the history


class ContextPane(QScrollArea):
    """Parts that fold. `slot_column` is where the composer puts its own part."""

    conversation_wanted = Signal(object)  # id
    url_wanted = Signal(QUrl)
    left = Signal()  # back to the conversation, where the column stands in for it

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the column without a person."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Context"))
        look = theme.current()
        self._inside = QWidget()
        theme.mark(self._inside, "ground")
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        column.setSpacing(look.px(8))
        self.back = QPushButton(
            icons.icon("back", "accent"), look.beside(tr("Back to the conversation"))
        )
        theme.mark(self.back, "quiet")
        self.back.clicked.connect(self.left)
        self.back.hide()
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._person = self._person_card()
        self.slot = QWidget()
        self.slot_column = QVBoxLayout(self.slot)
        self.slot_column.setContentsMargins(look.px(8), 0, 0, 0)
        self.hint = _wrapped(
            tr("When you write an answer, the charter’s remarks appear here."), "soft"
        )
        self.slot_column.addWidget(self.hint)
        self._history = QWidget()
        self._rows = QVBoxLayout(self._history)
        self._rows.setContentsMargins(look.px(8), 0, 0, 0)
        self._rows.setSpacing(look.px(8))
        self.triage = TriageSlot()
        self.filed = FiledBox()
        for title, content in (
            (tr("Person"), self._person),
            (tr("Triage"), self.triage),
            (tr("Topics and experts"), self.filed),
            (tr("Charter and response guide"), self.slot),
            (tr("History"), self._history),
        ):
            column.addWidget(CollapsiblePane(title, content))
            column.addWidget(rule())
        column.addStretch(1)
        self.setWidget(self._inside)
        self.show_nobody()

    def _person_card(self) -> QWidget:
        look = theme.current()
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(look.px(8), look.px(4), 0, 0)
        column.setSpacing(look.px(8))
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        self._avatar = Avatar("", 36)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(0)
        self._name, self._handle = ForeignLabel(), ForeignLabel()
        theme.mark(self._name, "bold")
        theme.mark(self._handle, "meta")
        names.addWidget(self._name)
        names.addWidget(self._handle)
        row.addLayout(names, 1)
        column.addLayout(row)
        self._facts = _wrapped("", "soft")
        column.addWidget(self._facts)
        self._profile = QPushButton(tr("Profile on the platform"))
        theme.mark(self._profile, "link")
        self._profile.clicked.connect(self._open_profile)
        column.addWidget(self._profile, 0, Qt.AlignmentFlag.AlignLeft)
        self.contact = ContactBox()
        column.addWidget(self.contact)
        self.interests = InterestsBox()
        column.addWidget(self.interests)
        self.promises = PromisesBox()
        column.addWidget(self.promises)
        self._url = QUrl()
        return card

    def show_nobody(self) -> None:
        """Say that nobody is in sight."""
        for part in (self._avatar, self._name, self._handle, self._profile):
            part.hide()
        self._facts.setText(tr("Open a conversation to see who writes."))
        self.contact.hide()
        self.interests.show_nobody()
        self.promises.show_nobody()
        self._empty_history()
        self._rows.addWidget(
            _wrapped(tr("Earlier conversations with this person appear here."), "soft")
        )

    def show_person(
        self,
        person: Person,
        others: Sequence[Conversation],
        current: int,
        now: datetime,
        in_force: Collection[ModerationAct] = (),
    ) -> None:
        """Show who this is, what holds for them, and their other conversations but `current`."""
        for part in (self._avatar, self._name, self._handle):
            part.show()
        self._avatar.set_person(person.name)
        self._name.set_foreign(person.name or tr("Somebody"))
        self._handle.set_foreign(person.handle)
        held = [tr(phrases.MODERATED[act]) for act in sorted(in_force)]
        self._facts.setText("\n".join((*held, *_facts(person, now))))
        self._url = QUrl(person.url)
        self._profile.setVisible(self._url.scheme() in ("http", "https"))
        self._empty_history()
        found = [row for row in others if row.id != current]
        for row in found[:MOST]:
            self._rows.addWidget(self._history_row(row, now))
        if not found:
            self._rows.addWidget(
                _wrapped(tr("This is the first conversation with this person."), "soft")
            )

    def _history_row(self, row: Conversation, now: datetime) -> QWidget:
        box = QToolButton()
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look = theme.current()
        column = QVBoxLayout(box)
        column.setContentsMargins(look.px(8), look.px(4), look.px(8), look.px(4))
        column.setSpacing(0)
        when = ElidedLabel(f"{words.when(row.last_at, now)} · {states.status(row.status)}")
        theme.mark(when, "meta")
        said = ForeignLabel(row.words)
        for label in (when, said):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        box.setFixedHeight(look.px(48))
        box.setAccessibleName(
            tr("Open the conversation of {when}: {words}").format(
                when=words.when(row.last_at, now), words=phrases.line(row.words, 80)
            )
        )
        box.clicked.connect(partial(self.conversation_wanted.emit, row.id))
        return box

    def _empty_history(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _open_profile(self) -> None:
        self.url_wanted.emit(self._url)


def _facts(person: Person, now: datetime) -> list[str]:
    facts = [
        trn("{n} message to us", "{n} messages to us", person.messages).format(n=person.messages)
    ]
    if person.first_at is not None:
        facts.append(tr("First contact: {when}").format(when=words.when(person.first_at, now)))
    if person.is_bot:
        facts.append(tr("Marked as automatic by the platform"))
    return facts


def _wrapped(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
