"""An internal note in the time line: on its own ground, with the word, by whom and when, and what it said before."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from cmworkstation.domain.message import Revision, ThreadEntry
from cmworkstation.domain.note import Note, NoteRevision
from cmworkstation.domain.values import dataclass
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.entry import FRAME, Before, EntryText
from cmworkstation.ui.widgets import internal
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import notes as wordings


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as a thread shows it."""

    note: Note
    author: str
    own: bool  # the acting person may edit and remove it
    about: str = ""  # who wrote the message that it is about


def placed(entries: Sequence[ThreadEntry], notes: Sequence[NoteView]) -> dict[int, list[NoteView]]:
    """Return the notes that stand below each entry, by its place; -1 is above all.

    A note about a message stands below it; one about the conversation below the last entry that is not younger.
    """
    at = {entry.message.id: n for n, entry in enumerate(entries)}
    found: dict[int, list[NoteView]] = {}
    for view in notes:
        place = at.get(view.note.message_id) if view.note.message_id is not None else None
        if place is None:
            older = (n for n, one in enumerate(entries) if one.message.at <= view.note.created_at)
            place = max(older, default=-1)
        found.setdefault(place, []).append(view)
    return found


class _NoteText(EntryText):
    """A note's words; what is copied of them says that they are internal."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy plain text, marked."""
        words = self.textCursor().selection().toPlainText()
        return internal.marked(f"{wordings.marked()}\n{words}")


class NoteCard(QFrame):
    """One note. `wanted` carries ("note-edit", view), ("note-remove", …), ("note-copy", …), ("note-before", …)."""

    wanted = Signal(str, object)
    resized = Signal()

    def __init__(self, view: NoteView, now: datetime, parent: QWidget | None = None) -> None:
        """Build the card."""
        super().__init__(parent)
        self.view = view
        self._now = now
        theme.mark(self, "internal")
        self._head = PlainLabel(wordings.head(view.note, view.author, now), self)
        self._head.setWordWrap(True)
        theme.mark(self._head, "on_internal_bold")
        self._head.setToolTip(phrases.exact(view.note.created_at))
        said = tr("About the message by {name}").format(name=phrases.line(view.about, 60))
        self._about = ForeignLabel(said, 1, self) if view.about else None
        if self._about is not None:
            theme.mark(self._about, "on_internal")
        self.body = _NoteText(self)
        self.body.show_message("", view.note.body)
        self._before: Before | None = None
        self._acts = QWidget(self)
        self._flow = FlowLayout(self._acts, gap=6)
        self._add_buttons()
        self.setAccessibleName(
            wordings.sentence(view.note, view.author, now, said if view.about else "")
        )

    def _add_buttons(self) -> None:
        note, who = self.view.note, self.view.author
        if note.revisions:
            self._button(tr("see before"), "note-before", tr("See what this note said before"))
        if self.view.own:
            self._button(tr("edit"), "note-edit", tr("Edit this internal note"))
            self._button(tr("remove"), "note-remove", tr("Remove this internal note"))
        named = tr("Copy this internal note by {name}") if who else tr("Copy this internal note")
        self._button(tr("copy"), "note-copy", named.format(name=phrases.line(who, 60)))

    def _button(self, words: str, act: str, name: str) -> None:
        button = QPushButton(words)
        theme.mark(button, "link")
        button.setAccessibleName(name)
        button.clicked.connect(lambda: self.wanted.emit(act, self.view))
        self._flow.addWidget(button)

    def show_before(self, revisions: Sequence[NoteRevision]) -> None:
        """Show what the note said before, or fold it again."""
        if self._before is not None:
            self._before.deleteLater()
            self._before = None
        else:
            texts = [Revision(one.n, one.at, one.body, "") for one in revisions]
            self._before = Before(texts, self._now, self)
            self._before.show()
        self.resized.emit()

    def height_for(self, width: int) -> int:
        """Place everything for `width` pixels and return the height."""
        look = theme.current()
        left, top, right = look.px(40), look.px(10), look.px(12)
        inner = width - left - right
        self._head.ensurePolished()
        height = max(self._head.heightForWidth(inner), self._head.sizeHint().height())
        self._head.setGeometry(left, top, inner, height)
        top += height
        if self._about is not None:
            self._about.ensurePolished()
            height = self._about.sizeHint().height()
            self._about.setGeometry(left, top, inner, height)
            top += height
        top += look.px(4)
        height = self.body.height_for(inner + 2 * FRAME)
        self.body.setGeometry(left - FRAME, top - FRAME, inner + 2 * FRAME, height)
        top += height + look.px(2)
        for part in (self._before, self._acts):
            if part is None:
                continue
            tall = part.height_for if isinstance(part, Before) else self._flow.heightForWidth
            height = tall(inner)
            part.setGeometry(left, top, inner, height)
            top += height
        return top + look.px(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, its edge and the sign."""
        del event
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("internal"))
        radius = look.px(theme.RADIUS)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        side = look.px(20)
        sign = self._head.geometry().translated(-look.px(28), 0).topLeft()
        box = QRectF(sign.x(), sign.y(), side, side).toRect()
        icons.paint(painter, box, "note", look.colour("on_internal"))
