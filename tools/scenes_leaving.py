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
