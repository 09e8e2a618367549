"""What the side bar offers, as a menu: for windows where it has no room."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from cmworkstation.i18n import number, tr
from cmworkstation.ui import icons
from cmworkstation.ui.inbox.side_rows import Entry
from cmworkstation.ui.inbox.view_keys import ACCOUNT, OF_VIEWS, SECTIONS
from cmworkstation.ui.inbox.views_pane import ViewsPane

MOST_TOGETHER = 6  # a longer section has a menu of its own


def views_menu(
    pane: ViewsPane,
    view_picked: Callable[[str], object],
    account_picked: Callable[[str], object],
    parent: QWidget,
) -> QMenu:
    """Return a menu of all sections; whoever is called is told what `pane` would tell."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for section, title in SECTIONS.items():
        entries = pane.bar.lines.lines(section)
        if not entries:
            continue
        menu.addSeparator()
        apart = section != OF_VIEWS and len(entries) > MOST_TOGETHER
        place = menu.addMenu(tr(title)) if apart else menu
        for one in entries:
            if one.key.startswith(ACCOUNT):
                act = partial(account_picked, one.key.removeprefix(ACCOUNT))
            else:
                act = partial(view_picked, one.key)
            place.addAction(icons.icon(one.icon), _words(one), act)
    return menu


def _words(entry: Entry) -> str:
    """Return a line's words with its number; what stands below another says where."""
    said = entry.tip if entry.depth else entry.title
    if entry.count:
        said = f"{said}  {number(entry.count)}"
    return said.replace("&", "&&")
