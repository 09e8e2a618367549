"""What the inbox gives away: the chosen conversations as a case file, the present list as a table."""

from functools import partial
from typing import TYPE_CHECKING, cast

from cmworkstation.i18n import tr
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.review.case_dialog import CaseDialog
from cmworkstation.ui.widgets.table_saver import save_table

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def case_file(window: "MainWindow") -> None:
    """Open a case file of the conversations that are selected, else of the open one."""
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    wanted = page.list.selected_ids() or [one for one in (page.opened_id(),) if one]
    if wanted:
        CaseDialog(window, wanted).open()
    else:
        window.say(tr("Select a conversation first."))


def list_as_table(window: "MainWindow") -> None:
    """Ask where to save one row per conversation of the list as it is."""
    page = window.page("inbox")
    assert isinstance(page, InboxPage)
    services = cast("Services", window.services)
    make = partial(services.tables.conversations, tuple(page.model.ids()))
    save_table(window, page, "conversations", make)
