"""A case file: what goes into it and what stays out, in which forms, and how it will look on paper."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.case_file import Contents, Wanted
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr, trn
from cmworkstation.services.case_file import file_name
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.case_preview import CasePreview
from cmworkstation.ui.review.printing import Paper, on_paper, write_pdf
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import problems
from cmworkstation.words.case_file import FORMS, HtmlCase, contents

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PDF: Final = ".pdf"


class CaseDialog(QDialog):
    """Writes conversations as a page, a PDF, JSON Lines, or several of these; or prints them after a look."""

    def __init__(self, window: "MainWindow", conversations: Sequence[int]) -> None:
        """Begin without internal notes, and with names."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._homes = conversations
        self._held: Contents | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Case file"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(360))
        fit(self, window, 640, 720)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(tr("Case file"))
        scroll.setWidget(self._build())
        column.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(*(t.px(16),) * 4)
        foot.setSpacing(t.px(8))
        self.working = Working(window.jobs, self, READ)
        self.working.busy.connect(self._busy)
        foot.addWidget(self.working)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.said.hide()
        foot.addWidget(self.said)
        foot.addWidget(self._buttons())
        column.addLayout(foot)
        window.jobs.run(
            READ,
            lambda: self._services.case_files.contents(self._homes),
            self._weighed,
            self._failed,
            owner=self,
        )
        self.look()

    def _build(self) -> QWidget:
        t = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(t.px(16), t.px(16), t.px(16), 0)
        column.setSpacing(t.px(8))
        n = len(self._homes)
        about = trn(
            "{n} conversation with its messages, their earlier states, and the dossiers of our replies.",
            "{n} conversations with their messages, their earlier states, and the dossiers of our replies.",
            n,
        ).format(n=n)
        head = PlainLabel(about)
        head.setWordWrap(True)
        column.addWidget(head)
        self.notes = QCheckBox()
        self.unnamed = QCheckBox()
        column.addWidget(
            beside(self.notes, tr("With internal notes and remarks: not for those outside"))
        )
        column.addWidget(beside(self.unnamed, tr("Without the names of private persons")))
        for box in (self.notes, self.unnamed):
            box.toggled.connect(lambda _: self.look())
        holder = QWidget()
        row = FlowLayout(holder)
        row.addWidget(PlainLabel(tr("Save as")))
        self.forms = {}
        for form, name in FORMS.items():
            box = QCheckBox(tr(name))
            box.setChecked(form == "html")
            box.toggled.connect(lambda _: self._tell())
            self.forms[form] = box
            row.addWidget(box)
        column.addWidget(holder)
        self.inside = PlainLabel()
        self.inside.setWordWrap(True)
        theme.mark(self.inside, "soft")
        column.addWidget(self.inside)
        self.preview = CasePreview(self._window, self._homes, self._failed)
        column.addWidget(self.preview, 1)
        return inner

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        t = theme.current()
        self.writer = QPushButton(icons.icon("save", "on_accent"), t.beside(tr("Save…")))
        theme.mark(self.writer, "primary")
        self.writer.setDefault(True)
        self.writer.clicked.connect(self.choose)
        self.printer = QPushButton(icons.icon("print"), t.beside(tr("Print…")))
        self.printer.clicked.connect(self.ask_printer)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.writer, self.printer, close):
            row.addWidget(one)
        return holder

    def wanted(self) -> Wanted:
        """Return what goes into it."""
        return Wanted(self.notes.isChecked(), not self.unnamed.isChecked())

    def chosen(self) -> list[str]:
        """Return the forms that are wanted."""
        return [form for form, box in self.forms.items() if box.isChecked()]

    def look(self) -> None:
        """Show anew how it will look, and what it holds."""
        self.preview.look(self.wanted())
        self._tell()

    def _weighed(self, held: Contents) -> None:
        self._held = held
        self._tell()

    def _tell(self) -> None:
        self.writer.setEnabled(bool(self.chosen()))
        if self._held is not None:
            self.inside.setText(contents(self._held, self.wanted(), self.chosen()))

    # --- writing and printing ---------------------------------------------------------------------

    def choose(self) -> None:
        """Ask where to; where several forms are wanted, the files differ by their ends."""
        first = self.chosen()[0]
        chooser = QFileDialog(self, tr("Case file"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([f"{tr(FORMS[first])} (*.{first})"])
        chooser.setDefaultSuffix(first)
        chooser.selectFile(
            str(Path(file_name(self._services.clock.now())).with_suffix(f".{first}"))
        )
        chooser.fileSelected.connect(lambda path: self.write_to(Path(path)))
        chooser.open()

    def write_to(self, target: Path) -> None:
        """Write every form that is wanted; what nobody was asked about is not written over."""
        first, *others = self.chosen()
        if target.suffix != f".{first}":
            target = target.with_name(f"{target.name}.{first}")
        targets = [target, *(target.with_suffix(f".{one}") for one in others)]
        there = [one.name for one in targets[1:] if one.exists()]
        if there:
            said = tr("{name} is there already: choose another name. Nothing was written.")
            self._say(said.format(name=there[0]), "error")
            return

        def work() -> Generator[Progress, None, list[Path]]:
            for one in targets:
                yield from self._steps(one, self.wanted())
            return targets

        self.working.run(work, self._written, self._failed)

    def _steps(self, target: Path, wanted: Wanted) -> Generator[Progress, None, int]:
        files, pages = self._services.case_files, HtmlCase()
        if target.suffix != PDF:
            return files.write(target, self._homes, wanted, pages)
        paper = Paper(pages, files.head(self._homes, wanted))
        return write_pdf(target, paper, files.cases(self._homes, wanted, pages))

    def _written(self, targets: Sequence[Path]) -> None:
        names = [f"{one.name} ({words.size(one.stat().st_size)})" for one in targets]
        self._say(tr("Saved: {names}.").format(names=", ".join(names)), "good")

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
            printer, paper, files.cases(self._homes, wanted, pages)
        )
        self.working.run(work, lambda _: self._say(tr("Printed."), "good"), self._failed)

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self._say(f"{notice.text} {notice.hint}".strip(), "error")

    def _busy(self, working: bool) -> None:
        for one in (self.notes, self.unnamed, self.writer, self.printer, *self.forms.values()):
            one.setEnabled(not working)
        if working:
            self.said.hide()

    def _say(self, text: str, kind: str) -> None:
        theme.mark(self.said, kind)
        self.said.setText(text)
        self.said.show()

    def done(self, result: int) -> None:
        """Stop what is under way when the dialog closes."""
        self.working.stop()
        super().done(result)
