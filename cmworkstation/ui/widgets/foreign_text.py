"""Strangers' words with links, quotes and code: shown, never obeyed.

Nothing is loaded, from the network or from disk; a link shows where it really leads and asks first.
"""

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QTextDocument
from PySide6.QtWidgets import QMessageBox, QTextBrowser, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.link import LinkTarget, link_target
from cmworkstation.i18n import tr
from cmworkstation.ui import theme


class ForeignText(QTextBrowser):
    """A text of a stranger. Give it HTML that was cleaned, or plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.document().setDocumentMargin(0)
        self.anchorClicked.connect(self.ask_to_open)

    def set_html(self, clean_html: str) -> None:
        """Show HTML that went through the cleaner; anything else is shown as it was written."""
        if not foreign.is_clean(clean_html):
            self.set_plain(clean_html)
            return
        self.document().setDefaultStyleSheet(self._look())
        self.setHtml(clean_html)
        self.setAccessibleName(foreign.line(self.toPlainText()))

    def set_plain(self, text: str) -> None:
        """Show plain text; nothing in it is taken for markup."""
        self.setPlainText(foreign.block(text))
        self.setAccessibleName(foreign.line(text))

    def _look(self) -> str:
        t = theme.current()
        return (
            f"a {{ color: {t.hex('accent')}; }}"
            f"blockquote {{ color: {t.hex('soft')}; margin-left: {t.px(12)}px; }}"
            f"code, pre {{ background: {t.hex('sunken')}; }}"
        )

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Answer every request with nothing, so that neither the network nor a file is touched."""
        del name
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return QImage(1, 1, QImage.Format.Format_ARGB32)
        return ""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy plain text only."""
        plain = QMimeData()
        plain.setText(self.textCursor().selection().toPlainText())
        return plain

    def ask_to_open(self, url: QUrl) -> None:
        """Show where a link leads and open it in the browser if the person says so."""
        target = link_target(url.toString(), self._words_of(url.toString()))
        ask_about_link(self, target).open()

    def _words_of(self, href: str) -> str:
        """Return the words under which a link stands, to notice when they name another place."""
        block = self.document().begin()
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                fragment = parts.fragment()
                if fragment.charFormat().anchorHref() == href:
                    return str(fragment.text())
                parts += 1
            block = block.next()
        return ""


def ask_about_link(parent: QWidget, target: LinkTarget) -> QMessageBox:
    """Return the question before a link is opened; the caller shows it by `open()`."""
    warnings = {
        "user": tr("Careful: a name stands before the real site, as in forged links."),
        "script": tr("Careful: the address mixes letters of several alphabets that look alike."),
        "number": tr("Careful: the site has no name, only a number."),
        "other": tr("Careful: the words of the link name another site."),
        "scheme": tr("It is no address of the web, or not a clear one. You can copy it and look."),
    }
    said = tr("This link leads to {host}.") if target.opens else tr("This link is not opened.")
    lines = [warnings.get(target.warning, ""), foreign.block(target.url, cap=500)]
    question = QMessageBox(parent)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setWindowTitle(tr("Open this link?") if target.opens else tr("Link"))
    # A host may have 253 letters; those that count are its last.
    question.setText(said.format(host=foreign.line(target.host, 260)))
    question.setInformativeText("\n\n".join(filter(None, lines)))
    if target.opens:
        opener = question.addButton(tr("Open in the browser"), QMessageBox.ButtonRole.AcceptRole)
        opener.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(target.url)))
    copier = question.addButton(tr("Copy the address"), QMessageBox.ButtonRole.ActionRole)
    stay = question.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(stay)
    copier.clicked.connect(lambda: QGuiApplication.clipboard().setText(target.url))
    return question
