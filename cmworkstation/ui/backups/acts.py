"""The commands of the workspace as a whole, for the window in front."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cmworkstation.i18n import tr
from cmworkstation.ui.backups import parts

if TYPE_CHECKING:
    from cmworkstation.domain.backup import Backup
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def back_up(window: "MainWindow") -> None:
    """Write a copy on its lane; the status line says how it went."""
    services = cast("Services", window.services)

    def made(one: "Backup") -> None:
        said = tr("Backed up: {size}, opened and counted.")
        window.say(said.format(size=parts.title(one, services.clock.now())), 8000)

    window.say(tr("Backing up"))
    window.jobs.run(parts.LANE, services.backups.make_everywhere, done=made)


def backups(window: "MainWindow") -> None:
    """Show the copies."""
    from cmworkstation.ui.backups.dialog import BackupsDialog  # noqa: PLC0415 - when it is asked for

    BackupsDialog(window).open()


def plan(window: "MainWindow") -> None:
    """Show when, where and how copies are made, to change it."""
    from cmworkstation.ui.backups.plan_dialog import PlanDialog  # noqa: PLC0415 - when it is asked for

    PlanDialog(window, window).open()


def restore(window: "MainWindow") -> None:
    """Lead through a restore; the window opens again when it is ready."""
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415 - when it is asked for
    from cmworkstation.ui.backups.restore_wizard import RestoreWizard  # noqa: PLC0415

    services = cast("Services", window.services)
    wizard = RestoreWizard(Rescue(services.folder), window.jobs, services.clock.now, window)
    wizard.ready.connect(window.reopen_wanted)
    wizard.open()


def rescue(window: "MainWindow") -> None:
    """Offer what can be done about a damaged file."""
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415 - when it is asked for
    from cmworkstation.ui.backups.damaged import DamagedDialog  # noqa: PLC0415

    services = cast("Services", window.services)
    dialog = DamagedDialog(Rescue(services.folder), window.jobs, services.clock.now, window)
    dialog.reopen.connect(window.reopen_wanted)
    dialog.open()


def export(window: "MainWindow") -> None:
    """Offer to write everything but secrets."""
    from cmworkstation.ui.taking_out.export_dialog import ExportDialog  # noqa: PLC0415 - when it is asked for

    ExportDialog(window).open()


def check_export(window: "MainWindow") -> None:
    """Offer to compare an export with what was written."""
    from cmworkstation.ui.taking_out.export_dialog import CheckDialog  # noqa: PLC0415 - when it is asked for

    CheckDialog(window).open()


def site(window: "MainWindow") -> None:
    """Offer conversations as pages to read."""
    _selection(window, as_mail=False)


def mailbox(window: "MainWindow") -> None:
    """Offer conversations as mail."""
    _selection(window, as_mail=True)


def _selection(window: "MainWindow", *, as_mail: bool) -> None:
    from cmworkstation.ui.inbox.page import InboxPage  # noqa: PLC0415 - when it is asked for
    from cmworkstation.ui.taking_out.selection_dialog import SelectionDialog  # noqa: PLC0415

    page = window.page("inbox")
    selected = page.list.selected_ids() if isinstance(page, InboxPage) else ()
    SelectionDialog(window, selected, as_mail=as_mail).open()


def calendar(window: "MainWindow") -> None:
    """Offer what is due as a calendar."""
    from cmworkstation.ui.taking_out.calendar_dialog import CalendarDialog  # noqa: PLC0415 - when it is asked for

    CalendarDialog(window).open()


def take_in(window: "MainWindow") -> None:
    """Ask for an export and make the workspace of it."""
    from cmworkstation.ui.taking_out.export_dialog import ask_export  # noqa: PLC0415 - when it is asked for

    ask_export(window, tr("Import an archive"), partial(take_in_from, window))


def take_in_from(window: "MainWindow", chosen: str) -> None:
    """Show what an archive holds, and make the workspace of it."""
    from cmworkstation.services import exchange  # noqa: PLC0415 - when it is asked for
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415 - when it is asked for
    from cmworkstation.ui.backups.import_dialog import ImportDialog  # noqa: PLC0415

    services = cast("Services", window.services)
    rescue = Rescue(services.folder)
    dialog = ImportDialog(
        exchange.place(Path(chosen)), rescue, window.jobs, services.clock.now, window
    )
    dialog.ready.connect(window.reopen_wanted)
    dialog.open()
