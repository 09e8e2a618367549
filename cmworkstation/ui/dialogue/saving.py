"""Saving a document in Markdown to a file."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.filenames import safe
from cmworkstation.i18n import tr

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def save_text(window: "MainWindow", parent: QWidget, name: str, text: str) -> QFileDialog:
    """Ask where to, and write a text there."""
    chooser = QFileDialog(parent, tr("Save as a document"), str(window.home))
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setNameFilters([tr("Markdown (*.md)")])
    chooser.selectFile(safe(f"{name[:60]}.md"))
    chooser.fileSelected.connect(partial(_write, window, text))
    chooser.open()
    return chooser


def _write(window: "MainWindow", text: str, path: str) -> None:
    services = cast("Services", window.services)
    try:
        services.tables.write_file(Path(path), text.encode("utf-8", "replace"))
    except WorkstationError as error:
        window.failed(error)
        return
    window.say(tr("Saved."), 8000)
