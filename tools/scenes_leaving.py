"""What leaves the workspace: an export and its check, pages, mail, dates."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.scenes import Stage


def leaving(stage: "Stage") -> Iterator[str]:
    """Every dialog by which something leaves, before and after it has written."""
    from cmworkstation.ui.taking_out.calendar_dialog import CalendarDialog  # noqa: PLC0415 - drawn when it is wanted
    from cmworkstation.ui.taking_out.export_dialog import CheckDialog, ExportDialog  # noqa: PLC0415
    from cmworkstation.ui.taking_out.selection_dialog import SelectionDialog  # noqa: PLC0415

    with TemporaryDirectory() as place:
        folder = Path(place)
        export = ExportDialog(stage.window)
        export.open()
        yield "-export"
        export.write_to(str(folder / "cmworkstation-2026-09-03.cmworkstation.zip"))
        stage.settle()
        yield "-exported"
        export.folder.setChecked(True)
        export.write_into(place)
        stage.settle()
        export.close()
        (made,) = (one for one in folder.iterdir() if one.is_dir())
        (made / "tables" / "message.jsonl").write_bytes(b"")
        check = CheckDialog(stage.window)
        check.open()
        check.check(str(made / "manifest.json"))
        stage.settle()
        yield "-check"
        check.close()
        pages = SelectionDialog(stage.window, (), as_mail=False)
        pages.open()
        pages.query.setText("has:attachment")
        yield "-pages"
        pages.write_into(place)
        stage.settle()
        yield "-pages-written"
        pages.close()
        calendar = CalendarDialog(stage.window)
        calendar.open()
        calendar.write_to(str(folder / "cmworkstation.ics"))
        stage.settle()
        yield "-calendar"
        calendar.close()


def plan(stage: "Stage") -> Iterator[str]:
    """The plan of the backups, a second place that is away, and what an encrypted copy asks for."""
    import pyrage  # noqa: PLC0415 - drawn when it is wanted

    from cmworkstation.domain.backup import Every, Keep  # noqa: PLC0415
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415
    from cmworkstation.ui.backups.dialog import BackupsDialog  # noqa: PLC0415
    from cmworkstation.ui.backups.plan_dialog import PlanDialog  # noqa: PLC0415
    from cmworkstation.ui.backups.restore_wizard import RestoreWizard  # noqa: PLC0415

    copies = stage.services.backups
    with TemporaryDirectory() as place:
        usb = Path(place) / "USB"
        copies.change(Every.DAY, Keep.USUAL, usb)
        copies.encrypt("", [str(pyrage.x25519.Identity.generate().to_public())])
        dialog = PlanDialog(stage.window, stage.window)
        dialog.open()
        yield "-dialog"
        dialog.keep_it()
        stage.settle()
        for _ in copies.make_everywhere():
            pass
        usb.rename(Path(place) / "away")
        backups = BackupsDialog(stage.window)
        backups.open()
        backups.rehearse()
        yield "-list"
        backups.close()
        rescue = Rescue(stage.services.folder)
        wizard = RestoreWizard(rescue, stage.window.jobs, stage.services.clock.now, stage.window)
        wizard.open()
        wizard.forward()
        wizard.secret.field.setText("wrong")
        wizard.forward()
        stage.settle()
        yield "-secret"
        wizard.close()
        copies.encrypt_no_more()
        copies.change(Every.DAY, Keep.USUAL, None)
