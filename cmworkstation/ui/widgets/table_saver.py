"""Saving any table of the program to a file, by one dialog."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain.table import Format, Table
from cmworkstation.i18n import tr, trn
from cmworkstation.ui.jobs import READ

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def formats() -> dict[str, Format]:
    """Return the formats as a file dialog offers them."""
    return {
        tr("CSV with commas (*.csv)"): Format.CSV,
        tr("CSV with semicolons, for spreadsheets in French (*.csv)"): Format.SEMICOLONS,
        tr("JSON Lines (*.jsonl)"): Format.JSON_LINES,
    }


def save_table(
    window: "MainWindow", parent: QWidget, name: str, make: Callable[[], Table]
) -> QFileDialog:
    """Ask where to, then make the table and write it on the reading lane; say what came of it."""
    chooser = QFileDialog(parent, tr("Save as a table"), str(window.home))
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setNameFilters(list(formats()))
    chooser.selectFile(f"{name}.csv")
    chooser.fileSelected.connect(
        lambda path: write_table(
            window, parent, make, Path(path), formats()[chooser.selectedNameFilter()]
        )
    )
    chooser.open()
    return chooser


def write_table(
    window: "MainWindow", parent: QWidget, make: Callable[[], Table], target: Path, form: Format
) -> None:
    """Write a table, as `save_table` does once the file is chosen."""
    services = cast("Services", window.services)
    if target.suffix == ".jsonl":
        form = Format.JSON_LINES

    def done(n: int) -> None:
        window.say(trn("Saved: {n} row.", "Saved: {n} rows.", n).format(n=n), 8000)

    work = lambda: services.tables.write(make(), target, form)  # noqa: E731 - one expression on a lane
    window.jobs.run(READ, work, done, partial(window.failed), owner=parent)
