"""The editor of internal notes: on its own ground, under its own word, and never the composer's.

It and the composer are never open at once, so that no key and no look can take the one for the other.
"""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.note import UnfinishedNote
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.plain_text import PlainTextField

SAVE_PAUSE_MS = 400
FIELD = 64  # height of the text, px at 100 %


class NoteField(PlainTextField):
    """The text of a note; Ctrl+Enter keeps it, Esc leaves it."""

    kept = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self.setAccessibleName(tr("Internal note"))
        self.setPlaceholderText(tr("Only colleagues read this. Type @ to name one."))
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Claim the key that sends elsewhere: here it keeps the note."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if (
            override
            and isinstance(event, QKeyEvent)
            and (self._keeps(event) or event.key() == Qt.Key.Key_Escape)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or leave; else type."""
        if self._keeps(event):
            self.kept.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _keeps(event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class NoteEditor(QFrame):
    """Writes one note at a time."""

    kept = Signal(object)  # UnfinishedNote
    typed = Signal(object)  # UnfinishedNote, at every pause
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty, hidden editor."""
        super().__init__(parent)
        theme.mark(self, "internal")
        self._begun = UnfinishedNote(ConversationId(0), "")
        self.field = NoteField()
        self.field.setFixedHeight(theme.current().px(FIELD))
        self.about = QComboBox()
        self.about.setAccessibleName(tr("What the note is about"))
        self.title = PlainLabel()
        theme.mark(self.title, "on_internal_bold")
        self.keep = QPushButton()
        theme.mark(self.keep, "primary")
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SAVE_PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self.field.textChanged.connect(self._changed)
        self.field.kept.connect(self._keep)
        self.field.left.connect(self.leave)
        self.keep.clicked.connect(self._keep)
        self.hide()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        column.setSpacing(look.px(6))
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            row.setSpacing(look.px(8))
        sign, side = QLabel(), look.px(icons.SMALL)
        sign.setPixmap(icons.icon("note", "on_internal").pixmap(QSize(side, side)))
        upper.addWidget(sign)
        upper.addWidget(self.title)
        upper.addWidget(self.about, 1)
        column.addLayout(upper)
        column.addWidget(self.field)
        lower.addStretch(1)
        cancel = QPushButton(tr("Leave it"))
        cancel.setAccessibleName(tr("Leave the note; what was typed is kept here"))
        cancel.clicked.connect(self.leave)
        lower.addWidget(cancel)
        lower.addWidget(self.keep)
        column.addLayout(lower)

    def begin(self, note: UnfinishedNote, author: str, message: MessageId | None) -> None:
        """Open with what was typed before; `message` is the one that is current, by `author`."""
        self._begun = note
        edits = bool(note.note_id)
        self.title.setText(tr("Internal, edited") if edits else tr("Internal note"))
        self.keep.setText(tr("Keep the changes") if edits else tr("Keep the note"))
        self.about.clear()
        self.about.addItem(tr("The whole conversation"), None)
        for one in dict.fromkeys((message, note.message_id)):
            if one is not None:
                who = phrases.line(author, 60) or tr("Somebody")
                self.about.addItem(tr("The message by {name}").format(name=who), one)
        self.about.setCurrentIndex(
            max(0, self.about.findData(note.message_id)) if note.message_id else 0
        )
        self.about.setEnabled(not edits)
        self.field.blockSignals(True)
        self.field.setPlainText(note.body)
        self.field.blockSignals(False)
        self.keep.setEnabled(bool(note.body.strip()))
        cursor = self.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.field.setTextCursor(cursor)
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def unfinished(self) -> UnfinishedNote:
        """Return what stands in the editor."""
        begun = self._begun
        about = self.about.currentData()
        message = MessageId(about) if isinstance(about, int) else None
        return UnfinishedNote(
            begun.conversation_id, self.field.toPlainText(), message, begun.note_id
        )

    def save(self) -> None:
        """Hand out at once what a pause in typing would have handed out soon."""
        self._pause.stop()
        if not self.isHidden():
            self.typed.emit(self.unfinished())

    def close_up(self) -> None:
        """Go away without a word: the note was kept."""
        self._pause.stop()
        self.hide()

    def leave(self) -> None:
        """Go away; what was typed stays with the conversation."""
        if not self.isHidden():
            self.save()
            self.close_up()
            self.left.emit()

    def _changed(self) -> None:
        self.keep.setEnabled(bool(self.field.toPlainText().strip()))
        self._pause.start()

    def _keep(self) -> None:
        if self.keep.isEnabled():
            self._pause.stop()
            self.kept.emit(self.unfinished())
