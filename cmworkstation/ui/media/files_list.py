"""The list of the library: one row per file, its picture made when the row is first seen."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cmworkstation.domain import foreign
from cmworkstation.i18n import language, tr
from cmworkstation.services.library import LibraryFile
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.sizes import about
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import library as words

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
FILE = int(Qt.ItemDataRole.UserRole)
SIDE = 48  # px at 100 %, of a picture
PAD = 8


class FilesModel(QAbstractListModel):
    """The files that are shown."""

    def __init__(self, parent: QWidget) -> None:
        """Begin without files."""
        super().__init__(parent)
        self._files: Sequence[LibraryFile] = ()
        self._rows: dict[str, int] = {}

    def put(self, files: Sequence[LibraryFile]) -> None:
        """Show these files."""
        self.beginResetModel()
        self._files = files
        self._rows = {one.file.hash: row for row, one in enumerate(files)}
        self.endResetModel()

    def row_of(self, hash_: str) -> int:
        """Return the row of a file, -1 where it is not shown."""
        return self._rows.get(hash_, -1)

    def repaint(self, hash_: str) -> None:
        """Tell that a file looks different now."""
        if (row := self.row_of(hash_)) >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return a file, or how it is said."""
        if not 0 <= index.row() < len(self._files):
            return None
        one = self._files[index.row()]
        if role == FILE:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return foreign.line(one.file.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (foreign.line(one.file.name), *lines_of(one))))
        return None


class FilesList(QListView):
    """A list of files; Enter or a double click chooses one."""

    came_to = Signal(object)  # LibraryFile, or None
    chosen = Signal(object)  # LibraryFile

    def __init__(self, thumbs: Thumbs, parent: QWidget) -> None:
        """Begin without files."""
        super().__init__(parent)
        self.files = FilesModel(self)
        self.setModel(self.files)
        self.setItemDelegate(_Row(thumbs, self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Pictures and files"))
        theme.mark(self, "rows")
        self.activated.connect(lambda index: self.chosen.emit(index.data(FILE)))
        thumbs.ready.connect(self.files.repaint)

    def put(self, files: Sequence[LibraryFile]) -> None:
        """Show files; the one in front stays in front where it is still there."""
        before = self.current()
        at = self.currentIndex().row()
        self.files.put(files)
        row = self.files.row_of(before.file.hash) if before else 0
        row = row if row >= 0 else min(max(0, at), len(files) - 1)
        if files:
            self.setCurrentIndex(self.files.index(row))
        self.came_to.emit(self.current())

    def current(self) -> LibraryFile | None:
        """Return the file in front."""
        found = self.currentIndex().data(FILE)
        return found if isinstance(found, LibraryFile) else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which file is in front."""
        super().currentChanged(current, previous)
        self.came_to.emit(self.current())


def lines_of(one: LibraryFile) -> tuple[str, str]:
    """Return what stands below a file's name: what it shows, then what it is and who holds it."""
    alt = foreign.line(one.alt(language()), 200) or tr("Not described")
    return alt, f"{about(one.file)} · {words.uses(one)}"


def _colour(one: LibraryFile) -> str:
    if one.alt(language()):
        return "text"
    return "warn" if one.file.is_picture else "soft"


class _Row(QStyledItemDelegate):
    def __init__(self, thumbs: Thumbs, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbs = thumbs

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        look = theme.current()
        high = QFontMetrics(look.font("body")).height() + 2 * (
            QFontMetrics(look.font("meta")).height() + look.px(2)
        )
        return QSize(look.px(160), max(look.px(SIDE), high) + 2 * look.px(PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(FILE)
        if not isinstance(one, LibraryFile):
            return
        look = theme.current()
        box: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined,unused-ignore]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("tint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.colour("sunken"))
        pad, side = look.px(PAD), look.px(SIDE)
        self._draw_picture(painter, QRect(box.left() + pad, box.top() + pad, side, side), one)
        left = box.left() + 2 * pad + side
        wide = box.right() - pad - left
        y = box.top() + pad
        alt, rest = lines_of(one)
        body, meta = look.font("body"), look.font("meta")
        for text, font, colour in (
            (foreign.line(one.file.name), body, "text"),
            (alt, meta, _colour(one)),
            (rest, meta, "soft"),
        ):
            painter.setFont(font)
            painter.setPen(look.colour(colour))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QPoint(left, y + metrics.ascent()), shown)
            y += metrics.height() + look.px(2)
        theme.outline(painter, box, state)
        painter.restore()

    def _draw_picture(self, painter: QPainter, room: QRect, one: LibraryFile) -> None:
        image = self._thumbs.of(one.file)
        if image is None or image.isNull():
            name = "image" if one.file.is_picture else "attachment"
            mark = ("warn", "warn") if self._thumbs.is_broken(one.file) else (name, "soft")
            side = theme.current().px(icons.LARGE)
            at = room.center() - QPoint(side // 2, side // 2)
            painter.drawPixmap(at, icons.icon(*mark).pixmap(side, side))
            return
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = room.center() - QPoint(size.width() // 2, size.height() // 2)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(corner, size), image)
