"""The copies of this workspace: when the last was made, where they are, and what can be done with them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.backup import Backup, Rehearsal
from cmworkstation.i18n import tr
from cmworkstation.services import rehearsal
from cmworkstation.services.rescue import Rescue
from cmworkstation.ui import icons, theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import backups as plan_words
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

COPY = int(Qt.ItemDataRole.UserRole) + 2


class BackupsDialog(QDialog):
    """Shows the copies, makes one, tries one."""

    def __init__(self, window: "MainWindow") -> None:
        """Show what there is."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Backups"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, window, 600, 520)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(12))
        column.addWidget(self._copies(), 1)
        self.secret = parts.SecretField()
        self.secret.hide()
        column.addWidget(self.secret)
        self.working = parts.Working(window.jobs, self)
        self.working.busy.connect(self._busy)
        column.addWidget(self.working)
        self._said = parts.label()
        self._said.hide()
        column.addWidget(self._said)
        column.addWidget(self._buttons())
        self._look()

    def _copies(self) -> QScrollArea:
        t = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.px(12))
        self._last = parts.label(kind="bold")
        self._trial = parts.label(kind="soft")
        self._place = ElidedLabel()
        self._planned = parts.label(kind="soft")
        self._second = parts.label(kind="soft")
        theme.mark(self._place, "soft")
        for one in (self._last, self._trial, self._planned, self._place, self._second):
            column.addWidget(one)
        self.copies = remarks(tr("List of backups"))
        self.copies.setMinimumHeight(t.px(120))
        column.addWidget(self.copies, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.windowTitle())
        scroll.setWidget(inner)
        return scroll

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.now = QPushButton(
            icons.icon("save", "on_accent"), theme.current().beside(tr("Back up now"))
        )
        theme.mark(self.now, "primary")
        self.now.clicked.connect(self.back_up)
        self.trial = QPushButton(tr("Try a restore"))
        self.trial.clicked.connect(self.rehearse)
        self.restore = QPushButton(tr("Restore…"))
        self.restore.clicked.connect(self._restore)
        self.plan = QPushButton(tr("Plan…"))
        self.plan.clicked.connect(self.change_plan)
        self.folder = QPushButton(tr("Another folder…"))
        self.folder.clicked.connect(self._choose_folder)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.now, self.trial, self.restore, self.plan, self.folder, close):
            row.addWidget(one)
        self.now.setDefault(True)
        return holder

    def _look(self) -> None:
        now = self._services.clock.now()
        copies = self._services.backups
        self._last.setText(parts.last_copy(copies.last(), now))
        tried = copies.rehearsal()
        self._trial.setText(parts.last_trial(tried, now))
        theme.mark(self._trial, "soft" if tried is None else "good" if tried.well else "error")
        self._place.setText(
            tr("Folder: {folder}").format(folder=foreign.line(str(copies.folder()), 400))
        )
        self._planned.setText(plan_words.plan(copies.plan()))
        second = copies.second()
        self._second.setVisible(second is not None)
        if second is not None:
            self._second.setText(plan_words.second(second, now))
            theme.mark(self._second, "soft" if second.there else "warn")
        chosen = self.copies.currentRow()
        self.copies.clear()
        for one in copies.listed():
            icon = ("good", "good") if one.checked else ("info", "soft")
            item = remark(f"{parts.title(one, now)}\n{parts.contents(one)}", *icon)
            item.setData(COPY, one)
            self.copies.addItem(item)
        self.copies.setCurrentRow(max(0, chosen))
        self._busy(working=False)

    def _busy(self, working: bool) -> None:
        any_copy = self.copies.count() > 0
        self.now.setEnabled(not working and not self._services.workspace.damage)
        self.trial.setEnabled(not working and any_copy)
        self.restore.setEnabled(not working and any_copy and not self._window.read_only)
        for one in (self.folder, self.plan):
            one.setEnabled(not working and not self._window.read_only)

    def _chosen(self) -> Backup | None:
        item: QListWidgetItem | None = self.copies.currentItem()
        return cast("Backup", item.data(COPY)) if item is not None else None

    def back_up(self) -> None:
        """Write a copy now, also to the second place where that is there."""
        self.working.run(self._services.backups.make_everywhere, self._made, self._failed)

    def change_plan(self) -> None:
        """Change when, where and how copies are made."""
        from cmworkstation.ui.backups.plan_dialog import PlanDialog  # noqa: PLC0415 - when it is asked for

        dialog = PlanDialog(self._window, self)
        dialog.changed.connect(self._look)
        dialog.open()

    def _made(self, one: Backup) -> None:
        self._look()
        self._say(
            tr("The backup is whole: {contents}.").format(contents=parts.contents(one)), "good"
        )

    def rehearse(self) -> None:
        """Restore the chosen copy aside, look at it, throw it away."""
        one = self._chosen()
        if one is None:
            return
        if one.sealed and self.secret.isHidden():
            self.secret.ask(passphrase=Rescue(self._services.folder).wants_passphrase(one))
            self.secret.show()
            self.secret.field.setFocus()
            return
        secret = self.secret.text() if one.sealed else ""
        work = partial(rehearsal.rehearse, one, self._services.clock.now(), secret=secret)
        self.working.run(work, self._rehearsed, self._failed)

    def _rehearsed(self, done: Rehearsal) -> None:
        self._services.backups.note_rehearsal(done)
        self.secret.clear()
        self.secret.hide()
        self._look()
        self._said.hide()

    def _failed(self, error: Exception) -> None:
        self._look()
        notice = problems.error(error)
        self._say(f"{notice.text} {notice.hint}".strip(), "error")

    def _say(self, text: str, kind: str) -> None:
        theme.mark(self._said, kind)
        self._said.setText(text)
        self._said.show()

    def _restore(self) -> None:
        self.accept()
        self._window.act("workspace.restore")

    def _choose_folder(self) -> None:
        chooser = QFileDialog(self, tr("Folder for backups"), str(self._services.backups.folder()))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(self.use_folder)
        chooser.open()

    def use_folder(self, chosen: str) -> None:
        """Write copies there from now on."""
        try:
            self._services.backups.choose_folder(Path(chosen))
        except Exception as error:  # noqa: BLE001 - said, whatever it is
            self._failed(error)
        else:
            self._look()

    def done(self, result: int) -> None:
        """Stop what is under way when the dialog closes."""
        self.working.stop()
        self.secret.clear()
        super().done(result)
