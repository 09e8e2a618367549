"""Everything out, as one file or as a folder; and how an export is found that lies somewhere."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.services import exchange
from cmworkstation.ui.taking_out.sheet import OutSheet
from cmworkstation.words import leaving

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class ExportDialog(OutSheet):
    """Writes all of the workspace, then reads it again and says by what it is known."""

    def __init__(self, window: "MainWindow") -> None:
        """Offer the two forms."""
        super().__init__(window, tr("Export everything"), tr("Save…"), (560, 460))
        self.paragraph(
            tr(
                "All messages, answers, drafts, internal notes, charters and files of this workspace, in a form that"
                " other programs read, with a text inside that explains it. No password is in it."
            )
        )
        self.paragraph(
            tr("It holds words of private persons: keep it as you would keep their letters."),
            "soft",
        )
        self.zip = self.radio(tr("One file (ZIP)"), tr("Easy to keep and to hand on."))
        self.folder = self.radio(
            tr("A folder of files"), tr("Easy to look into; pictures lie there as pictures.")
        )
        self.zip.setChecked(True)
        self.column.addStretch(1)

    def choose(self) -> None:
        """Ask where to."""
        if self.folder.isChecked():
            self.ask_folder(self.write_into)
        else:
            name = exchange.file_name(self.services.clock.now())
            self.ask_file(name, tr("Archives (*.zip)"), self.write_to)

    def write_into(self, chosen: str) -> None:
        """Make a folder within the chosen one."""
        name = exchange.file_name(self.services.clock.now(), folder=True)
        target, n = Path(chosen) / name, 2
        while target.exists():
            target, n = Path(chosen) / f"{name}-{n}", n + 1
        self._write(target, folder=True)

    def write_to(self, chosen: str) -> None:
        """Write the file."""
        self._write(Path(chosen), folder=False)

    def _write(self, target: Path, *, folder: bool) -> None:
        work = partial(exchange.export_and_verify, self.services.workspace, target, folder=folder)
        self.run(work, partial(self._written, target))

    def _written(self, target: Path, found: exchange.Verified) -> None:
        name = tr("Exported to {file}").format(file=foreign.line(target.name, 80))
        self.tell([(name, "good"), *leaving.found(found)])


class CheckDialog(OutSheet):
    """Compares an export with its list of contents; nothing is taken in."""

    def __init__(self, window: "MainWindow") -> None:
        """Say what happens."""
        super().__init__(window, tr("Check an export"), tr("Choose…"), (560, 420))
        self.paragraph(
            tr(
                "Every file of an export is compared with what was written, by its length and its fingerprint."
                " Nothing is imported or changed."
            )
        )
        self.paragraph(tr("Of a folder, choose the file “manifest.json” in it."), "soft")
        self.column.addStretch(1)

    def choose(self) -> None:
        """Ask which."""
        ask_export(self, self.windowTitle(), self.check)

    def check(self, chosen: str) -> None:
        """Look at it."""
        self.run(partial(exchange.verify, exchange.place(Path(chosen))), self._checked)

    def _checked(self, found: exchange.Verified) -> None:
        self.tell(leaving.found(found))


def ask_export(parent: QWidget, title: str, then: Callable[[str], object]) -> None:
    """Ask for an export: a ZIP file, or the list of contents in a folder."""
    chooser = QFileDialog(parent, title, str(Path.home()))
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
    chooser.setNameFilter(tr("Exports (*.zip manifest.json)"))
    chooser.fileSelected.connect(then)
    chooser.open()
