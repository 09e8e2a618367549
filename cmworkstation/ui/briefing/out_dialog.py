"""A briefing that is finished: read here, and taken out as a file, on paper, or as a mail."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton

from cmworkstation.domain import foreign
from cmworkstation.domain.briefing import Briefing
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.filenames import safe
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.crisis.paper import PaperDialog
from cmworkstation.words import briefings as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class OutDialog(PaperDialog):
    """Shows a briefing as it went out, with every way out of it."""

    def __init__(self, window: "MainWindow", one: Briefing) -> None:
        """Show it."""
        services = cast("Services", window.services)
        department = services.briefings.department(one.department_id)
        look = theme.current()
        mail = QPushButton(icons.icon("mail"), look.beside(tr("As a mail…")))
        link = QPushButton(icons.icon("external"), look.beside(tr("Open as a mail")))
        files = QPushButton(icons.icon("folder"), look.beside(tr("All files with the feed…")))
        if not words.mail_link(one, department):
            link.setEnabled(False)
            link.setToolTip(foreign.tooltip(tr("Too long for a link; save it as a mail.")))
        day = one.span.until.astimezone().date().isoformat()
        name = safe(f"{one.department.replace('/', '-')}-{day}", otherwise="briefing")
        title = words.title(one.department, one.span)
        super().__init__(window, title, name, one.blocks, more=(mail, link, files))
        self._services = services
        self._one = one
        self._department = department
        self.mail, self.link, self.files = mail, link, files
        mail.clicked.connect(self._ask_mail)
        link.clicked.connect(self._open_mail)
        files.clicked.connect(self._ask_folder)

    def _ask_mail(self) -> None:
        chooser = QFileDialog(self, tr("Save as a mail"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([tr("Mail (*.eml)")])
        chooser.selectFile(f"{self._name}.eml")
        chooser.fileSelected.connect(lambda path: self.write_mail(Path(path)))
        chooser.open()

    def write_mail(self, target: Path) -> None:
        """Write the mail, which a program of mail opens as a draft."""
        content = words.as_mail(self._one, self._department)
        try:
            self._services.tables.write_file(target, content)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.say(tr("Saved. It is for you to send it."), 8000)

    def _open_mail(self) -> None:
        QDesktopServices.openUrl(QUrl(words.mail_link(self._one, self._department)))
        self._window.say(tr("Opened in your program of mail. It is for you to send it."), 8000)

    def _ask_folder(self) -> None:
        start = self._department.folder or str(self._window.home)
        chooser = QFileDialog(self, tr("Folder for briefings"), start)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(lambda path: self.write_files(Path(path)))
        chooser.open()

    def write_files(self, folder: Path) -> None:
        """Write page, Markdown and the feed of the latest briefings into a folder."""
        try:
            made = self._services.briefings.write_files(self._one.id, folder, words.BriefingPages())
        except WorkstationError as error:
            self._window.failed(error)
            return
        names = ", ".join(file.name for file in made)
        self._window.say(tr("Saved: {names}.").format(names=names), 8000)
