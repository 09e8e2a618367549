"""How large a dialog opens: as designed, and never beyond its window's width or the screen's height."""

from PySide6.QtWidgets import QDialog, QWidget

from cmworkstation.ui import theme

EDGE = 16  # px at 100 % left free on each side
TITLE_BAR = 48  # px that the desktop may add above


def fit(dialog: QDialog, window: QWidget, width: float, height: float) -> None:
    """Give `dialog` its size, in px at 100 %, as far as there is room over `window`."""
    look = theme.current()
    screen = window.screen().availableGeometry()
    wide = min(look.px(width), screen.width(), window.window().width() - 2 * look.px(EDGE))
    high = min(look.px(height), screen.height() - TITLE_BAR)
    dialog.resize(max(wide, dialog.minimumWidth()), max(high, dialog.minimumHeight()))
