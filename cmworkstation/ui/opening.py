"""Choosing another workspace: a folder to work in, or a copy in one file to read."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from cmworkstation.i18n import tr

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


def choose_folder(window: "MainWindow") -> QFileDialog:
    """Ask for the folder of a workspace, or an empty one; the window then tells who wants it."""
    dialog = _dialog(window, tr("Open another workspace"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(window, dialog)


def choose_copy(window: "MainWindow") -> QFileDialog:
    """Ask for a copy of a workspace, to be read only."""
    dialog = _dialog(window, tr("Open a copy to read it"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([tr("Copies of workspaces (*.db)"), tr("All files (*)")])
    return _opened(window, dialog)


def _dialog(window: "MainWindow", title: str) -> QFileDialog:
    dialog = QFileDialog(window, title, str(window.home))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def _opened(window: "MainWindow", dialog: QFileDialog) -> QFileDialog:
    dialog.fileSelected.connect(lambda chosen: window.another_wanted.emit(Path(chosen)))
    dialog.open()
    return dialog
