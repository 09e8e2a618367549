"""Labels: one that shortens itself, one for strangers' words, one that counts."""

from math import ceil

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from cmworkstation.domain import foreign
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.found_rows import laid_out

LETTERS_PER_LINE = (
    500  # of a label that wraps: what goes beyond is cut, since a label lays out all it has
)


class PlainLabel(QLabel):
    """A label that shows the very characters of its text: Qt's own guesses, and opens files that markup names."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show `text`."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class ElidedLabel(QLabel):
    """One line of our own words that ends in an ellipsis where there is no room."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show `text`; the whole of it is in the tool tip while it is cut."""
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(theme.current().px(24), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Ask for the whole text."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + 2, super().sizeHint().height())

    def shown(self, width: int) -> str:
        """Return what to draw, elided after that, where `width` px are free."""
        del width
        return self.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tool tip true."""
        super().resizeEvent(event)
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(foreign.tooltip(self.text()) if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        box = self.contentsRect()
        said = self.shown(box.width())
        words = self.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), words)


class ForeignLabel(ElidedLabel):
    """Strangers' words on one line, or wrapped when `lines` is more than one; never taken for markup."""

    def __init__(self, text: str = "", lines: int = 1, parent: QWidget | None = None) -> None:
        """Show `text` through the one door for foreign text."""
        super().__init__("", parent)
        self._lines = lines
        if lines > 1:
            self.setWordWrap(True)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_foreign(text)

    def set_foreign(self, text: str) -> None:
        """Show other words."""
        room = LETTERS_PER_LINE * self._lines
        shown = (
            foreign.line(text) if self._lines == 1 else foreign.block(text, room, 4 * self._lines)
        )
        self.setText(shown)
        self.setAccessibleName(self.text())
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Wrapped text wants its height."""
        return super().minimumSizeHint() if self._lines == 1 else QLabel.minimumSizeHint(self)

    def sizeHint(self) -> QSize:
        """Wrapped text wants its height."""
        return super().sizeHint() if self._lines == 1 else QLabel.sizeHint(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one line cut, several wrapped."""
        if self._lines == 1:
            super().paintEvent(event)
        else:
            QLabel.paintEvent(self, event)


class WholeLabel(QLabel):
    """Words of which none may be cut at any width: they wrap, and within a word that is longer than a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.setWordWrap(True)  # after the policy, which would forget that height follows width

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return ceil(laid_out(self.text(), (), self.font(), width).boundingRect().height())

    def sizeHint(self) -> QSize:
        """Ask for all lines at the width of the moment."""
        width = max(self.width(), theme.current().px(24))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Any width will do, with the height that it takes."""
        return QSize(theme.current().px(24), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all lines."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        laid_out(self.text(), (), self.font(), self.width()).draw(painter, QPointF(0, 0))


class CountBadge(QLabel):
    """A number in a pill; hidden at zero, "99+" above ninety-nine."""

    def __init__(self, n: int = 0, parent: QWidget | None = None) -> None:
        """Show `n`."""
        super().__init__(parent)
        theme.mark(self, "badge")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(n)

    def set_count(self, n: int) -> None:
        """Show another number."""
        self.setText(str(n) if n < 100 else "99+")  # noqa: PLR2004 - two digits fit
        self.setVisible(n > 0)
        height = theme.current().px(16)
        self.setFixedHeight(height)
        self.setMinimumWidth(height)


def rule(parent: QWidget | None = None) -> QFrame:
    """Return a line of one pixel between two parts."""
    line = QFrame(parent)
    theme.mark(line, "line")
    return line
