"""What stands where there is nothing: a calm picture, a sentence, the next step."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from cmworkstation.ui import icons, theme

WIDEST = 480  # px at 100 %, of the words: a line across a wide window is hard to follow


class EmptyState(QWidget):
    """An icon, a title, a sentence and at most one button, in the middle of the room."""

    def __init__(
        self,
        icon: str = "inbox",
        title: str = "",
        text: str = "",
        button: str = "",
        pressed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show words that are already translated."""
        super().__init__(parent)
        self._icon = QLabel(self)
        self._title = QLabel(self)
        self._text = QLabel(self)
        self._button = QPushButton(self)
        self._pressed: Callable[[], object] | None = None
        self._lay_out()
        self.say(icon, title, text, button, pressed)

    def _lay_out(self) -> None:
        t = theme.current()
        theme.mark(self._title, "title")
        theme.mark(self._text, "soft")
        theme.mark(self._button, "primary")
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(8))
        column.addStretch(2)
        column.addWidget(self._icon, 0, centre)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(t.px(8))
        column.addWidget(self._button, 0, centre)
        column.addStretch(3)
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(centre)
        self._button.clicked.connect(self._press)

    def say(
        self,
        icon: str,
        title: str,
        text: str = "",
        button: str = "",
        pressed: Callable[[], object] | None = None,
    ) -> None:
        """Show something else."""
        side = theme.current().px(40)
        self._icon.setPixmap(icons.icon(icon, "edge").pixmap(side, side))
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._pressed = pressed
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the room for the words where it is narrow, and their lines short where it is wide."""
        super().resizeEvent(event)
        t = theme.current()
        narrow = self.width() < t.px(240)
        self._icon.setVisible(not narrow)
        edge = t.px(8 if narrow else 24)
        side = max(edge, (self.width() - t.px(WIDEST)) // 2)
        self._column.setContentsMargins(side, edge, side, edge)

    def _press(self) -> None:
        if self._pressed is not None:
            self._pressed()
