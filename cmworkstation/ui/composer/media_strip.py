"""The files of a draft, below its text: what each is, what it shows in words, its place, and the way out."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.account import MediaRules
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import labelled, tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.ui.widgets.sizes import about

SIDE = 44  # px at 100 %, of a picture in the strip
TALLEST = 132  # px at 100 %; more files scroll
ALT_PAUSE_MS = 300


class MediaStrip(QScrollArea):
    """One row per file; takes no room without files."""

    described = Signal(int, str)  # place of a file, and what it shows
    moved = Signal(int, int)  # from which place to which
    removed = Signal(int)
    looked_at = Signal(str)  # the hash of a picture that can be shown from now on

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty strip."""
        super().__init__(parent)
        self._rows: list[FileRow] = []
        self._thumbs: dict[str, QImage] = {}
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(6))
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Files of this reply"))
        self.hide()

    def show_files(self, files: Sequence[MediaFile], rules: MediaRules) -> None:
        """Show these files; a field in which somebody writes stays as it is."""
        same = [(one.file.hash, one.rules) for one in self._rows] == [
            (one.hash, rules) for one in files
        ]
        if same:
            for row, file in zip(self._rows, files, strict=True):
                row.show_alt(file.alt)
            return
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [FileRow(one, n, len(files), rules, self) for n, one in enumerate(files)]
        for row in self._rows:
            self._column.addWidget(row)
            if row.file.hash in self._thumbs:
                row.show_thumb(self._thumbs[row.file.hash])
        self.setVisible(bool(files))
        self._fit()

    def show_thumb(self, hash_: str, image: QImage) -> None:
        """Show what a picture looks like."""
        self._thumbs[hash_] = image
        for row in self._rows:
            if row.file.hash == hash_:
                row.show_thumb(image)
        self.looked_at.emit(hash_)

    def thumb(self, hash_: str) -> QImage:
        """Return what a picture looks like, a null image as long as nobody looked."""
        return self._thumbs.get(hash_, QImage())

    def has_thumb(self, hash_: str) -> bool:
        """Tell whether a picture was looked at already."""
        return hash_ in self._thumbs

    def focus_alt(self, place: int) -> None:
        """Put the caret where a picture is described."""
        if place < len(self._rows):
            row = self._rows[place]
            self.ensureWidgetVisible(row)
            row.alt.setFocus(Qt.FocusReason.OtherFocusReason)

    def row(self, place: int) -> "FileRow":
        """Return the row of a file."""
        return self._rows[place]

    def _fit(self) -> None:
        look = theme.current()
        wanted = self._column.sizeHint().height() if self._rows else 0
        self.setFixedHeight(min(wanted, look.px(TALLEST)))


class FileRow(QWidget):
    """One file: its picture, its name and size, the field for what it shows, its place, and the way out."""

    def __init__(
        self, file: MediaFile, place: int, count: int, rules: MediaRules, strip: MediaStrip
    ) -> None:
        """Show a file at its place among `count`."""
        super().__init__(strip)
        self.file, self.rules = file, rules
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        self.thumb = QLabel()
        self.thumb.setFixedSize(look.px(SIDE), look.px(SIDE))
        self.thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark = icons.icon("image" if file.is_picture else "attachment", "soft")
        side = look.px(icons.LARGE)
        self.thumb.setPixmap(mark.pixmap(side, side))
        row.addWidget(self.thumb)
        name = foreign.line(file.name, 80)
        said = QVBoxLayout()
        said.setSpacing(look.px(2))
        head = ElidedLabel()
        head.setText(f"{name} · {about(file)}")
        theme.mark(head, "meta")
        said.addWidget(head)
        self.alt = QLineEdit(file.alt)
        self.alt.setCursorPosition(0)  # a long text shows its beginning
        self.alt.setPlaceholderText(ask_for(file))
        self.alt.setToolTip(foreign.tooltip(ask_for(file)))
        self.alt.setAccessibleName(labelled(ask_for(file), name))
        self.alt.setMaxLength(rules.alt_limit or 2000)
        self.alt.setVisible(rules.has_alt)
        pause = QTimer(self)
        pause.setSingleShot(True)
        pause.setInterval(ALT_PAUSE_MS)
        pause.timeout.connect(lambda: strip.described.emit(place, self.alt.text()))
        self.alt.textEdited.connect(lambda _: pause.start())
        self.alt.editingFinished.connect(lambda: strip.described.emit(place, self.alt.text()))
        said.addWidget(self.alt)
        row.addLayout(said, 1)
        self.up = tool(
            "up",
            tr("Move up: {name}").format(name=name),
            partial(strip.moved.emit, place, place - 1),
        )
        self.up.setVisible(count > 1)
        self.up.setEnabled(place > 0)
        row.addWidget(self.up)
        self.out = tool(
            "close", tr("Take out: {name}").format(name=name), partial(strip.removed.emit, place)
        )
        row.addWidget(self.out)

    def show_alt(self, alt: str) -> None:
        """Show what was written elsewhere."""
        if not self.alt.hasFocus() and self.alt.text() != alt:
            self.alt.setText(alt)
            self.alt.setCursorPosition(0)

    def show_thumb(self, image: QImage) -> None:
        """Show the picture itself, once it was looked at."""
        if image.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = QSize(self.thumb.width(), self.thumb.height()) * ratio
        small = image.scaled(
            room,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        small.setDevicePixelRatio(ratio)
        self.thumb.setPixmap(QPixmap.fromImage(small))


def ask_for(file: MediaFile) -> str:
    """Return what the field for a description asks for."""
    if file.is_picture:
        return tr("Describe the picture for those who cannot see it")
    return tr("Say what is in this file")
