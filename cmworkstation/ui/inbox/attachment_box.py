"""The box of a file that belongs to a message: what it is, what it is called, ways to it, its picture once asked for.

We open no file. One that could do something by itself says so.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import filenames
from cmworkstation.domain.foreign import line, tooltip
from cmworkstation.domain.message import Attachment
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

TALLEST = 320  # px shown at 100 %


class AttachmentBox(QFrame):
    """A file that stays on its server until a person asks for it."""

    open_wanted = Signal(QUrl)
    picture_wanted = Signal(object)  # its Attachment; once more while it is loading: stop
    save_wanted = Signal(object)  # likewise
    folder_wanted = Signal(object)  # the Path of the saved file

    def __init__(self, one: Attachment, parent: QWidget) -> None:
        """Show the box; nothing is fetched."""
        super().__init__(parent)
        theme.mark(self, "card")
        self.one = one
        self._about = line(one.alt or one.title)
        self._saved: Path | None = None
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(10), look.px(8), look.px(8), look.px(8))
        column.setSpacing(look.px(8))
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        column.addLayout(row)
        mark = QLabel()
        side = look.px(icons.LARGE)
        name = "image" if one.kind == "image" else "attachment"
        mark.setPixmap(icons.icon(name, "soft").pixmap(side, side))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(one), 1)
        self._picture = _Picture(self._about)
        column.addWidget(self._picture)
        self._add_buttons(one)
        self.setAccessibleName(f"{phrases.attachment(one)}. {self._about}")

    def _add_buttons(self, one: Attachment) -> None:
        self.show_button = self._button(
            tr("Show"), tr("Show this picture here"), lambda: self.picture_wanted.emit(self.one)
        )
        self.save_button = self._button(
            tr("Save…"), self._save_name(), lambda: self.save_wanted.emit(self.one)
        )
        self.open_button = self._button(tr("Open"), tr("Open this file in the browser"), self._open)
        self.open_button.setToolTip(tr("Opens in the browser"))
        self.folder_button = self._button(
            tr("Show the folder"),
            tr("Show the folder with the saved file"),
            lambda: self.folder_wanted.emit(self._saved),
        )
        self.folder_button.hide()
        url = QUrl(one.url)
        on_web = url.scheme() in ("http", "https")
        if on_web:
            asks = tr("Asks {host} for it").format(host=line(url.host(), 80))
            self.show_button.setToolTip(tooltip(asks))
        self.show_button.setVisible(bool(one.url) and one.kind == "image")
        self.save_button.setVisible(bool(one.url))
        self.open_button.setVisible(on_web and not self._is_program)

    def _words(self, one: Attachment) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        kind = PlainLabel(phrases.attachment(one))
        theme.mark(kind, "meta")
        column.addWidget(kind)
        if one.title:
            name = ForeignLabel(filenames.of(one), 4)
            theme.mark(name, "bold")
            column.addWidget(name)
        if one.alt or not one.title:
            alt = ForeignLabel(one.alt or tr("No description by the author"), 4)
            if not one.alt:
                theme.mark(alt, "soft")
            column.addWidget(alt)
        self._is_program = filenames.is_program(filenames.of(one), one.type)
        if self._is_program:
            said = tr(
                "This kind of file can run a program. Save it only if you expected it from this person."
            )
            column.addWidget(self._line(said, "warn"))
        self.trouble = self._line("", "warn")
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.note = self._line("", "soft")
        self.note.hide()
        column.addWidget(self.note)
        self._row = QWidget()
        self._buttons = FlowLayout(self._row)
        column.addWidget(self._row)
        column.addStretch(1)  # what is left over stays below, not between the words
        return column

    @staticmethod
    def _line(said: str, kind: str) -> PlainLabel:
        label = PlainLabel(said)
        label.setWordWrap(True)
        theme.mark(label, kind)
        return label

    def _button(self, words: str, name: str, act: "Callable[[], None]") -> QPushButton:
        button = QPushButton(words)
        theme.mark(button, "quiet")
        button.setAccessibleName(name)
        button.clicked.connect(lambda _=False: act())
        self._buttons.addWidget(button)
        return button

    def _save_name(self) -> str:
        return tr("Save {name} to a folder").format(name=line(filenames.of(self.one), 80))

    def _open(self) -> None:
        self.open_wanted.emit(QUrl(self.one.url))

    def show_loading(self, *, loading: bool) -> None:
        """Say that the picture is on its way, and let the button stop it."""
        self.trouble.hide()
        self.show_button.setText(tr("Stop") if loading else tr("Show"))
        name = tr("Stop loading this picture") if loading else tr("Show this picture here")
        self.show_button.setAccessibleName(name)

    def show_picture(self, image: QImage) -> None:
        """Show the picture below its words."""
        self.show_loading(loading=False)
        self.show_button.hide()
        self._picture.show_image(image)

    def show_saving(self, words: str) -> None:
        """Say how far saving has come, and let the button stop it."""
        self.trouble.hide()
        self.folder_button.hide()
        self.save_button.setText(tr("Stop"))
        self.save_button.setAccessibleName(tr("Stop saving this file"))
        self._say(words)

    def show_saved(self, path: Path | None) -> None:
        """Say where the file is, or with None that nothing was saved."""
        self._saved = path
        self.save_button.setText(tr("Save…"))
        self.save_button.setAccessibleName(self._save_name())
        self.folder_button.setVisible(path is not None)
        said = tr("Saved as {name} in {folder}.") if path else ""
        if path:
            said = said.format(name=line(path.name, 120), folder=line(path.parent.name, 80))
        self._say(said)

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def show_trouble(self, words: str) -> None:
        """Say why the file is not here; it can be asked for again."""
        self.show_loading(loading=False)
        self.show_saved(None)
        self.trouble.setText(words)
        self.trouble.show()

    def height_for(self, width: int) -> int:
        """Return the height at `width` pixels."""
        layout = self.layout()
        assert layout is not None
        for one in (self, *self.findChildren(QWidget)):
            one.ensurePolished()  # else the button is narrower than it will be, and the words get too few lines
        self._row.updateGeometry()
        # Rows and columns within remember what they wanted until the next event; words and buttons come and go.
        for inner in (layout, *layout.findChildren(QLayout)):
            inner.invalidate()
        return layout.totalHeightForWidth(width)


class _Picture(QWidget):
    """A picture as wide as there is room and as high as that makes it, up to a limit."""

    def __init__(self, about: str) -> None:
        super().__init__()
        self._image = QImage()
        self.setAccessibleName(about or tr("Picture without a description"))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self.show()
        self.updateGeometry()
        self.update()

    def _shown(self, width: int) -> QSize:
        size = self._image.size()
        room = QSize(max(1, width), theme.current().px(TALLEST))
        if size.width() <= room.width() and size.height() <= room.height():
            return size
        return size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def hasHeightForWidth(self) -> bool:
        """Say yes: the height follows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at `width` pixels."""
        return 0 if self._image.isNull() else self._shown(width).height()

    def sizeHint(self) -> QSize:
        """Ask for no height of its own: that follows from the width alone."""
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture at the leading edge."""
        del event
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._shown(self.width())
        left = 0 if self.isLeftToRight() else self.width() - size.width()
        painter.drawImage(QRect(left, 0, size.width(), size.height()), self._image)
