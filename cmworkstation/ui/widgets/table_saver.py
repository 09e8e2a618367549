"""Saving any table of the program to a file, by one dialog."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from cmworkstation.domain.table import Format, Table
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.working import Working

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


BY_ENDING = {".jsonl": Format.JSON_LINES, ".md": Format.MARKDOWN}
PATIENCE_MS = 600  # before it is shown how far it is


def formats() -> dict[str, Format]:
    """Return the formats as a file dialog offers them."""
    return {
        tr("CSV with commas (*.csv)"): Format.CSV,
        tr("CSV with semicolons, for spreadsheets in French (*.csv)"): Format.SEMICOLONS,
        tr("Markdown (*.md)"): Format.MARKDOWN,
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
    """Write a table, as `save_table` does once the file is chosen; what takes long can be stopped."""
    services = cast("Services", window.services)
    form = BY_ENDING.get(target.suffix.lower(), form)

    def done(n: int) -> None:
        window.say(trn("Saved: {n} row.", "Saved: {n} rows.", n).format(n=n), 8000)

    saving = _Saving(window, parent, target.name)
    work = lambda: services.tables.write(make(), target, form)  # noqa: E731 - one expression on a lane
    saving.working.run(work, saving.then(done), saving.then(window.failed))


class _Saving(QDialog):
    """How far a table is written, once it takes long; to close it is to stop, and leaves nothing."""

    def __init__(self, window: "MainWindow", parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Save as a table"))
        look = theme.current()
        self.setMinimumWidth(look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        said = PlainLabel(name)
        said.setWordWrap(True)
        theme.mark(said, "title")
        column.addWidget(said)
        self.working = Working(window.jobs, self, READ)
        self.working.stopper.clicked.connect(self.reject)
        column.addWidget(self.working)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.open)
        self._patience.start(PATIENCE_MS)

    def then(self, act: Callable[[Any], object]) -> Callable[[Any], None]:
        """Return what closes this and then does what comes next."""

        def end(result: Any) -> None:  # noqa: ANN401 - whatever the work gives
            self.done(0)
            act(result)

        return end

    def done(self, result: int) -> None:
        """Stop what is under way."""
        self._patience.stop()
        self.working.stop()
        super().done(result)
        self.deleteLater()
