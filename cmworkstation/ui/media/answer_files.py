"""The files of an approved answer, to be changed: added by button, drop or paste, described, ordered, taken out."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.attached import ANY, AnswerFile, described
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.media.answer_file_row import FileRow
from cmworkstation.ui.widgets.buttons import link
from cmworkstation.ui.widgets.file_taking import (
    FileDrops,
    Take,
    Taken,
    ask_for_files,
    brings_files,
    take_all,
    takes_of,
    takes_of_paths,
)
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.thumbs import Thumbs

if TYPE_CHECKING:
    from cmworkstation.services.media import Media
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class AnswerFiles(QWidget):
    """Shows files of an answer with fields for what each shows; the workspace keeps their bytes."""

    changed = Signal()  # by a person

    def __init__(
        self, window: "MainWindow", services: "Services", languages: Sequence[str], name: str
    ) -> None:
        """Begin without files; `languages` are those in which each is described."""
        super().__init__()
        self._window, self._services = window, services
        self._languages = tuple(languages)
        self._files: tuple[AnswerFile, ...] = ()
        self._rows: list[FileRow] = []
        self.thumbs = Thumbs(self, window.jobs, services)
        self.thumbs.ready.connect(self._show_thumb)
        FileDrops(self, lambda source: self.take(takes_of(source, self._media)))
        self.setAccessibleName(name)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        self._column = QVBoxLayout()
        self._column.setSpacing(look.px(10))
        column.addLayout(self._column)
        acts = QWidget()
        flow = FlowLayout(acts, gap=8)
        self.adder = link("add", tr("Add files…"), self.choose)
        self.from_library = link("image", tr("From the library…"), self._look_in_library)
        self.paster = link("copy", tr("Paste"), self.paste)
        for button in (self.adder, self.from_library, self.paster):
            flow.addWidget(button)
        column.addWidget(acts)

    def show_files(self, files: Sequence[AnswerFile]) -> None:
        """Show these files; fields in which somebody writes stay as they are."""
        if tuple(files) == self._files:
            return
        same = [one.hash for one in files] == [one.hash for one in self._files]
        self._files = tuple(files)
        if same:
            for row, one in zip(self._rows, self._files, strict=True):
                row.show_alt(one)
        else:
            self._build()

    def files(self) -> tuple[AnswerFile, ...]:
        """Return the files as they stand here."""
        return self._files

    def choose(self) -> None:
        """Ask for files of this machine."""
        ask_for_files(
            self._window,
            tr("Add files to the answer"),
            lambda paths: self.take(takes_of_paths(paths, self._media)),
        )

    def paste(self) -> None:
        """Take in the picture, or the files, that were copied elsewhere."""
        source = QGuiApplication.clipboard().mimeData()
        if brings_files(source):
            self.take(takes_of(source, self._media))
        else:
            self._window.say(tr("There is no picture and no file to paste."))

    def take(self, takes: Sequence[Take]) -> None:
        """Take files in and put them behind the others."""
        take_all(self._window.jobs, self, takes, self._taken)

    def add(self, files: Sequence[MediaFile]) -> None:
        """Put files of this workspace behind the others, described as they were before."""
        known = {one.hash for one in self._files}
        alts = self._services.media.descriptions([one.hash for one in files])
        new = [
            AnswerFile(one.hash, one.name, self._said(alts.get(one.hash, {}), one.alt))
            for one in files
            if one.hash not in known
        ]
        if new:
            first = len(self._files)
            self._put((*self._files, *new))
            self._rows[first].focus()

    def row(self, place: int) -> FileRow:
        """Return the row of a file."""
        return self._rows[place]

    # What reaches it by hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste a picture where no text is written."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    # Small steps

    def _media(self) -> "Media":
        return self._services.media

    def _said(self, alts: Mapping[str, str], last: str) -> dict[str, str]:
        found = {one: alts[one] for one in self._languages if alts.get(one)}
        return found or ({ANY: last} if last else {})

    def _look_in_library(self) -> None:
        from cmworkstation.ui.media.dialog import MediaLibrary  # noqa: PLC0415 - at its first use

        library = MediaLibrary(self._window, tr("Add to the answer"))
        library.chosen.connect(lambda one: self.add([one]))
        library.open()

    def _taken(self, done: Taken) -> None:
        found, failed = done
        self.add(found)
        for error in failed[:1]:
            self._window.failed(error)

    def _build(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        here = self._services.media.files([one.hash for one in self._files])
        count = len(self._files)
        self._rows = [
            FileRow(one, here.get(one.hash), n, count, self._languages)
            for n, one in enumerate(self._files)
        ]
        for n, row in enumerate(self._rows):
            row.described.connect(partial(self._describe, n))
            row.moved.connect(partial(self._move, n))
            row.removed.connect(partial(self._remove, n))
            row.sought.connect(partial(self._seek, n))
            self._column.addWidget(row)
            if row.file is not None:
                row.thumb.show_image(self.thumbs.of(row.file))

    def _show_thumb(self, hash_: str) -> None:
        for row in self._rows:
            if row.file is not None and row.file.hash == hash_:
                row.thumb.show_image(self.thumbs.of(row.file))

    def _put(self, files: Sequence[AnswerFile]) -> None:
        self.show_files(files)
        self.changed.emit()

    def _describe(self, place: int, language: str, text: str) -> None:
        files = list(self._files)
        files[place] = described(files[place], language, text, self._languages)
        if tuple(files) != self._files:
            self._files = tuple(files)
            self.changed.emit()

    def _move(self, place: int) -> None:
        files = list(self._files)
        files.insert(place - 1, files.pop(place))
        self._put(files)
        self._rows[place - 1].focus()

    def _remove(self, place: int) -> None:
        before = self._files
        self._put((*before[:place], *before[place + 1 :]))
        self._window.undo(tr("File taken out of the answer."), 10, lambda: self._put(before))
        self.adder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _seek(self, place: int) -> None:
        """Let a person show the file whose bytes are not here; it is known by them, whatever its name."""
        wanted = self._files[place]

        def taken(done: Taken) -> None:
            found, failed = done
            for error in failed[:1]:
                self._window.failed(error)
            if any(one.hash == wanted.hash for one in found):
                self._build()
                self.changed.emit()
            elif found:
                self._window.say(
                    tr("This is another file than the one that the answer names."), 8000
                )

        ask_for_files(
            self._window,
            tr("Where is {name}?").format(name=foreign.line(wanted.name, 60)),
            lambda paths: take_all(
                self._window.jobs, self, takes_of_paths(paths, self._media), taken
            ),
        )
