"""The pictures of a captured message: each with what it shows, and taken out again."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.file_rows import Thumb
from cmworkstation.ui.widgets.file_taking import Taken, take_all, takes_of, takes_of_paths
from cmworkstation.ui.widgets.thumbs import Thumbs

if TYPE_CHECKING:
    from cmworkstation.services.media import Media
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class CapturedPictures(QWidget):
    """Takes no room without pictures."""

    changed = Signal()

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Begin without pictures."""
        super().__init__()
        self._window, self._services = window, services
        self._files: list[MediaFile] = []
        self._thumbs: dict[str, Thumb] = {}
        self._small = Thumbs(self, window.jobs, services)
        self._small.ready.connect(self._show_thumb)
        self.setAccessibleName(tr("Pictures"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(8))
        self.hide()

    def files(self) -> tuple[MediaFile, ...]:
        """Return the pictures with what each shows."""
        return tuple(self._files)

    def take(self, paths: Sequence[Path]) -> None:
        """Take in files of this machine."""
        take_all(self._window.jobs, self, takes_of_paths(paths, self._media), self._taken)

    def take_from(self, source: QMimeData) -> None:
        """Take in a picture that was pasted or dropped."""
        take_all(self._window.jobs, self, takes_of(source, self._media), self._taken)

    def _media(self) -> "Media":
        return self._services.media

    def _taken(self, done: Taken) -> None:
        found, failed = done
        known = {one.hash for one in self._files}
        self._files += [one for one in found if one.hash not in known]
        self._build()
        for error in failed[:1]:
            self._window.failed(error)
        self.changed.emit()

    def _build(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self._thumbs.clear()
        for n, one in enumerate(self._files):
            self._column.addWidget(self._row(n, one))
        self.setVisible(bool(self._files))

    def _row(self, place: int, one: MediaFile) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(8))
        name = foreign.line(one.name, 60)
        thumb = self._thumbs[one.hash] = Thumb(one)
        thumb.show_image(self._small.of(one))
        row.addWidget(thumb, 0, Qt.AlignmentFlag.AlignTop)
        alt = QLineEdit(one.alt)
        alt.setAccessibleName(tr("What {name} shows").format(name=name))
        alt.setPlaceholderText(tr("What the picture shows"))
        alt.textChanged.connect(partial(self._describe, place))
        row.addWidget(alt, 1)
        row.addWidget(
            tool("close", tr("Take out: {name}").format(name=name), partial(self._out, place))
        )
        return holder

    def _describe(self, place: int, text: str) -> None:
        self._files[place] = replace(self._files[place], alt=" ".join(text.split()))

    def _out(self, place: int) -> None:
        del self._files[place]
        self._build()
        self.changed.emit()

    def _show_thumb(self, hash_: str) -> None:
        thumb = self._thumbs.get(hash_)
        if thumb is not None and thumb.file is not None:
            thumb.show_image(self._small.of(thumb.file))
