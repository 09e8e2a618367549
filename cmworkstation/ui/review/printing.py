"""A case file on paper: pages drawn one by one, for a PDF, a printer or a look beforehand."""

import errno
from collections.abc import Generator, Iterable
from pathlib import Path

from PySide6.QtCore import QFile, QFileDevice, QIODevice, QMarginsF, QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from cmworkstation.domain.case_file import Case, CasePages, Head
from cmworkstation.domain.errors import BackupFailed
from cmworkstation.domain.progress import Progress
from cmworkstation.services.whole_file import whole_file

FINE = 300  # of a PDF
PAGE = QSizeF(794, 1123)  # A4 in the pixels of a style sheet, 96 to an inch
INNER = QRectF(68, 68, 658, 987)


class _Document(QTextDocument):
    """A text that loads nothing, whatever stands in it."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Answer every request with nothing."""
        del kind, name
        return ""


def sealed(html: str) -> QTextDocument:
    """Return a page laid out for paper that loads nothing."""
    document = _Document()
    document.setUndoRedoEnabled(False)
    font = document.defaultFont()
    font.setPixelSize(15)
    document.setDefaultFont(font)
    document.setHtml(html)
    return document


class Paper:
    """Lays cases out: each begins on a page of its own, so that one is laid out at a time."""

    def __init__(self, pages: CasePages, head: Head) -> None:
        """Take who puts cases into words."""
        self._pages = pages
        self._head = head
        self.total = head.conversations

    def document(self, case: Case, *, first: bool) -> QTextDocument:
        """Return a case laid out in pages. Nothing is loaded: what a page names has no resource."""
        top = self._pages.top(self._head)
        if not first:
            top = top.partition("<h1>")[0]
        document = _Document()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        font = document.defaultFont()
        font.setPixelSize(15)
        document.setDefaultFont(font)
        document.setPageSize(INNER.size())
        document.setHtml(top + self._pages.case(case) + self._pages.end())
        return document

    @staticmethod
    def draw(painter: QPainter, document: QTextDocument, number: int) -> None:
        """Draw one page of a case, with `painter` on paper of the size of `PAGE`."""
        painter.save()
        painter.translate(INNER.left(), INNER.top() - number * INNER.height())
        clip = QRectF(0, number * INNER.height(), INNER.width(), INNER.height())
        painter.setClipRect(clip)
        document.drawContents(painter, clip)
        painter.restore()


def on_paper(
    device: QPagedPaintDevice, paper: Paper, cases: Iterable[Case]
) -> Generator[Progress, None, int]:
    """Draw cases on paper, one page at a time, each read when its turn comes; return how many pages."""
    painter = QPainter()
    pages = 0
    try:
        for n, case in enumerate(cases):
            document = paper.document(case, first=n == 0)
            for number in range(document.pageCount()):
                if not pages:
                    if not painter.begin(device):
                        raise BackupFailed("printer")
                else:
                    device.newPage()
                scale = device.width() / PAGE.width()  # a printer is finer
                painter.resetTransform()
                painter.scale(scale, scale)
                paper.draw(painter, document, number)
                pages += 1
                yield Progress(n, paper.total, "write")
    finally:
        if painter.isActive():
            painter.end()
    return pages


def write_pdf(target: Path, paper: Paper, cases: Iterable[Case]) -> Generator[Progress, None, int]:
    """Write a PDF, whole or not at all; return how many pages. Raises `BackupFailed`, `NoRoom`."""
    with whole_file(target) as partial:
        file = QFile(str(partial))
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise BackupFailed("open")
        made = QPdfWriter(file)
        made.setResolution(FINE)
        made.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(0, 0, 0, 0),
            )
        )
        try:
            pages = yield from on_paper(made, paper, cases)
        finally:
            del made
            file.close()
        _ask_after(file)
    return pages


def _ask_after(file: QFile) -> None:
    """Say what the writer of a PDF keeps to itself: that the disk took no more. Raises `OSError`."""
    said = file.error()
    if said is QFileDevice.FileError.ResourceError:
        raise OSError(errno.ENOSPC, "no room")
    if said is not QFileDevice.FileError.NoError:
        raise OSError(errno.EIO, file.errorString())


def picture(paper: Paper, document: QTextDocument, number: int, width: int) -> QImage:
    """Return a page as it will be on paper, `width` px wide."""
    scale = width / PAGE.width()
    image = QImage(width, round(PAGE.height() * scale), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    paper.draw(painter, document, number)
    painter.end()
    return image
