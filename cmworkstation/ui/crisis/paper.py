"""What is printed or given away: read here, saved as PDF, page or Markdown, or put on paper. It loads nothing."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.services.whole_file import whole_file
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.printing import sealed
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.words.debriefs import as_html, as_markdown
from cmworkstation.words.desk import Block

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

KINDS = {"title": "page", "head": "title", "soft": "soft"}


class PaperDialog(QDialog):
    """Shows a text of blocks, and takes it out."""

    def __init__(
        self,
        window: "MainWindow",
        title: str,
        name: str,
        found: Sequence[Block],
        *,
        html: Callable[[], str] | None = None,
        across: bool = False,
        more: Sequence[QPushButton] = (),
    ) -> None:
        """Show it; on paper it is `html`, where that is given, and lies `across`; `more` are further ways out."""
        super().__init__(window)
        self.setWindowTitle(title)
        self._window = window
        self._name = name
        self._found = tuple(found)
        self._html = html or partial(as_html, self._found)
        self._across = across
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        area = scrolled(shown(self._found))
        area.setAccessibleName(title)
        column.addWidget(area, 1)
        holder = QWidget()
        row = FlowLayout(holder)
        self.save = QPushButton(icons.icon("download"), look.beside(tr("Save as a file…")))
        theme.mark(self.save, "primary")
        self.save.clicked.connect(self._ask_where)
        self.printer = QPushButton(icons.icon("print"), look.beside(tr("Print…")))
        self.printer.clicked.connect(self._ask_printer)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.save, self.printer, *more, close):
            one.setAutoDefault(False)
            row.addWidget(one)
        column.addWidget(holder)
        fit(self, window, 620, 680)

    def _ask_where(self) -> None:
        chooser = QFileDialog(self, tr("Save as a file"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters(["PDF (*.pdf)", tr("Page (*.html)"), tr("Markdown (*.md)")])
        chooser.selectFile(f"{self._name}.pdf")
        chooser.fileSelected.connect(lambda path: self.write(Path(path)))
        chooser.open()

    def write(self, target: Path) -> None:
        """Write it, by the ending of the file, whole or not at all."""
        data = made(target, self._found, self._html(), across=self._across)

        def done(_: object) -> None:
            self._window.say(tr("Saved: {names}.").format(names=target.name), 8000)

        self._window.jobs.run(
            READ, lambda: _keep(target, data), done, self._window.failed, owner=self
        )

    def _ask_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog: QDialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(tr("Print"))
        if self._across:
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        dialog.accepted.connect(lambda: sealed(self._html()).print_(printer))
        dialog.open()


def shown(found: Sequence[Block]) -> QWidget:
    """Return blocks as labels, to be read here."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, theme.current().px(12), 0)
    column.setSpacing(theme.current().px(6))
    for kind, said in found:
        label = PlainLabel(said)
        label.setWordWrap(True)
        if kind in KINDS:
            theme.mark(label, KINDS[kind])
        column.addWidget(label)
    column.addStretch(1)
    return inner


def write(target: Path, found: Sequence[Block]) -> None:
    """Write blocks as PDF, page or Markdown, by the ending of the file. Raises `BackupFailed`, `NoRoom`."""
    _keep(target, made(target, found))


def made(target: Path, found: Sequence[Block], html: str = "", *, across: bool = False) -> bytes:
    """Return what is to stand in a file; pages are laid out where an event loop runs, which a long text wants."""
    ending = target.suffix.lower()
    html = html or as_html(found)
    if ending == ".pdf":
        return _pdf(html, across=across)
    return (as_markdown(found) if ending == ".md" else html).encode("utf-8")


def _keep(target: Path, data: bytes) -> None:
    with whole_file(target) as partial:
        partial.write_bytes(data)


def _pdf(html: str, *, across: bool = False) -> bytes:
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    if across:
        writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    sealed(html).print_(writer)
    del writer
    return bytes(held.data().data())
