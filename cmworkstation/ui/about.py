"""Who made this, under which licence, with which versions."""

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

from cmworkstation import __version__
from cmworkstation.i18n import tr


def about(parent: QWidget, sqlite: str) -> QMessageBox:
    """Return the box, with the version of SQLite that keeps the workspace; the caller opens it."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(tr("About CM Workstation"))
    box.setText(tr("CM Workstation {version}").format(version=__version__))
    box.setInformativeText(
        tr(
            "Free software under the GNU General Public License, version 3 or later. "
            "Your messages stay on this machine."
        )
        + f"\n\nPython {platform.python_version()}, Qt {qVersion()}, SQLite {sqlite}"
    )
    return box
