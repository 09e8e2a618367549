"""One file of an answer in its form: its picture, what it shows in each language, its place, and the way out."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.attached import ANY, AnswerFile
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import labelled, tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.buttons import link, tool
from cmworkstation.ui.widgets.file_rows import Thumb
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.sizes import about


class FileRow(QWidget):
    """One file; its signals tell what a person wants done with it."""

    described = Signal(str, str)  # language, text
    moved = Signal()
    removed = Signal()
    sought = Signal()

    def __init__(
        self,
        one: AnswerFile,
        file: MediaFile | None,
        place: int,
        count: int,
        languages: Sequence[str],
    ) -> None:
        """Show a file at its place among `count`; without `file` its bytes are not here."""
        super().__init__()
        self.file = file
        look = theme.current()
        name = foreign.line(one.name or (file.name if file else one.hash[:12]), 80)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        self.thumb = Thumb(file)
        row.addWidget(self.thumb, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(look.px(4))
        head = QHBoxLayout()
        head.setSpacing(look.px(4))
        title = ForeignLabel(f"{name} · {about(file)}" if file else name, lines=2)
        theme.mark(title, "meta")
        head.addWidget(title, 1)
        self.up = tool("up", tr("Move up: {name}").format(name=name), self.moved.emit)
        self.up.setVisible(count > 1)
        self.up.setEnabled(place > 0)
        head.addWidget(self.up)
        self.out = tool("close", tr("Take out: {name}").format(name=name), self.removed.emit)
        head.addWidget(self.out)
        said.addLayout(head)
        if file is None:
            trouble = PlainLabel(tr("Not on this machine. Ask whoever wrote the answer for it."))
            trouble.setWordWrap(True)
            theme.mark(trouble, "warn")
            said.addWidget(trouble)
            self.seeker = link("search", tr("Choose the file…"), self.sought.emit)
            self.seeker.setAccessibleName(tr("Choose the file {name}").format(name=name))
            said.addWidget(self.seeker, 0, Qt.AlignmentFlag.AlignLeft)
        self.alts: dict[str, QLineEdit] = {}
        for language in languages:
            said.addLayout(self._alt(one, language, name, several=len(languages) > 1))
        row.addLayout(said, 1)

    def _alt(self, one: AnswerFile, language: str, name: str, *, several: bool) -> QHBoxLayout:
        look = theme.current()
        line = QHBoxLayout()
        line.setSpacing(look.px(6))
        if several:
            tag = PlainLabel(language.upper())
            theme.mark(tag, "meta")
            tag.setMinimumWidth(look.px(24))
            line.addWidget(tag)
        field = QLineEdit(_alt_of(one, language))
        field.setCursorPosition(0)
        field.setMinimumWidth(look.px(60))
        asks = tr("What it shows, for those who cannot see it")
        field.setPlaceholderText(asks)
        field.setAccessibleName(f"{asks}: {name} ({language})" if several else labelled(asks, name))
        field.textEdited.connect(partial(self.described.emit, language))
        self.alts[language] = field
        line.addWidget(field, 1)
        return line

    def show_alt(self, one: AnswerFile) -> None:
        """Show what was written elsewhere."""
        for language, field in self.alts.items():
            text = _alt_of(one, language)
            if not field.hasFocus() and field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)

    def focus(self) -> None:
        """Put the caret where the file is described."""
        first = next(iter(self.alts.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


def _alt_of(one: AnswerFile, language: str) -> str:
    return one.alt.get(language) or one.alt.get(ANY, "")
