"""Restoring a copy: which one, what will change, the work, and the restart. Until the restart nothing is changed."""

from collections.abc import Callable, Generator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.backup import Backup
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.reply import OutboxState
from cmworkstation.i18n import tr, trn
from cmworkstation.services.rescue import Difference, Rescue
from cmworkstation.ui import theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import problems, states

CHOOSE, CHANGES, READY, SECRET = range(4)
COPY = int(Qt.ItemDataRole.UserRole) + 2


class RestoreWizard(QDialog):
    """Makes a restore ready; `ready` tells that the workspace is to be opened again."""

    ready = Signal()

    def __init__(
        self, rescue: Rescue, jobs: JobRunner, now: Callable[[], datetime], parent: QWidget | None
    ) -> None:
        """Open at the list of copies."""
        super().__init__(parent)
        self._rescue = rescue
        self._jobs = jobs
        self._now = now
        self._difference = Difference(readable=False, related=False)
        self._opened: Backup | None = None  # what is restored: the chosen copy, or what it held
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Restore a backup"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, parent or self, 600, 520)
        self._build()
        self._list()
        self._go(CHOOSE)

    def _build(self) -> None:
        t = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(t.px(24), t.px(16), t.px(24), t.px(16))
        column.setSpacing(t.px(12))
        self._title = parts.label(kind="page")
        column.addWidget(self._title)
        self._steps = QStackedWidget()
        for step in (
            self._choose_step(),
            self._changes_step(),
            self._ready_step(),
            self._secret_step(),
        ):
            self._steps.addWidget(step)
        column.addWidget(self._steps, 1)
        self.working = parts.Working(self._jobs, self)
        self.working.busy.connect(self._busy)
        column.addWidget(self.working)
        self._trouble = parts.label(kind="error")
        self._trouble.hide()
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        self.back = QPushButton(tr("Back"))
        self.back.clicked.connect(lambda: self._go(CHOOSE))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        for button in (self.back, self.cancel):
            theme.mark(button, "quiet")
        self.next = QPushButton(tr("Continue"))
        theme.mark(self.next, "primary")
        self.next.setDefault(True)
        self.next.clicked.connect(self.forward)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.next)
        column.addLayout(row)

    def _choose_step(self) -> QWidget:
        page, column = _page()
        self.copies = remarks(tr("List of backups"))
        self.copies.itemActivated.connect(lambda _: self.forward())
        enter_acts_once(self.copies)
        column.addWidget(self.copies, 1)
        other = QPushButton(tr("Another file…"))
        other.clicked.connect(self._choose_file)
        column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        return page

    def _changes_step(self) -> QWidget:
        page, column = _page()
        self.changes = remarks(tr("What will change"))
        column.addWidget(self.changes, 1)
        self.keep = QCheckBox()
        self.keep.setChecked(True)
        self.keep.toggled.connect(lambda _: self._show_difference())
        self._kept = beside(self.keep, tr("Keep the drafts and replies written since then"))
        column.addWidget(self._kept)
        return page

    def _ready_step(self) -> QWidget:
        page, column = _page()
        column.addWidget(parts.label(tr("The backup was opened, checked and made ready.")))
        column.addWidget(
            parts.label(
                tr("The window closes now and opens again with it. Until then nothing is changed."),
                "soft",
            )
        )
        column.addStretch(1)
        return page

    def _secret_step(self) -> QWidget:
        page, column = _page()
        self.secret = parts.SecretField()
        column.addWidget(self.secret)
        column.addStretch(1)
        return page

    def _list(self) -> None:
        now = self._now()
        for one in self._rescue.listed():
            self._add(one, now)
        self.copies.setCurrentRow(0)

    def _add(self, one: Backup, now: datetime) -> None:
        icon = ("good", "good") if one.checked else ("info", "soft")
        item = remark(f"{parts.title(one, now)}\n{parts.contents(one)}", *icon)
        item.setData(COPY, one)
        self.copies.addItem(item)

    # Steps

    def _go(self, step: int) -> None:
        titles = {
            CHOOSE: tr("Which backup?"),
            CHANGES: tr("What will change"),
            READY: tr("Ready"),
            SECRET: tr("What opens it?"),
        }
        self._title.setText(titles[step])
        self._steps.setCurrentIndex(step)
        self._trouble.hide()
        self.back.setVisible(step in (CHANGES, SECRET))
        said = {CHANGES: tr("Restore"), READY: tr("Open it now")}
        self.next.setText(said.get(step, tr("Continue")))
        if step == CHOOSE and not self.copies.count():
            self._complain(
                tr("There is no backup here. Choose a file, or plug in the disk that holds one.")
            )
        self.next.setEnabled(step != CHOOSE or self.copies.count() > 0)
        front = {CHOOSE: self.copies, CHANGES: self.changes, SECRET: self.secret.field}
        front.get(step, self.next).setFocus()

    def forward(self) -> None:
        """Do what the page in front stands for."""
        step = self._steps.currentIndex()
        one = self._chosen()
        if step == READY:
            self.accept()
            self.ready.emit()
        elif one is None:
            self._complain(tr("Choose a backup first."))
        elif step == CHOOSE and one.sealed:
            self._ask_secret(one)
        elif step == CHOOSE:
            self._opened = one
            self.working.run(partial(self._rescue.compare, one), self._compared, self._failed)
        elif step == SECRET:
            opened = partial(self._unlocked_difference, one, self.secret.text())
            self.working.run(opened, self._unlocked, self._failed)
        else:
            keep = self._difference.related and self.keep.isChecked()
            work = partial(self._rescue.restore, self._opened or one, self._now(), keep=keep)
            self.working.run(work, lambda _: self._go(READY), self._failed)

    def _chosen(self) -> Backup | None:
        item: QListWidgetItem | None = self.copies.currentItem()
        return cast("Backup", item.data(COPY)) if item is not None else None

    def _ask_secret(self, one: Backup) -> None:
        try:
            self.secret.ask(passphrase=self._rescue.wants_passphrase(one))
        except Exception as error:  # noqa: BLE001 - said, whatever it is
            self._failed(error)
        else:
            self._go(SECRET)

    def _unlocked_difference(
        self, one: Backup, secret: str
    ) -> Generator[Progress, None, tuple[Backup, Difference]]:
        opened = yield from self._rescue.unlock(one, secret)
        return opened, self._rescue.compare(opened)

    def _unlocked(self, found: tuple[Backup, Difference]) -> None:
        self.secret.clear()
        self._opened, difference = found
        self._compared(difference)

    def _compared(self, difference: Difference) -> None:
        self._difference = difference
        self._kept.setVisible(difference.related and bool(difference.drafts or difference.replies))
        self._show_difference()
        self._go(CHANGES)

    def _show_difference(self) -> None:
        one, found = self._chosen(), self._difference
        if one is None:
            return
        self.changes.clear()
        for icon, role, text in lines(one, found, keep=self.keep.isChecked(), now=self._now()):
            self.changes.addItem(remark(text, icon, role))
        self.changes.setCurrentRow(0)

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, tr("A backup of the workspace"), str(self._rescue.folder))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(tr("Backups (*.db *.age.zip)"))
        chooser.fileSelected.connect(self.use_file)
        chooser.open()

    def use_file(self, chosen: str) -> None:
        """Offer another file as well, and choose it."""
        try:
            self._add(self._rescue.described(Path(chosen)), self._now())
        except Exception as error:  # noqa: BLE001 - said, whatever it is
            self._failed(error)
        else:
            self.copies.setCurrentRow(self.copies.count() - 1)
            self._go(CHOOSE)

    def _busy(self, working: bool) -> None:
        self.next.setEnabled(not working)
        self.back.setEnabled(not working)
        self._steps.setEnabled(not working)

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self._complain(f"{notice.text} {notice.hint}".strip())
        if self._steps.currentIndex() == SECRET:
            self.secret.field.setFocus()
            self.secret.field.selectAll()

    def _complain(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()

    def reject(self) -> None:
        """Change nothing: what was made ready is forgotten, and what was typed."""
        self.working.stop()
        self.secret.clear()
        self._jobs.run(
            parts.LANE, self._rescue.withdraw
        )  # behind whatever is still under way there
        super().reject()


def lines(
    one: Backup, found: Difference, *, keep: bool, now: datetime
) -> list[tuple[str, str, str]]:
    """Return what a restore changes: icon, role of its colour, a sentence."""
    said = [
        (
            "info",
            "accent",
            tr("The workspace becomes what it was {when}.").format(
                when=parts.moment(one.made_at, now)
            ),
        )
    ]
    if not found.readable:
        text = tr("The present file cannot be read: what was written since the backup is lost.")
        said.append(("warn", "warn", text))
    if found.messages:
        text = trn(
            "{n} newer message comes again from its platform.",
            "{n} newer messages come again from their platforms.",
            found.messages,
        )
        said.append(("good", "good", text.format(n=found.messages)))
    written = [(tr("Draft"), one) for one in found.drafts] + [
        (tr("Reply, {state}").format(state=states.state(OutboxState(one.state))), one)
        for one in found.replies
    ]
    for what, one_ in written:
        safe = keep and found.related
        text = tr("{what}, to {who}: {text}").format(
            what=what, who=foreign.line(one_.who, 60), text=foreign.line(one_.text, 120)
        )
        ends = tr("it is kept") if safe else tr("lost; it stays in the present file only")
        said.append(("good" if safe else "error", "good" if safe else "error", f"{text} – {ends}"))
    if found.undecided:
        text = trn(
            "{n} reply waits to leave in the backup. It is looked for among your own posts; nothing is sent twice.",
            "{n} replies wait to leave in the backup. They are looked for among your own posts; nothing is sent twice.",
            found.undecided,
        )
        said.append(("info", "accent", text.format(n=found.undecided)))
    said.append(("info", "accent", tr("Conversations marked done since then may wait again.")))
    said.append(
        ("good", "good", tr("The present file is kept beside the new one, under another name."))
    )
    return said


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(8))
    return page, column
