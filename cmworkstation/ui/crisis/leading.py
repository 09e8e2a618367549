"""Leads from other pages to a row of the crisis desk."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


def open_action(window: "MainWindow", action_id: str) -> None:
    """Show the crisis desk with something that was agreed after a crisis chosen, "" for the first due."""
    from cmworkstation.ui.crisis.page import CrisisPage  # noqa: PLC0415 - a page that may not be built yet

    window.go("crisis")
    page = window.page("crisis")
    if isinstance(page, CrisisPage):
        page.lead_to(action_id)
