"""The commands about erasing, for the window in front."""

from functools import partial
from typing import TYPE_CHECKING, cast

from cmworkstation.domain import foreign
from cmworkstation.ui.jobs import WRITE

if TYPE_CHECKING:
    from cmworkstation.domain.message import Message
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def person(window: "MainWindow") -> None:
    """Show what is known of a person: of whoever wrote the current message, where there is one."""
    from cmworkstation.ui.erasing.person_dialog import PersonDialog  # noqa: PLC0415 - seldom needed

    one = _current(window)
    if one is None or one.ours:
        PersonDialog(window).open()
    else:
        called = foreign.line(one.author_name or one.author_handle, 80)
        PersonDialog(window, one.author_id, called).open()


def copies(window: "MainWindow") -> None:
    """Show the backups that are older than an erasure."""
    from cmworkstation.ui.erasing.copies_dialog import CopiesDialog  # noqa: PLC0415 - as above

    CopiesDialog(window).open()


def retention(window: "MainWindow") -> None:
    """Show how long things are kept."""
    from cmworkstation.ui.erasing.retention_dialog import RetentionDialog  # noqa: PLC0415 - as above

    RetentionDialog(window).open()


def hold(window: "MainWindow") -> None:
    """Ask why the current conversation must be kept, and keep it."""
    from cmworkstation.ui.erasing.hold_dialog import HoldDialog  # noqa: PLC0415 - as above

    one = _current(window)
    if one is None:
        return
    services = cast("Services", window.services)
    dialog = HoldDialog(window, foreign.line(one.title or one.author_name, 80))
    keep = services.erasures.hold_conversation
    dialog.reasoned.connect(
        lambda why: window.jobs.run(WRITE, partial(keep, one.conversation_id, why))
    )
    dialog.open()


def can_hold(window: "MainWindow") -> bool:
    """Tell whether a conversation is open that could be kept."""
    return not window.read_only and _current(window) is not None


def _current(window: "MainWindow") -> "Message | None":
    """Return the message that the inbox stands at, None while another page is in front."""
    from cmworkstation.ui.inbox.page import InboxPage  # noqa: PLC0415 - not before it is asked for

    page = window.page(window.current_key())
    return page.acts.current() if isinstance(page, InboxPage) else None
