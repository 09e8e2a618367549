"""Small buttons that several places share."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QToolButton

from cmworkstation.domain import foreign
from cmworkstation.ui import icons, theme


def tool(icon: str, title: str, pressed: Callable[..., object]) -> QToolButton:
    """Return a quiet button of one icon whose words are its tool tip and its name."""
    button = QToolButton()
    button.setIcon(icons.icon(icon))
    button.setToolTip(foreign.tooltip(title))
    button.setAccessibleName(title)
    theme.mark(button, "quiet")
    button.clicked.connect(lambda _=False: pressed())
    return button


def link(icon: str, words: str, pressed: Callable[[], object]) -> QPushButton:
    """Return a button that looks like a link, with an icon."""
    button = QPushButton(icons.icon(icon), theme.current().beside(words))
    theme.mark(button, "link")
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: pressed())
    return button
