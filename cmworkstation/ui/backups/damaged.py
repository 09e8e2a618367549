"""A damaged workspace: what happened, and four ways to go on, none of which deletes anything."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.services.rescue import Rescue, Salvaged
from cmworkstation.ui import theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.backups.restore_wizard import RestoreWizard
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import problems, steps

SALVAGE, RESTORE, READ_ONLY, HELP = "salvage", "restore", "read-only", "help"
CHOICES, RESULT = range(2)


class DamagedDialog(QDialog):
    """Offers what can be done; `reopen` and `open_read_only` say how to go on."""

    reopen = Signal()
    open_read_only = Signal()

    def __init__(
        self, rescue: Rescue, jobs: JobRunner, now: Callable[[], datetime], parent: QWidget | None
    ) -> None:
        """Open at the choices."""
        super().__init__(parent)
        self._rescue = rescue
        self._jobs = jobs
        self._now = now
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("The workspace file is damaged"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, parent or self, 620, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(t.px(24), t.px(16), t.px(24), t.px(16))
        column.setSpacing(t.px(12))
        self._title = parts.label(tr("The workspace file is damaged"), "page")
        column.addWidget(self._title)
        self._steps = QStackedWidget()
        self._steps.addWidget(self._choices())
        self.result_list = remarks(tr("What came out"))
        self._steps.addWidget(self.result_list)
        column.addWidget(self._steps, 1)
        self.working = parts.Working(jobs, self)
        self.working.busy.connect(self._busy)
        column.addWidget(self.working)
        self._said = parts.label()
        self._said.hide()
        column.addWidget(self._said)
        row = QHBoxLayout()
        self.close_button = QPushButton(tr("Close"))
        theme.mark(self.close_button, "quiet")
        self.close_button.clicked.connect(self.reject)
        self.next = QPushButton(tr("Continue"))
        theme.mark(self.next, "primary")
        self.next.setDefault(True)
        self.next.clicked.connect(self.forward)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.next)
        column.addLayout(row)

    def _choices(self) -> QWidget:
        t = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, t.px(8), 0)
        column.setSpacing(t.px(4))
        column.addWidget(
            parts.label(
                tr(
                    "A part of it is not as the program wrote it: a disk error, an end without warning, or another"
                    " program. Nothing is written to it any more. Whatever you choose, the damaged file is kept."
                )
            )
        )
        column.addSpacing(t.px(8))
        newest = next((one for one in self._rescue.listed() if one.checked), None)
        when = parts.moment(newest.made_at, self._now()) if newest else ""
        self.choices: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        for key, said, more in (
            (
                SALVAGE,
                tr("Save what can be read into a new file"),
                tr("What is missing comes from the newest backup ({when}). Recommended.").format(
                    when=when
                )
                if newest
                else tr(
                    "There is no backup to fill gaps from; messages are read again from their platforms."
                ),
            ),
            (
                RESTORE,
                tr("Restore a backup"),
                tr("The newest is of {when}. You see first what would change.").format(when=when)
                if newest
                else tr("There is no backup beside the workspace; you can choose a file."),
            ),
            (
                READ_ONLY,
                tr("Open it to read only"),
                tr("What can be read can be searched; nothing is written or sent."),
            ),
            (
                HELP,
                tr("Save a copy of the damaged file, to ask for help"),
                tr("It holds your messages and drafts, and no passwords."),
            ),
        ):
            button = QRadioButton()
            button.setAccessibleDescription(more)
            self.choices[key] = button
            self._group.addButton(button)
            column.addWidget(beside(button, said))
            under = parts.label(more, "soft")
            under.setContentsMargins(t.px(26), 0, 0, t.px(8))
            column.addWidget(under)
        column.addStretch(1)
        can = self._rescue.can_salvage()
        self.choices[SALVAGE].setEnabled(can)
        self.choices[SALVAGE if can else RESTORE].setChecked(True)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("Ways to go on"))
        scroll.setWidget(inner)
        return scroll

    def forward(self) -> None:
        """Do what is chosen, or open the new file."""
        if self._steps.currentIndex() == RESULT:
            self.accept()
            self.reopen.emit()
            return
        chosen = next(key for key, button in self.choices.items() if button.isChecked())
        {SALVAGE: self._salvage, RESTORE: self._restore, READ_ONLY: self._read, HELP: self._help}[
            chosen
        ]()

    def _salvage(self) -> None:
        work = partial(self._rescue.salvage, self._now())
        self.working.run(work, self.show_result, self._failed)

    def show_result(self, found: Salvaged) -> None:
        """Show what came out of the damaged file."""
        self._title.setText(tr("This could be saved"))
        said = steps.salvaged(found.saved, found.filled, found.backup, found.husks, found.journal)
        for n, text in enumerate(said):
            worrying = n > 1 and (not found.backup or n > 2)  # noqa: PLR2004 - counts and the copy come first
            self.result_list.addItem(
                remark(text, *(("warn", "warn") if worrying else ("good", "good")))
            )
        self.result_list.addItem(
            remark(
                tr("The damaged file is kept beside the new one, under another name."),
                "good",
                "good",
            )
        )
        self._steps.setCurrentIndex(RESULT)
        self.next.setText(tr("Open the new file"))
        self.next.setFocus()

    def _restore(self) -> None:
        wizard = RestoreWizard(self._rescue, self._jobs, self._now, self)
        wizard.ready.connect(self._restored)
        wizard.open()

    def _restored(self) -> None:
        self.accept()
        self.reopen.emit()

    def _read(self) -> None:
        self.accept()
        self.open_read_only.emit()

    def _help(self) -> None:
        chooser = QFileDialog(self, tr("Where to save the copy"), str(Path.home()))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(self.save_for_help)
        chooser.open()

    def save_for_help(self, folder: str) -> None:
        """Copy the damaged file there, as it is."""
        work = partial(self._rescue.copy_for_help, Path(folder), self._now())
        self.working.run(work, self._saved_for_help, self._failed)

    def _saved_for_help(self, made: Path) -> None:
        self._say(tr("Saved as {file}.").format(file=foreign.line(str(made), 400)), "good")

    def _busy(self, working: bool) -> None:
        self.next.setEnabled(not working)
        self._steps.setEnabled(not working)

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self._say(f"{notice.text} {notice.hint}".strip(), "error")

    def _say(self, text: str, kind: str) -> None:
        theme.mark(self._said, kind)
        self._said.setText(text)
        self._said.show()

    def reject(self) -> None:
        """Change nothing."""
        self.working.stop()
        self._jobs.run(
            parts.LANE, self._rescue.withdraw
        )  # behind whatever is still under way there
        super().reject()
