"""The commands about people, for the window in front."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.ui import icons
from cmworkstation.ui.people.switching import become
from cmworkstation.words import people as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def show(window: "MainWindow") -> None:
    """Show who works here."""
    from cmworkstation.ui.people.dialog import PeopleDialog  # noqa: PLC0415 - when it is asked for

    PeopleDialog(window).open()


def act_as(window: "MainWindow") -> None:
    """Offer the people of this machine; where nobody was entered, show how to enter somebody."""
    services = cast("Services", window.services)
    here = [one for one in services.profiles.listed() if one.local]
    if not here:
        show(window)
        return
    now = services.profiles.current()
    menu = QMenu(window)
    menu.setObjectName("act-as")
    menu.setAccessibleName(tr("Act as"))
    menu.aboutToHide.connect(menu.deleteLater)
    for one in here:
        action = menu.addAction(f"{foreign.line(one.name, 60)} – {words.roles(one.roles)}")
        action.setCheckable(True)
        action.setChecked(one.id == now.id)
        action.triggered.connect(partial(become, window, one.id))
        if one.id == now.id:
            menu.setActiveAction(action)
    menu.addSeparator()
    menu.addAction(icons.icon("users", "soft"), tr("People…")).triggered.connect(
        partial(show, window)
    )
    place = window.status.people
    corner = place if place.isVisible() else window.status
    menu.popup(corner.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
