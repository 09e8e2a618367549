"""The page for visitors: seen before it is saved, in each language of the charter, as HTML or Markdown."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.publicpage import PublicPage
from cmworkstation.i18n import language, tr
from cmworkstation.services.publicpages import FORMATS, LANGUAGES, PublicPages
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import label
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class PublicDialog(QDialog):
    """Shows what visitors would read, and saves it."""

    def __init__(self, window: "MainWindow", pages: PublicPages, source: str) -> None:
        """Show the page of a charter's text."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Page for visitors"))
        self._pages = pages
        self._source = source
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        text = tr(
            "This is all that visitors see. Contacts, persons, facts, notes and inner rules never stand in it."
        )
        column.addWidget(label(text, "soft"))
        row = QHBoxLayout()
        name = QLabel(tr("Language"))
        self.language = QComboBox()
        self.language.setAccessibleName(tr("Language"))
        name.setBuddy(self.language)
        for code in pages.languages(source):
            self.language.addItem(LANGUAGES.get(code, code), code)
        self.language.setCurrentIndex(max(0, self.language.findData(language())))
        self.language.currentIndexChanged.connect(self._show)
        row.addWidget(name)
        row.addWidget(self.language)
        row.addStretch(1)
        column.addLayout(row)
        self.preview = QTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName(tr("Page for visitors"))
        column.addWidget(self.preview, 1)
        self._said = label(kind="soft")
        self._said.hide()
        column.addWidget(self._said)
        column.addWidget(self._build_buttons())
        fit(self, window, 720, 640)
        self._show()

    def _build_buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.save_html = QPushButton(tr("Save as a web page…"))
        theme.mark(self.save_html, "primary")
        self.save_html.clicked.connect(lambda: self._save("html"))
        self.save_markdown = QPushButton(tr("Save as Markdown…"))
        self.save_markdown.clicked.connect(lambda: self._save("md"))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.save_html, self.save_markdown, close):
            row.addWidget(one)
        return holder

    def _show(self, _index: int = 0) -> None:
        page = self._pages.page(self._source, str(self.language.currentData()))
        self.preview.clear()
        Sheet(self.preview.textCursor()).lay_out(page)
        self.preview.moveCursor(QTextCursor.MoveOperation.Start)

    def _save(self, form: str) -> None:
        words = {"html": tr("Web pages (*.html)"), "md": tr("Markdown (*.md)")}
        dialog = QFileDialog(self, tr("Save the page for visitors"), "", words[form])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"charter-{self.language.currentData()}.{form}")
        dialog.fileSelected.connect(lambda path: self.save_to(path, form))
        dialog.open()

    def save_to(self, path: str, form: str) -> None:
        """Write the page in the chosen language to a file."""
        page = self._pages.page(self._source, str(self.language.currentData()))
        try:
            Path(path).write_text(FORMATS[form](page), encoding="utf-8")
        except OSError:
            text = tr("The file could not be written; choose another folder.")
        else:
            text = tr("Saved.")
        self._said.setText(text)
        self._said.show()


class Sheet:
    """Lays a page out as plain text with headings, as the saved page has them."""

    def __init__(self, cursor: QTextCursor) -> None:
        """Write where the cursor stands."""
        self._cursor = cursor
        self._begun = False

    def lay_out(self, page: PublicPage) -> None:
        """Put in the whole page."""
        self._line(page.title, size="page", bold=True)
        if page.organisation and page.organisation != page.title:
            self._line(page.organisation, top=4)
        self._line(page.line, colour="soft", top=4)
        for block in page.blocks:
            self._line(block.title, size="title", bold=True, top=20)
            for one in block.sentences:
                self._line(one, top=6)
            for lead, text in block.points:
                if lead:
                    self._line(lead, bold=True, top=6)
                    self._line(text, left=16)
                else:
                    self._line(f"•  {text}", top=4, left=8)
            for one in block.after:
                self._line(one, colour="soft", top=6)
        self._line(page.footer, colour="soft", top=24)

    def _line(
        self,
        text: str,
        *,
        size: Literal["body", "title", "page"] = "body",
        bold: bool = False,
        colour: str = "text",
        top: int = 0,
        left: int = 0,
    ) -> None:
        look = theme.current()
        block = QTextBlockFormat()
        block.setTopMargin(look.px(top))
        block.setLeftMargin(look.px(left))
        if self._begun:
            self._cursor.insertBlock(block)
        self._begun = True
        made = QTextCharFormat()
        made.setFont(look.font(size))
        made.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        made.setForeground(look.colour(colour))
        self._cursor.insertText(foreign.block(text), made)
