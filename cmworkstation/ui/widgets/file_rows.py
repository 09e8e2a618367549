"""Files of an approved answer, to be read: what each is, what it shows, and what keeps it from leaving."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import tr
from cmworkstation.services.answer_files import Attached
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.sizes import about
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import guide as words

SIDE = 44  # px at 100 %


class FileRows(QWidget):
    """One row per file; takes no room without files."""

    resized = Signal()

    def __init__(self, thumbs: Thumbs, parent: QWidget | None = None) -> None:
        """Begin without files."""
        super().__init__(parent)
        self._thumbs = thumbs
        self._pictures: dict[str, list[Thumb]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(6))
        self.setAccessibleName(tr("Files that go along"))
        thumbs.ready.connect(self._show_thumb)
        self.hide()

    def show_files(self, files: Sequence[Attached]) -> None:
        """Show these files."""
        while (item := self._column.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self._pictures.clear()
        for one in files:
            self._column.addWidget(self._row(one))
        self.setVisible(bool(files))

    def _row(self, one: Attached) -> QWidget:
        look = theme.current()
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        picture = Thumb(one.file)
        if one.file is not None and one.file.is_picture:
            self._pictures.setdefault(one.file.hash, []).append(picture)
            picture.show_image(self._thumbs.of(one.file))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(look.px(2))
        name = foreign.line(one.name, 80)
        head = ForeignLabel(f"{name} · {about(one.file)}" if one.file else name, lines=2)
        theme.mark(head, "meta")
        said.addWidget(head)
        if one.file is not None and one.file.alt:
            said.addWidget(ForeignLabel(one.file.alt, lines=3))
        if trouble := words.file_trouble(one):
            label = PlainLabel(trouble)
            label.setWordWrap(True)
            theme.mark(label, "warn" if one.wrong else "soft")
            said.addWidget(label)
        row.addLayout(said, 1)
        return holder

    def _show_thumb(self, hash_: str) -> None:
        for picture in self._pictures.get(hash_, ()):
            if picture.file is not None:
                picture.show_image(self._thumbs.of(picture.file))


class Thumb(QLabel):
    """The small picture of a file: what it looks like, else an icon of its kind."""

    def __init__(self, file: MediaFile | None, side: int = SIDE) -> None:
        """Show the icon of a file, None for one that is not here; `side` in px at 100 %."""
        super().__init__()
        look = theme.current()
        self.file = file
        self.setFixedSize(look.px(side), look.px(side))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if file is None:
            mark = icons.icon("warn", "warn")
        else:
            mark = icons.icon("image" if file.is_picture else "attachment", "soft")
        large = look.px(icons.LARGE)
        self.setPixmap(mark.pixmap(large, large))

    def show_image(self, image: QImage | None) -> None:
        """Show what it looks like; without it the icon stays."""
        if image is None or image.isNull():
            return
        ratio = self.devicePixelRatioF()
        small = image.scaled(
            self.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        small.setDevicePixelRatio(ratio)
        self.setPixmap(QPixmap.fromImage(small))
