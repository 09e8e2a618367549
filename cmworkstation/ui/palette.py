"""The command palette: type a few letters of any command, see its keys, press Enter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.folding import fold
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, keys, theme
from cmworkstation.ui.commands import COMMANDS, Command

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    from cmworkstation.ui.main_window import MainWindow

_ROW: Final = Qt.ItemDataRole.UserRole
_POSSIBLE: Final = Qt.ItemDataRole.UserRole + 1
_WIDTH: Final = 560
_ROWS: Final = 10


def score(query: str, title: str) -> int:
    """Return how well a title answers a query, 0 for not at all; both folded."""
    words = title.split()
    if title.startswith(query):
        return 100
    if any(word.startswith(query) for word in words):
        return 80
    parts = query.split()
    if parts and all(any(word.startswith(part) for word in words) for part in parts):
        return 70
    if query in title:
        return 60
    letters = iter(title)
    return 20 if all(letter in letters for letter in query.replace(" ", "")) else 0


def rank(query: str, commands: Sequence[Command] = COMMANDS) -> list[Command]:
    """Return the commands that answer a query in the person's language, best first."""
    query = fold(query.strip())
    rows = [command for command in commands if command.palette]
    if not query:
        return rows
    scores = {row.id: score(query, fold(keys.title(row))) for row in rows}
    return sorted((row for row in rows if scores[row.id]), key=lambda row: -scores[row.id])


class Palette(QFrame):
    """Lies over the window until a command is chosen or Esc is pressed."""

    def __init__(self, window: "MainWindow") -> None:
        """Fill the list with what is possible now, then with the rest."""
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        theme.mark(self, "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Find a command"))
        self.field = QLineEdit(self)
        theme.mark(self.field, "palette")
        self.field.setPlaceholderText(tr("Find a command"))
        self.field.setAccessibleName(tr("Find a command"))
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        theme.mark(self.list, "rows")
        self.list.setAccessibleName(tr("Commands"))
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.setFocusProxy(self.field)
        t = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(8),) * 4)
        column.setSpacing(t.px(8))
        column.addWidget(self.field)
        column.addWidget(self.list)
        self._fill("")

    def open_over(self) -> None:
        """Show under the menu bar, in the middle of the window."""
        t = theme.current()
        over = self._window
        width = min(t.px(_WIDTH), over.width() - t.px(16))
        height = min(t.px(32 * _ROWS + 60), over.height() - t.px(64))
        self._before = QApplication.focusWidget()
        self.setGeometry(QRect((over.width() - width) // 2, t.px(40), width, height))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, query: str) -> None:
        self.list.clear()
        rows = rank(query)
        possible = {row.id: self._window.can(row.id) for row in rows}
        for row in sorted(rows, key=lambda one: (not possible[one.id], not (query or one.menu))):
            item = QListWidgetItem(keys.title(row), self.list)
            item.setData(_ROW, row)
            item.setData(_POSSIBLE, possible[row.id])
            spoken = [keys.title(row), keys.say_all(row)]
            if not possible[row.id]:
                spoken.append(tr("not possible here"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, spoken)))
        self.list.setCurrentRow(0)
        self._fit()

    def _fit(self) -> None:
        """Be no higher than what was found."""
        t = theme.current()
        rows = max(1, min(_ROWS, self.list.count()))
        room = self._window.height() - t.px(64)
        self.resize(self.width(), min(t.px(theme.CONTROL * rows + 60), room))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter act on the list while the field has the focus; Esc or leaving it ends."""
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: _ROWS,
                Qt.Key.Key_PageUp: -_ROWS,
            }
            if event.key() in steps and self.list.count():
                row = self.list.currentRow() + steps[Qt.Key(event.key())]
                self.list.setCurrentRow(min(self.list.count() - 1, max(0, row)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        row = item.data(_ROW)
        self._leave()
        self._window.run(row)

    def _leave(self) -> None:
        self.close()
        # What had the keyboard may be gone by now, such as the field of a page that was filled again.
        if self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus()


class _Rows(QStyledItemDelegate):
    """A row: icon, title, keys at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: "QModelIndex | QPersistentModelIndex"
    ) -> QSize:
        del option, index
        t = theme.current()
        return QSize(t.px(200), t.px(theme.CONTROL))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: "QModelIndex | QPersistentModelIndex",
    ) -> None:
        t = theme.current()
        box: QRect = option.rect
        chosen = option.state & QStyle.StateFlag.State_Selected
        painter.save()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("tint"))
            painter.drawRoundedRect(box, t.px(theme.RADIUS), t.px(theme.RADIUS))
        row: Command = index.data(_ROW)
        role = "text" if index.data(_POSSIBLE) else "edge"
        if row.icon:
            side = t.px(icons.SMALL)
            place = QRect(box.x() + t.px(8), box.center().y() - side // 2, side, side)
            icons.paint(painter, place, row.icon, t.colour("soft" if role == "text" else role))
        centre = Qt.AlignmentFlag.AlignVCenter
        inner = box.adjusted(t.px(32), 0, -t.px(8), 0)
        said = keys.say_all(row)
        painter.setFont(t.font("meta"))
        width = painter.fontMetrics().horizontalAdvance(said)
        painter.setPen(t.colour("soft" if role == "text" else role))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | centre), said)
        painter.setFont(t.font("body"))
        painter.setPen(t.colour(role))
        room = inner.width() - width - t.px(16)
        title = painter.fontMetrics().elidedText(keys.title(row), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | centre), title)
        painter.restore()
