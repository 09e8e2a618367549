"""Scroll areas whose viewport is known to Python.

What Qt made itself is known to its binding only after it has gone through all widget classes there are, which takes
as long as painting the first inbox. So areas that are asked for their viewport at the start get one made here.
"""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def own_viewport(area: QAbstractScrollArea) -> QWidget:
    """Give a new scroll area a viewport like that which Qt makes, and return it."""
    made = QWidget()
    made.setObjectName("qt_scrollarea_viewport")
    made.setBackgroundRole(QPalette.ColorRole.Base)
    made.setAutoFillBackground(True)
    area.setViewport(made)
    return made
