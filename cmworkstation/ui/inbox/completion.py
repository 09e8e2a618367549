"""Offers fields and their values while a search is typed, by their names in the person's language."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem

from cmworkstation.domain.query import Field
from cmworkstation.domain.query.completing import Offer, offered
from cmworkstation.i18n import language, tr
from cmworkstation.ui import theme

if TYPE_CHECKING:
    from cmworkstation.services.views import Views

SHOWN = 8  # rows; the others are scrolled to


class Completion(QObject):
    """Down chooses among what is offered, Enter or Tab takes it, Esc puts it away; the field keeps the focus."""

    def __init__(
        self, field: QLineEdit, views: "Callable[[], Views]", parent: QObject | None = None
    ) -> None:
        """Serve `field`; `views` is asked for names when one is begun."""
        super().__init__(parent)
        self._field = field
        self._views = views
        self._offer = Offer(0, ())
        self.list = QListWidget(field)
        theme.mark(self.list, "popup")
        self.list.setAutoFillBackground(True)
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("What may follow"))
        self.list.itemClicked.connect(lambda item: self._take(self.list.row(item)))
        self.list.hide()
        field.textEdited.connect(self._typed)
        field.installEventFilter(self)

    def texts(self) -> tuple[str, ...]:
        """Return what is offered."""
        return self._offer.texts

    def _typed(self, text: str) -> None:
        self._offer = offered(
            text, self._field.cursorPosition(), self._named, french=language() == "fr"
        )
        self.list.clear()
        for one in self._offer.texts:
            self.list.addItem(QListWidgetItem(one))
        self.list.setCurrentRow(-1)
        self._place()

    def _named(self, field: Field, begun: str) -> tuple[str, ...]:
        return self._views().values(field, begun)

    def _place(self) -> None:
        """Stand below the field, over whatever is there."""
        texts = self._offer.texts
        if not texts:
            self.list.hide()
            return
        window = self._field.window()
        self.list.setParent(window)
        self.list.move(self._field.mapTo(window, QPoint(0, self._field.height() + 2)))
        row = max(self.list.sizeHintForRow(0), theme.current().px(20))
        self.list.setFixedSize(self._field.width(), row * min(len(texts), SHOWN) + 6)
        self.list.show()
        self.list.raise_()

    def _take(self, row: int) -> None:
        """Put one of the offered texts in the place of what was begun."""
        text = self._offer.texts[row]
        before, caret = self._field.text(), self._field.cursorPosition()
        more = text if text.endswith(":") else f"{text} "
        self._field.setText(before[: self._offer.start] + more + before[caret:].lstrip())
        self._field.setCursorPosition(self._offer.start + len(more))
        self._field.textEdited.emit(self._field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Carry keys of the field to the list while it is there."""
        if event.type() == QEvent.Type.FocusOut:
            self.list.hide()
        elif event.type() == QEvent.Type.KeyPress and self.list.isVisible():
            return self._key(event.key())  # type: ignore[attr-defined]
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        row, rows = self.list.currentRow(), self.list.count()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((row + step) % rows if row >= 0 or step > 0 else rows - 1)
            return True
        if key == Qt.Key.Key_Escape:
            self.list.hide()
            return True
        if key == Qt.Key.Key_Tab and row < 0:
            row = 0
        if row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(row)
            return True
        return False
