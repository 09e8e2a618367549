"""The media library: the pictures and files of this workspace, found by words, described, put in, let go of."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.media import Held
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import language, tr, trn
from cmworkstation.services.library import AnswerUse, LibraryFile, Removed, Uses
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.media.file_detail import SIDE, FileDetail
from cmworkstation.ui.media.files_list import FilesList
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.file_taking import (
    FileDrops,
    Take,
    Taken,
    ask_for_files,
    take_all,
    takes_of,
    takes_of_paths,
)
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn
from cmworkstation.ui.widgets.sizes import locale
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.media import Media
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

UPRIGHT_BELOW = 620  # px at 100 %
NOBODY = Uses((), ())


class MediaLibrary(QDialog):
    """Lists the files. `put_in` are the words of the button that chooses one; without them it goes into the reply."""

    chosen = Signal(object)  # MediaFile, described in the language of the window

    def __init__(self, window: "MainWindow", put_in: str = "") -> None:
        """Look at what there is, on a lane."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._choosing = bool(put_in)
        self._asked = 0
        self._removed: Removed | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Media library"))
        FileDrops(self, self.take)
        self.thumbs = Thumbs(self, window.jobs, self._services)
        self._large = Thumbs(self, window.jobs, self._services, 2 * SIDE)
        look = theme.current()
        self.setMinimumSize(look.px(280), look.px(300))
        fit(self, window, 940, 660)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        self.search = SearchField(tr("Search names and descriptions"))
        self.search.searched.connect(lambda _: self._look())
        column.addWidget(self.search)
        self.count = PlainLabel(tr("Looking…"))
        theme.mark(self.count, "meta")
        column.addWidget(self.count)
        column.addWidget(self._middle(), 1)
        column.addLayout(self._said())
        column.addWidget(self._buttons(put_in))
        self._offer(None)
        self.search.setFocus()
        self._look()

    # Building

    def _middle(self) -> QWidget:
        look = theme.current()
        self.list = FilesList(self.thumbs, self)
        self.list.came_to.connect(self._show)
        self.list.chosen.connect(lambda _: self.insert())
        self.detail = FileDetail(self._large, self)
        self.detail.described.connect(self._describe)
        self.detail.wanted.connect(self._go)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setSizes([look.px(520), look.px(380)])
        self.nothing = EmptyState("image", tr("Looking…"))
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self._split)
        return holder

    def _said(self) -> QHBoxLayout:
        """Return the line that says what was done, with its undo: a notice of the window lies behind the dialog."""
        line = QHBoxLayout()
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.said.hide()
        self.undoer = QPushButton(tr("Undo"))
        theme.mark(self.undoer, "link")
        self.undoer.setAutoDefault(False)
        self.undoer.clicked.connect(lambda _=False: self.put_back())
        self.undoer.hide()
        line.addWidget(self.said, 1)
        line.addWidget(self.undoer)
        return line

    def _buttons(self, put_in: str) -> QWidget:
        look = theme.current()
        holder = QWidget()
        row = FlowLayout(holder)
        self.inserter = QPushButton(put_in or tr("Put into the reply"))
        theme.mark(self.inserter, "primary")
        self.inserter.setAutoDefault(False)
        self.inserter.clicked.connect(lambda _=False: self.insert())
        self.adder = QPushButton(icons.icon("add"), look.beside(tr("Add files…")))
        self.adder.setAutoDefault(False)
        self.adder.clicked.connect(lambda _=False: self.choose())
        self.remover = QPushButton(icons.icon("trash"), look.beside(tr("Remove")))
        self.remover.setAutoDefault(False)
        self.remover.clicked.connect(lambda _=False: self.remove())
        closer = QPushButton(tr("Close"))
        closer.setAutoDefault(False)
        closer.clicked.connect(self.accept)
        for button in (self.inserter, self.adder, self.remover, closer):
            row.addWidget(button)
        return holder

    # What a person does

    def insert(self) -> None:
        """Put the file in front into the reply that is being written, or give it to who asked for one."""
        one = self.list.current()
        if one is None or not self.inserter.isEnabled():
            return
        self.detail.flush()
        composer = self._composer()
        if self._choosing:
            self.chosen.emit(one.file)
        elif composer is not None and (draft := composer.draft()) is not None:
            spoken = self._services.answers.language_of(draft) or language()
            composer.media.take_known([self._services.library.described(one.file, spoken)])
        self.accept()

    def choose(self) -> None:
        """Ask for files of this machine."""
        ask_for_files(self, tr("Add files to the library"), self.take_paths)

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Take files of this machine in."""
        self._take(takes_of_paths(paths, self._media))

    def take(self, source: QMimeData) -> None:
        """Take in what was dropped or pasted."""
        self._take(takes_of(source, self._media))

    def remove(self) -> None:
        """Let go of the file in front; undo brings it back."""
        one = self.list.current()
        if one is None:
            return
        try:
            self._removed = self._services.library.remove(one.file.hash)
        except WorkstationError as error:
            self._fail(error)
            return
        self._say(tr("Removed from the library."), undo=True)
        self._look()

    def put_back(self) -> None:
        """Bring back the file that was removed last."""
        if self._removed is not None:
            self._services.library.put_back(self._removed)
            self._removed = None
            self._say(tr("It is back."))
            self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the file where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 3) if upright else (520, 380))

    def done(self, result: int) -> None:
        """Keep what was written before closing."""
        self.detail.flush()
        super().done(result)

    # Looking

    def _look(self) -> None:
        """Look on a lane for what fits the words; only the last answer counts."""
        self._asked += 1
        words = self.search.text()
        work = partial(self._services.library.files, words)
        found = partial(self._found, self._asked, words)
        self._window.jobs.run(READ, work, done=found, failed=self._fail, owner=self)

    def _found(self, asked: int, words: str, files: tuple[LibraryFile, ...]) -> None:
        if asked != self._asked:
            return
        n = len(files)
        self.count.setText(trn("{n} file", "{n} files", n).format(n=locale().toString(n)))
        self.count.setVisible(bool(files))
        self._stack.setCurrentIndex(1 if files else 0)
        self.list.put(files)
        if files:
            return
        if words.strip():
            self.nothing.say(
                "search",
                tr("Nothing fits these words"),
                tr("Names and descriptions are searched; accents do not matter."),
                tr("Show everything"),
                self._show_all,
            )
        else:
            self.nothing.say(
                "image",
                tr("No pictures and files yet"),
                tr("What goes with a reply or an answer stays here for the next time."),
                tr("Add files…") if self._may_write() else "",
                self.choose,
            )

    def _show_all(self) -> None:
        self.search.empty()
        self._look()

    def _show(self, one: LibraryFile | None) -> None:
        before = self.detail.file
        if one is not None and before is not None and one == before:
            return
        library = self._services.library
        uses = library.uses(one.file.hash) if one else NOBODY
        languages = library.languages() or (language(),)
        self.detail.show_file(one, uses, languages, self._services.clock.now())
        self._offer(one)

    def _offer(self, one: LibraryFile | None) -> None:
        ready = self._choosing or self._composer() is not None
        self.inserter.setEnabled(one is not None and ready)
        self.inserter.setToolTip("" if ready else tr("Begin a reply first."))
        self.adder.setEnabled(self._may_write())
        free = one is not None and not one.held
        self.remover.setEnabled(free and self._may_write())
        held = one is not None and one.held
        self.remover.setToolTip(
            tr("A draft, a reply or a charter needs this file.") if held else ""
        )

    # Small steps

    def _composer(self) -> "ComposerPane | None":
        composer = getattr(self._window.page("inbox"), "composer", None)
        return composer if composer is not None and composer.draft() is not None else None

    def _media(self) -> "Media":
        return self._services.media

    def _may_write(self) -> bool:
        me = self._services.acting.current()
        return not self._services.read_only and (me.may(Act.DRAFT) or me.may(Act.KEEP))

    def _take(self, takes: Sequence[Take]) -> None:
        take_all(self._window.jobs, self, takes, self._taken)

    def _taken(self, done: Taken) -> None:
        found, failed = done
        if n := len(found):
            text = trn("{n} file is here now.", "{n} files are here now.", n).format(n=n)
            clean = tr("What pictures told of their place was taken out.")
            self._say(f"{text} {clean}")
            self.search.empty()
            self._look()
        for error in failed[:1]:
            self._fail(error)

    def _describe(self, hash_: str, spoken: str, text: str) -> None:
        try:
            self._services.library.describe(hash_, spoken, text)
        except WorkstationError as error:
            self._fail(error)
            return
        self._look()

    def _go(self, what: object) -> None:
        self.accept()
        if isinstance(what, Held):
            self._window.go("inbox")
            opener = getattr(self._window.page("inbox"), "open_conversation", None)
            if opener is not None:
                opener(what.conversation_id)
        elif isinstance(what, AnswerUse):
            self._window.go("guide")
            shower = getattr(self._window.page("guide"), "show_entry", None)
            if shower is not None:
                shower(what.charter_id, "answer", what.answer_id)

    def _fail(self, error: Exception) -> None:
        self._say(problems.error(error).text, kind="error")

    def _say(self, text: str, *, undo: bool = False, kind: str = "soft") -> None:
        self.said.setText(text)
        theme.mark(self.said, kind)
        self.said.show()
        self.undoer.setVisible(undo)
