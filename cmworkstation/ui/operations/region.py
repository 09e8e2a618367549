"""Whose holidays the calendar shows: chosen by name where we have one, else typed as "FR-57"."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import operations as words
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class RegionDialog(QDialog):
    """Asks for a region, and keeps it where somebody knows its holidays."""

    kept = Signal()

    def __init__(self, window: "MainWindow") -> None:
        """Show the region as it is."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Whose holidays are shown"))
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        said = PlainLabel(
            tr(
                "They are shaded in the time line and in the calendar. Another region is written with its country’s"
                " code, as FR-57 or GB-SCT."
            )
        )
        said.setWordWrap(True)
        theme.mark(said, "soft")
        column.addWidget(said)
        self.region = QComboBox()
        self.region.setEditable(True)
        self.region.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.region.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.region.setMinimumContentsLength(16)
        self.region.setAccessibleName(tr("Region"))
        now = self._services.operations.region()
        for key in dict.fromkeys(("", *words.REGIONS, *filter(None, (now,)))):
            self.region.addItem(words.region(key), key)
        self.region.setCurrentIndex(self.region.findData(now))
        line = self.region.lineEdit()
        if line is not None:
            line.setAccessibleName(tr("Region"))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Region"), self.region)
        column.addLayout(form)
        self.trouble = PlainLabel()
        self.trouble.setWordWrap(True)
        theme.mark(self.trouble, "error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)
        foot = QWidget()
        row = FlowLayout(foot)
        keep, cancel = QPushButton(tr("Keep")), QPushButton(tr("Cancel"))
        theme.mark(keep, "primary")
        keep.setDefault(True)
        keep.setEnabled(not self._services.read_only)
        keep.clicked.connect(self._keep)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        for button in (keep, cancel):
            row.addWidget(button)
        column.addWidget(foot)
        fit(self, window, 440, 220)

    def _keep(self) -> None:
        typed = self.region.currentText().strip()
        at = self.region.findText(typed)
        key = str(self.region.itemData(at)) if at >= 0 else typed.upper()
        try:
            changes = self._services.operations.choose_region(key)
        except NotAllowed as refused:
            self.trouble.setText(problems.reason(str(refused)))
            self.trouble.show()
            self.region.setFocus()
            return
        self._window.jobs.emit_changes(changes)
        self.accept()
