"""One file of the library: how it looks, what it shows in each language, who holds it, what can be done with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation import words as said
from cmworkstation.domain import foreign
from cmworkstation.domain.media import Held
from cmworkstation.i18n import tr
from cmworkstation.services.library import AnswerUse, LibraryFile, Uses
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.file_rows import Thumb
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.sizes import about
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import guide
from cmworkstation.words import library as words

SIDE = 200  # px at 100 %
LOW = 112  # px at 100 %, until a picture was looked at
PAUSE_MS = 400


class FileDetail(QScrollArea):
    """Shows a file; tells what a person writes about it, and where they want to go."""

    described = Signal(str, str, str)  # hash, language, what it shows
    wanted = Signal(object)  # Held or AnswerUse, to be opened

    def __init__(self, thumbs: Thumbs, parent: QWidget) -> None:
        """Begin without a file."""
        super().__init__(parent)
        self._thumbs = thumbs
        self._one: LibraryFile | None = None
        self._picture: Thumb | None = None
        self.fields: dict[str, QLineEdit] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("The chosen file"))
        thumbs.ready.connect(self._show_picture)

    @property
    def file(self) -> LibraryFile | None:
        """The file that is shown."""
        return self._one

    def show_file(
        self, one: LibraryFile | None, uses: Uses, languages: Sequence[str], now: datetime
    ) -> None:
        """Show a file, or none; `languages` are those in which it may be described."""
        if one is not None and self._one is not None and _same_but_words(one, self._one):
            self._one = one  # what somebody writes stays under their hands
            return
        self.flush()
        self._one, self._picture = one, None
        self.fields = {}
        look = theme.current()
        inside = QWidget()
        theme.mark(inside, "ground")
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        column.setSpacing(look.px(8))
        if one is not None:
            self._fill(column, one, uses, languages, now)
        column.addStretch(1)
        self.setWidget(inside)

    def flush(self) -> None:
        """Tell at once what was written and not told yet."""
        self._pause.stop()
        if self._one is None:
            return
        for language, field in self.fields.items():
            if field.isModified():
                field.setModified(False)
                self.described.emit(self._one.file.hash, language, field.text())

    def _fill(
        self,
        column: QVBoxLayout,
        one: LibraryFile,
        uses: Uses,
        languages: Sequence[str],
        now: datetime,
    ) -> None:
        name = ForeignLabel(one.file.name, lines=3)
        theme.mark(name, "title")
        column.addWidget(name)
        self._picture = Thumb(one.file, SIDE)
        self._picture.setFixedHeight(theme.current().px(LOW))
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignLeft)
        self._picture.setVisible(one.file.is_picture)
        self._trouble = _label(tr("This picture cannot be shown here."), "warn")
        self._trouble.hide()
        column.addWidget(self._trouble)
        column.addWidget(_label(f"{about(one.file)} · {foreign.line(one.file.type)}", "soft"))
        column.addWidget(_label(words.times(one, now), "soft"))
        for language in dict.fromkeys((*languages, *one.alts)):
            self._add_field(column, one, language, several=len(languages) > 1)
        column.addWidget(_label(words.uses(one, len(uses.answers)), "bold"))
        for held in uses.held:
            column.addWidget(self._link(_held(held, now), held))
        for answer in uses.answers:
            column.addWidget(self._link(_answer(answer), answer))
        self._show_picture(one.file.hash)

    def _add_field(
        self, column: QVBoxLayout, one: LibraryFile, language: str, *, several: bool
    ) -> None:
        asks = tr("What it shows")
        name = f"{asks} ({guide.language_name(language)})" if several else asks
        label = _label(name, "bold")
        alt = one.alts.get(language) or (one.file.alt if not one.alts else "")
        field = QLineEdit(alt)
        field.setCursorPosition(0)
        field.setPlaceholderText(tr("For those who cannot see it"))
        field.setAccessibleName(name)
        label.setBuddy(field)
        field.textEdited.connect(lambda _: self._pause.start())
        field.editingFinished.connect(self.flush)
        self.fields[language] = field
        column.addWidget(label)
        column.addWidget(field)

    def _link(self, text: str, what: object) -> QPushButton:
        button = QPushButton(text.replace("&", "&&"))
        button.setAccessibleName(text)
        theme.mark(button, "link")
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._go, what))
        return button

    def _go(self, what: object) -> None:
        self.wanted.emit(what)

    def _show_picture(self, hash_: str) -> None:
        if self._one is None or self._picture is None or self._one.file.hash != hash_:
            return
        image = self._thumbs.of(self._one.file)
        if image is not None and not image.isNull():
            side = theme.current().px(SIDE)
            wide = image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
            self._picture.setFixedSize(wide)
        self._picture.show_image(image)
        broken = self._thumbs.is_broken(self._one.file)
        self._trouble.setVisible(broken)
        self._picture.setVisible(self._one.file.is_picture and not broken)


def _same_but_words(one: LibraryFile, other: LibraryFile) -> bool:
    alike = replace(one, alts={}, file=replace(one.file, alt=""), used_at=other.used_at)
    return alike == replace(other, alts={}, file=replace(other.file, alt=""))


def _held(held: Held, now: datetime) -> str:
    to = foreign.line(held.to, 60) or tr("somebody without a name")
    text = (
        tr("Draft to {person}, {when}") if held.kind == "draft" else tr("Reply to {person}, {when}")
    )
    return text.format(person=to, when=said.when(held.at, now))


def _answer(answer: AnswerUse) -> str:
    title = foreign.line(said.in_language(answer.title) or answer.answer_id, 80)
    return tr("Answer “{title}”").format(title=title)


def _label(text: str, kind: str) -> PlainLabel:
    made = PlainLabel(text)
    made.setWordWrap(True)
    theme.mark(made, kind)
    return made
