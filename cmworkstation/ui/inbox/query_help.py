"""What a search can say: an example of each thing with a line about it, from which one is put into the field.

Not modal: Esc puts it away, and so does a press elsewhere.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QVBoxLayout

from cmworkstation.domain.folding import fold
from cmworkstation.domain.query.examples import examples, inserted
from cmworkstation.i18n import language, tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.card import Card
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words.query import help_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.services.views import Views

WIDTH, HEIGHT = 380, 460  # px at 100 %, as far as there is room
EDGE = 8
TEXT = Qt.ItemDataRole.UserRole
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class QueryHelp(Card):
    """A card below a field in which a search is typed."""

    def __init__(self, field: QLineEdit, views: "Callable[[], Views]") -> None:
        """Serve `field`; `views` is asked for names of this workspace when the card appears."""
        super().__init__(field)
        self._field = field
        self._views = views
        self.setAccessibleName(tr("What a search can say"))
        look = theme.current()
        title = PlainLabel(tr("What a search can say"))
        theme.mark(title, "bold")
        self.list = found_rows(tr("Examples; Enter puts one into the search"))
        theme.mark(self.list, "rows")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.itemClicked.connect(self._take)
        self.list.installEventFilter(self)
        hint = PlainLabel(
            tr(
                "Enter or a click puts an example into the search. English and French names are always understood."
            )
        )
        hint.setWordWrap(True)
        theme.mark(hint, "meta")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(12),) * 4)
        column.setSpacing(look.px(8))
        for widget in (title, hint):
            column.addWidget(widget)
        column.addWidget(self.list, 1)

    def begin(self) -> None:
        """Appear below the field, with an example of the field at the caret in front."""
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)
        self.list.setCurrentRow(self._row_at_caret())

    def _fill(self) -> None:
        self.list.clear()
        for one in examples(self._views().values, french=language() == "fr"):
            item = found_row(one.text, (), help_line(one))
            item.setData(TEXT, one.text)
            item.setToolTip("")
            self.list.addItem(item)

    def _row_at_caret(self) -> int:
        """Return the row about the field that was typed last before the caret, else the first."""
        typed = self._field.text()[: self._field.cursorPosition()].split()
        name = typed[-1].split(":")[0].lstrip("-(") if typed and ":" in typed[-1] else ""
        for row in range(self.list.count()):
            text = str(self.list.item(row).data(TEXT))
            if name and fold(text).startswith(f"{fold(name)}:"):
                return row
        return 0

    def _place(self) -> None:
        window, look = self._field.window(), theme.current()
        self.setParent(window)
        room = window.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        at = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        width, height = min(look.px(WIDTH), room.width()), min(look.px(HEIGHT), room.height())
        self.resize(width, min(height, max(room.bottom() - at.y(), height // 2)))
        x = max(room.left(), min(at.x(), room.right() - self.width()))
        self.move(x, max(room.top(), min(at.y(), room.bottom() - self.height())))

    def _take(self, item: QListWidgetItem) -> None:
        """Put an example into the field and go there."""
        field = self._field
        text, caret = inserted(field.text(), field.cursorPosition(), str(item.data(TEXT)))
        self._leave()
        field.setText(text)
        field.setCursorPosition(caret)
        field.textEdited.emit(text)

    def _leave(self) -> None:
        self.hide()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take by Enter, leave by Esc."""
        pressed = watched is self.list and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
            if event.key() in ENTER and self.list.currentItem() is not None:
                self._take(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)
