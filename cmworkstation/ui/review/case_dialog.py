"""A case file: what goes into it, in which form, and how it will look on paper."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.case_file import Case, Wanted
from cmworkstation.i18n import tr, trn
from cmworkstation.services.case_file import file_name
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.printing import Paper, on_paper, picture, write_pdf
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words.case_file import HtmlCase

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class CaseDialog(QDialog):
    """Writes conversations as a page, a PDF or JSON Lines, or prints them after a look."""

    def __init__(self, window: "MainWindow", conversations: Sequence[int]) -> None:
        """Begin without internal notes, and with names."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._homes = conversations
        self._paper: Paper | None = None
        self._pages: list[tuple[QTextDocument, int]] = []
        self._at = 0
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Case file"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(360))
        fit(self, window, 640, 720)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(16),) * 4)
        column.setSpacing(t.px(8))
        n = len(conversations)
        about = trn(
            "{n} conversation with its messages, their earlier states, and the dossiers of our replies.",
            "{n} conversations with their messages, their earlier states, and the dossiers of our replies.",
            n,
        ).format(n=n)
        head = PlainLabel(about)
        head.setWordWrap(True)
        theme.mark(head, "soft")
        column.addWidget(head)
        self.notes = QCheckBox()
        self.unnamed = QCheckBox()
        column.addWidget(beside(self.notes, tr("With internal notes: not for those outside")))
        column.addWidget(beside(self.unnamed, tr("Without the names of private persons")))
        for box in (self.notes, self.unnamed):
            box.toggled.connect(lambda _: self.look())
        self.working = Working(window.jobs, self, READ)
        self.working.busy.connect(self._busy)
        column.addWidget(self.working)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        self.paper = QLabel()
        self.paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(tr("How it will look on paper"))
        scroll.setWidget(self.paper)
        column.addWidget(scroll, 1)
        column.addWidget(self._buttons())
        self.look()

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.previous = QPushButton(icons.icon("previous"), tr("Previous page"))
        self.previous.clicked.connect(lambda: self.turn(-1))
        self.following = QPushButton(icons.icon("next"), tr("Next page"))
        self.following.clicked.connect(lambda: self.turn(1))
        self.writer = QPushButton(icons.icon("save", "on_accent"), tr("Save…"))
        theme.mark(self.writer, "primary")
        self.writer.setDefault(True)
        self.writer.clicked.connect(self.choose)
        self.printer = QPushButton(icons.icon("print"), tr("Print…"))
        self.printer.clicked.connect(self.ask_printer)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.previous, self.following, self.writer, self.printer, close):
            row.addWidget(one)
        return holder

    def wanted(self) -> Wanted:
        """Return what goes into it."""
        return Wanted(self.notes.isChecked(), not self.unnamed.isChecked())

    # --- a look at the paper ----------------------------------------------------------------------

    def look(self) -> None:
        """Lay the first conversation out; the others follow when they are turned to."""
        self._at = 0
        wanted = self.wanted()
        files, pages = self._services.case_files, HtmlCase()
        self._paper = Paper(pages, files.head(self._homes, wanted))

        def work() -> Case:
            return next(iter(files.cases(self._homes, wanted, pages)))

        self._window.jobs.run(READ, work, self._laid_out, self._failed, owner=self)

    def _laid_out(self, case: Case) -> None:
        if self._paper is not None:
            document = self._paper.document(case, first=True)
            self._pages = [(document, n) for n in range(document.pageCount())]
            self.turn(0)

    def turn(self, by: int) -> None:
        """Show another page."""
        if self._paper is None or not self._pages:
            return
        self._at = max(0, min(self._at + by, len(self._pages) - 1))
        width = max(theme.current().px(240), min(theme.current().px(560), self.paper.width()))
        image = picture(self._paper, *self._pages[self._at], width)
        self.paper.setPixmap(QPixmap.fromImage(image))
        text = tr("Page {n} of {total} of the first conversation").format(
            n=self._at + 1, total=len(self._pages)
        )
        self.paper.setAccessibleName(text)
        self._say(text, "soft")
        self.previous.setEnabled(self._at > 0)
        self.following.setEnabled(self._at < len(self._pages) - 1)

    # --- writing and printing ---------------------------------------------------------------------

    def choose(self) -> None:
        """Ask where to and in which form."""
        chooser = QFileDialog(self, tr("Case file"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([tr("Page (*.html)"), tr("PDF (*.pdf)"), tr("JSON Lines (*.jsonl)")])
        chooser.selectFile(file_name(self._services.clock.now()))
        chooser.fileSelected.connect(lambda path: self.write_to(Path(path)))
        chooser.open()

    def write_to(self, target: Path) -> None:
        """Write the file in the form that its name ends in."""
        files, pages, wanted = self._services.case_files, HtmlCase(), self.wanted()
        if target.suffix == ".pdf":
            paper = Paper(pages, files.head(self._homes, wanted))
            work = lambda: write_pdf(  # noqa: E731 - one expression on a lane
                target, paper, list(files.cases(self._homes, wanted, pages))
            )
        else:
            work = partial(files.write, target, self._homes, wanted, pages)
        self.working.run(work, lambda _: self._say(tr("Saved."), "good"), self._failed)

    def ask_printer(self) -> None:
        """Ask which printer."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        dialog: QDialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(tr("Print the case file"))
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.open()

    def print_on(self, printer: QPrinter) -> None:
        """Print everything."""
        files, pages, wanted = self._services.case_files, HtmlCase(), self.wanted()
        paper = Paper(pages, files.head(self._homes, wanted))
        work = lambda: on_paper(  # noqa: E731 - one expression on a lane
            printer, paper, list(files.cases(self._homes, wanted, pages))
        )
        self.working.run(work, lambda _: self._say(tr("Printed."), "good"), self._failed)

    def _failed(self, error: Exception) -> None:
        notice = words.error(error)
        self._say(f"{notice.text} {notice.hint}".strip(), "error")

    def _busy(self, working: bool) -> None:
        for one in (self.writer, self.printer, self.notes, self.unnamed):
            one.setEnabled(not working)

    def _say(self, text: str, kind: str) -> None:
        theme.mark(self.said, kind)
        self.said.setText(text)

    def done(self, result: int) -> None:
        """Stop what is under way when the dialog closes."""
        self.working.stop()
        super().done(result)
