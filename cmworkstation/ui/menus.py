"""The native menu bar, made of the command rows, and the actions behind all keys of the whole window."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton

from cmworkstation.i18n import N_, tr
from cmworkstation.ui import icons, keys
from cmworkstation.ui.commands import COMMANDS, Command

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

TITLES: Final = {
    "file": N_("&File"),
    "edit": N_("&Edit"),
    "view": N_("&View"),
    "conversation": N_("&Conversation"),
    "answer": N_("&Answer"),
    "accounts": N_("A&ccounts"),
    "charter": N_("C&harter"),
    "workspace": N_("&Workspace"),
    "help": N_("&Help"),
}


def make_actions(window: "MainWindow", trigger: Callable[[Command], object]) -> dict[str, QAction]:
    """Return one action per command, with the keys that act everywhere, and add them to the window."""
    actions = {}
    for command in COMMANDS:
        action = QAction(keys.title(command), window)
        action.setObjectName(command.id)
        shortcuts = keys.everywhere(command)
        if shortcuts:
            action.setShortcuts([QKeySequence(key) for key in shortcuts])
        if command.id == "app.quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif command.id == "app.preferences":
            action.setMenuRole(QAction.MenuRole.PreferencesRole)
        action.triggered.connect(lambda _=False, row=command: trigger(row))
        actions[command.id] = action
    window.addActions(list(actions.values()))
    return actions


def make_menus(window: "MainWindow") -> dict[str, QMenu]:
    """Put empty menus into the menu bar and return them."""
    bar = window.menuBar()
    bar.clear()
    return {key: bar.addMenu(tr(title)) for key, title in TITLES.items()}


def fill_menus(
    window: "MainWindow", menus: Mapping[str, QMenu], actions: dict[str, QAction]
) -> None:
    """Put the actions into the menus; what a menu offers is settled each time it opens."""
    bar = window.menuBar()
    for key, menu in menus.items():
        rows = [command for command in COMMANDS if command.menu == key]
        menu.aboutToShow.connect(lambda shown=menu, rows=rows: _open(window, shown, rows, actions))
        # A shortcut must answer while its menu is shut, to say why a step is not possible.
        menu.aboutToHide.connect(lambda rows=rows: _release(rows, actions))
        _fill(menu, rows, actions)
    more = bar.findChild(QToolButton, "qt_menubar_ext_button")
    if more is not None:
        more.setIcon(icons.icon("more"))
        more.setAccessibleName(tr("More menus"))


def _fill(menu: QMenu, rows: list[Command], actions: dict[str, QAction]) -> None:
    group = rows[0].group if rows else 0
    for command in rows:
        if command.group != group:
            menu.addSeparator()
            group = command.group
        menu.addAction(actions[command.id])


def _open(
    window: "MainWindow", menu: QMenu, rows: list[Command], actions: dict[str, QAction]
) -> None:
    menu.setToolTipsVisible(True)
    for command in rows:
        action = actions[command.id]
        if command.icon and action.icon().isNull():
            action.setIcon(icons.icon(command.icon, "soft"))
        if command.help:
            action.setToolTip(tr(command.help))
        action.setEnabled(window.can(command.id))


def _release(rows: list[Command], actions: dict[str, QAction]) -> None:
    for command in rows:
        actions[command.id].setEnabled(True)
