"""Writing a compliance bundle: of which time, where to; then whether it is what the workspace holds."""

from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.bundle import Compared, Period, Written
from cmworkstation.i18n import tr
from cmworkstation.services.bundle import file_name
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import bundle as wordings
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class BundleDialog(QDialog):
    """Asks for a period and a file, shows how far the work is, and says what came of it."""

    def __init__(self, window: "MainWindow") -> None:
        """Begin with everything."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Compliance bundle"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(300))
        fit(self, window, 560, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(12))
        column.addWidget(
            _label(
                tr(
                    "A ZIP with messages, replies, charters, approvals and the journal of a period: pages to read, data"
                    " for programs, and a small script by which anybody can check that nothing was changed. No secrets"
                    " are in it; people’s names and words are."
                ),
                "soft",
            )
        )
        self.since = self._day(tr("First day; empty for everything"))
        self.until = self._day(tr("Last day; empty for up to now"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("&From"), self.since)
        form.addRow(tr("&To"), self.until)
        column.addLayout(form)
        self.working = Working(window.jobs, self)
        self.working.busy.connect(self._busy)
        column.addWidget(self.working)
        self.said = _label("", "soft")
        self.said.hide()
        column.addWidget(self.said)
        column.addStretch(1)
        column.addWidget(self._buttons())

    def _day(self, hint: str) -> DayField:
        today = self._services.clock.now().astimezone().date()
        field = DayField(hint, today=today, past=True)
        field.setPlaceholderText(hint)
        return field

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.writer = QPushButton(
            icons.icon("save", "on_accent"), theme.current().beside(tr("Write the bundle…"))
        )
        theme.mark(self.writer, "primary")
        self.writer.clicked.connect(self.choose)
        self.comparer = QPushButton(tr("Compare a bundle…"))
        self.comparer.clicked.connect(self.choose_to_compare)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.writer, self.comparer, close):
            row.addWidget(one)
        self.writer.setDefault(True)
        return holder

    def period(self) -> Period | None:
        """Return the period that is asked for; None, with a word about it, where a day cannot be understood."""
        for field in (self.since, self.until):
            if not field.sound():
                self._say(field.complaint(), "error")
                field.setFocus()
                return None
        since, until = self.since.day(), self.until.day()
        after = until + timedelta(days=1) if until is not None else None
        return Period(_begin_of(since), _begin_of(after))

    def choose(self) -> None:
        """Ask where to."""
        if self.period() is None:
            return
        chooser = QFileDialog(self, tr("Compliance bundle"), str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(tr("Archives (*.zip)"))
        chooser.selectFile(file_name(self._services.clock.now()))
        chooser.fileSelected.connect(self.write_to)
        chooser.open()

    def write_to(self, chosen: str) -> None:
        """Write the bundle, then compare it with the workspace."""
        period = self.period()
        if period is None:
            return
        target = Path(chosen)
        work = partial(self._services.bundles.write, target, wordings.HtmlPages(), period)
        self.working.run(work, partial(self._written, target), self._failed)

    def choose_to_compare(self) -> None:
        """Ask which bundle."""
        chooser = QFileDialog(self, tr("Compare a bundle"), str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(tr("Archives (*.zip)"))
        chooser.fileSelected.connect(self.compare)
        chooser.open()

    def compare(self, chosen: str) -> None:
        """Read a bundle and say how it stands to the workspace."""
        work = partial(self._services.bundles.compare, Path(chosen))
        self.working.run(work, self._compared, self._failed)

    def _written(self, target: Path, done: Written) -> None:
        self._say(wordings.written(done, target.name), "good")

    def _compared(self, found: Compared) -> None:
        lines = wordings.compared(found)
        shown = lines[:8] + (["…"] if len(lines) > 8 else [])  # noqa: PLR2004 - the dialog has room for so many
        self._say("\n".join(shown), "good" if found.whole else "warn")

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self._say(f"{notice.text} {notice.hint}".strip(), "error")

    def _busy(self, working: bool) -> None:
        if working:
            self.said.hide()
        for one in (self.writer, self.comparer, self.since, self.until):
            one.setEnabled(not working)

    def _say(self, text: str, kind: str) -> None:
        theme.mark(self.said, kind)
        theme.restyle(self.said)
        self.said.setText(text)
        self.said.show()

    def done(self, result: int) -> None:
        """Stop what is under way when the dialog closes."""
        self.working.stop()
        super().done(result)


def _begin_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time()).astimezone() if day is not None else None


def _label(text: str, kind: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
