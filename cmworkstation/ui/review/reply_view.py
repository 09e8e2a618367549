"""One reply beside the list: what it answers, what it says, how it was sent, and what people noted."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.finding import Finding
from cmworkstation.domain.review import Annotation, Sent
from cmworkstation.i18n import tr, trn
from cmworkstation.services.review import Opened
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import in_language, review

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

LINES = 60


class ReplyView(QScrollArea):
    """Shows a reply; `wanted` names what a person wants to do with it."""

    wanted = Signal(str)
    removed = Signal(object)  # Annotation

    def __init__(self, services: "Services", acts: Sequence[tuple[str, str, str]]) -> None:
        """Offer acts as (name, translated words, look)."""
        super().__init__()
        self._services = services
        self._acts = acts
        self.sent: Sent | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("The reply"))
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.sent = None
        self._begin()

    def show_reply(self, one: Opened, now_says: tuple[Finding, ...] | None) -> None:
        """Show a reply with what surrounds it."""
        self.sent = one.sent
        column = self._begin()
        if one.answered is not None:
            who = foreign.line(one.answered.author_name, 80) or tr("Somebody")
            self._head(column, tr("{who} wrote").format(who=who))
            self._words(column, one.answered.text or tr("(no text)"), "sunken")
        self._head(column, tr("We answered"))
        self._words(column, one.text or tr("(no text)"), "card")
        self._soft(column, self._facts(one.sent))
        self._soft(column, now_says_words(now_says), "warn" if now_says else "soft")
        if one.annotations:
            self._head(column, tr("Remarks"))
        for note in one.annotations:
            self._note(column, note)
        holder = QWidget()
        row = FlowLayout(holder)
        for name, text, look in self._acts:
            button = QPushButton(text)
            theme.mark(button, look)
            button.clicked.connect(partial(self.wanted.emit, name))
            self.buttons[name] = button
            row.addWidget(button)
        column.addWidget(holder)
        column.addStretch(1)

    def _begin(self) -> QVBoxLayout:
        look = theme.current()
        inner = QWidget()
        theme.mark(inner, "ground")
        column = QVBoxLayout(inner)
        side = look.px(16) if self._acts else 0  # without acts it stands on a page with margins
        column.setContentsMargins(side, look.px(16), side, look.px(16))
        column.setSpacing(look.px(8))
        self.buttons = {}
        self.setWidget(inner)
        return column

    @staticmethod
    def _head(column: QVBoxLayout, text: str) -> None:
        label = PlainLabel(text)
        label.setWordWrap(True)
        theme.mark(label, "bold")
        column.addWidget(label)

    @staticmethod
    def _soft(column: QVBoxLayout, text: str, look: str = "soft") -> None:
        label = PlainLabel(text)
        label.setWordWrap(True)
        theme.mark(label, look)
        column.addWidget(label)

    @staticmethod
    def _words(column: QVBoxLayout, text: str, look: str) -> None:
        pad = theme.current().px(8)
        frame = QFrame()
        theme.mark(frame, look)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(pad, pad, pad, pad)
        inner.addWidget(ForeignLabel(text, LINES))
        column.addWidget(frame)

    def _facts(self, sent: Sent) -> str:
        accounts = {one.id: one.name for one in self._services.accounts.listed()}
        by = self._services.profiles.name(sent.by) if sent.by else ""
        labels = self._services.standing.categories()
        category = in_language(labels[sent.category]) if sent.category in labels else sent.category
        parts = (
            accounts.get(sent.account_id, ""),
            tr("by {name}").format(name=foreign.line(by, 60)) if by else "",
            words.exactly(sent.at),
            foreign.line(category, 60),
            review.marks(sent),
        )
        return " · ".join(filter(None, parts))

    def _note(self, column: QVBoxLayout, note: Annotation) -> None:
        pad = theme.current().px(8)
        frame = QFrame()
        theme.mark(frame, "internal")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(pad, pad, pad, pad)
        label = ForeignLabel(note.words, LINES)
        theme.mark(label, "internal")
        inner.addWidget(label)
        by = self._services.profiles.name(note.by) if note.by else ""
        said = " · ".join(
            filter(None, (tr("internal"), foreign.line(by, 60), words.exactly(note.at)))
        )
        below = PlainLabel(said)
        below.setWordWrap(True)
        theme.mark(below, "internal")
        inner.addWidget(below)
        remove = QPushButton(tr("Remove this remark"))
        theme.mark(remove, "link")
        remove.setEnabled(not self._services.read_only)
        remove.clicked.connect(partial(self.removed.emit, note))
        inner.addWidget(remove)
        column.addWidget(frame)


def now_says_words(found: tuple[Finding, ...] | None) -> str:
    """Return what the charter in force would say of a reply."""
    if found is None:
        return tr("No charter governs this account.")
    if not found:
        return tr("The charter in force would say nothing of it.")
    head = trn(
        "The charter in force would say {n} thing of it:",
        "The charter in force would say {n} things of it:",
        len(found),
    ).format(n=len(found))
    said = [foreign.line(in_language(one.message) or one.rule, 120) for one in found[:5]]
    return f"{head} {' · '.join(said)}"
