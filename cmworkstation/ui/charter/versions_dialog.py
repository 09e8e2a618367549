"""All versions of a charter: what each is, who signed, what differs between any two; signing, withdrawing, files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.charter.difference import difference
from cmworkstation.domain.charter.lifecycle import State
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import CharterInvalid, WorkstationError
from cmworkstation.i18n import tr
from cmworkstation.services.charter_archive import LARGEST, SUFFIX
from cmworkstation.services.versions import VersionRow
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import label
from cmworkstation.ui.charter.difference_view import DifferenceView
from cmworkstation.ui.charter.reason_dialog import ReasonDialog
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import days
from cmworkstation.words import versions as said

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UPRIGHT_BELOW = 600  # px of the dialog at 100 %
DRAFT = "draft"  # stands for the text that is being written, among hashes
LOOKS = {
    State.IN_FORCE: ("good", "good"),
    State.REVIEW: ("users", "accent"),
    State.APPROVED: ("calendar", "accent"),
    State.SUPERSEDED: ("history", "soft"),
    State.WITHDRAWN: ("close", "soft"),
    State.DRAFT: ("draft", "soft"),
}


class VersionsDialog(QDialog):
    """A list on one side, the differences between two of them on the other."""

    changed = Signal(object)  # Changes
    to_sign = Signal(object)  # VersionRow

    def __init__(
        self, window: "MainWindow", charter_id: str, draft: Callable[[], str], digest: str = ""
    ) -> None:
        """Show the versions of a charter; `draft` gives the text that is being written, `digest` comes to the front."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Versions of the charter"))
        self._window = window
        self._services = cast("Services", window.services)
        self._charter_id = charter_id
        self._draft = draft
        self._rows: tuple[VersionRow, ...] = ()
        self._build()
        fit(self, window, 920, 620)
        self._look(digest)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(12))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.versions: QListWidget = remarks(tr("Versions"))
        self.versions.currentRowChanged.connect(self._chosen)
        split.addWidget(self.versions)
        split.addWidget(self._build_compared())
        split.setSizes([look.px(340), look.px(520)])
        column.addWidget(split, 1)
        self._split = split
        self._why = label(kind="soft")
        column.addWidget(self._why)
        self._said = label(kind="error")
        self._said.hide()
        column.addWidget(self._said)
        column.addWidget(self._build_buttons())

    def _build_compared(self) -> QWidget:
        look = theme.current()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(look.px(8), 0, 0, 0)
        column.setSpacing(look.px(8))
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        self.old, self.new = QComboBox(), QComboBox()
        for text, box in ((tr("From"), self.old), (tr("to"), self.new)):
            name = PlainLabel(text)
            name.setBuddy(box)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(6)
            box.currentIndexChanged.connect(self._compare)
            row.addWidget(name)
            row.addWidget(box, 1)
        self.old.setAccessibleName(tr("Compare from"))
        self.new.setAccessibleName(tr("Compare to"))
        column.addLayout(row)
        self.view = DifferenceView()
        column.addWidget(self.view, 1)
        return holder

    def _build_buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.sign = QPushButton(tr("Read and sign…"))
        theme.mark(self.sign, "primary")
        self.sign.clicked.connect(self._sign)
        self.send_back = QPushButton(tr("Send back…"))
        self.send_back.clicked.connect(self._ask_send_back)
        self.withdraw = QPushButton(tr("Withdraw…"))
        self.withdraw.clicked.connect(self._ask_withdraw)
        self.save = QPushButton(tr("Save as a signed file…"))
        self.save.clicked.connect(self._save)
        self.take_up = QPushButton(tr("Begin a draft from it"))
        self.take_up.clicked.connect(self._take_up)
        self.take_in = QPushButton(tr("Take in a signed file…"))
        self.take_in.clicked.connect(self._take_in)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        acts = (self.sign, self.send_back, self.withdraw, self.take_up, self.save, self.take_in)
        for one in (*acts, close):
            row.addWidget(one)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the differences where it is narrow."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(2, 3) if upright else (340, 520))

    # Showing

    def _look(self, digest: str = "") -> None:
        self._rows = self._services.versions.listed(self._charter_id)
        at = next((n for n, row in enumerate(self._rows) if row.version.hash == digest), 0)
        self.versions.blockSignals(True)
        self.versions.clear()
        for row in self._rows:
            self.versions.addItem(remark(self._line(row), *LOOKS[row.state]))
        self.versions.blockSignals(False)
        for box in (self.old, self.new):
            box.blockSignals(True)
            box.clear()
            if self._draft():
                box.addItem(tr("Draft"), DRAFT)
            for row in self._rows:
                text = f"{row.version.number} · {said.state(row.state)} · {said.short(row.version.hash)}"
                box.addItem(text, row.version.hash)
            box.blockSignals(False)
        self.versions.setCurrentRow(at)
        self._chosen(at)

    def _line(self, row: VersionRow) -> str:
        one = row.version
        lines = [f"{one.number} · {said.since(one, row.state)}"]
        names = ", ".join(
            said.who(self._services.profiles.name(it.profile_id)) for it in row.sign_offs
        )
        signed = tr("signed by {names}").format(names=names) if names else ""
        if row.standing is not None:
            signed = " · ".join(filter(None, (said.standing(row.standing), signed)))
        made = tr("made on {day}").format(day=days.day_of(one.created_at))
        lines.append(" · ".join(filter(None, (signed, made, said.short(one.hash)))))
        return "\n".join(lines)

    def _row(self) -> VersionRow | None:
        at = self.versions.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _chosen(self, _row: int) -> None:
        row = self._row()
        if row is not None:
            base = row.version.base or self._before(row)
            self.old.setCurrentIndex(max(0, self.old.findData(base or row.version.hash)))
            self.new.setCurrentIndex(self.new.findData(row.version.hash))
        self._compare()
        why = row.version.why if row else ""
        self._why.setText(tr("Reason given: {why}").format(why=why) if why else "")
        self._why.setVisible(bool(why))
        self._buttons(row)

    def _before(self, row: VersionRow) -> str:
        older = [one for one in self._rows if one.version.created_at < row.version.created_at]
        return older[0].version.hash if older else ""

    def _buttons(self, row: VersionRow | None) -> None:
        may = not self._services.read_only
        state = row.state if row else None
        self.sign.setEnabled(may and state is State.REVIEW)
        self.send_back.setEnabled(may and state is State.REVIEW)
        self.withdraw.setEnabled(may and state in {State.APPROVED, State.IN_FORCE})
        self.take_up.setEnabled(may and row is not None)
        self.save.setEnabled(row is not None and bool(row.sign_offs))
        self.take_in.setEnabled(may)

    def _compare(self, _index: int = 0) -> None:
        texts = [self._text(box.currentData()) for box in (self.old, self.new)]
        if not all(texts):
            self.view.show_sentence(tr("Nothing to compare yet."))
            return
        try:
            old, new = (read_charter(text) for text in texts)
        except CharterInvalid:
            self.view.show_sentence(tr("The draft cannot be read yet; correct its problems first."))
            return
        self.view.show_changes(difference(old, new))

    def _text(self, which: str | None) -> str:
        if which == DRAFT:
            return self._draft()
        return self._services.versions.source(which) if which else ""

    # Acting

    def _sign(self) -> None:
        row = self._row()
        if row is not None:
            self.accept()
            self.to_sign.emit(row)

    def _ask_send_back(self) -> None:
        ReasonDialog(
            self,
            tr("Send back"),
            tr("What has to be done before it can be signed?"),
            tr("Send back"),
            self._send_back,
        ).open()

    def _send_back(self, why: str) -> None:
        if (row := self._row()) is not None:
            self._do(partial(self._services.versions.send_back, row.version.hash, why))

    def _ask_withdraw(self) -> None:
        row = self._row()
        if row is None:
            return
        if row.state is State.APPROVED:
            text = tr("It will not come into force. Its text goes on as a draft with a new number.")
        else:
            text = tr(
                "The version before holds again at once. Its text goes on as a draft with a new number."
            )
        ReasonDialog(self, tr("Withdraw"), text, tr("Withdraw"), self._withdraw).open()

    def _withdraw(self, why: str) -> None:
        if (row := self._row()) is not None:
            self._do(partial(self._services.versions.withdraw, row.version.hash, why))

    def _take_up(self) -> None:
        row = self._row()
        if row is None:
            return
        try:
            self._services.versions.take_up(row.version.hash)
        except WorkstationError as error:
            self._failed(error)
            return
        self.accept()
        self.changed.emit(Changes(charter=True))
        text = tr("The text of {number} is a draft now; look at it, then publish it.")
        self._window.say(text.format(number=row.version.number), 8000)

    def _do(self, work: Callable[[], Changes]) -> None:
        self._window.jobs.run(WRITE, work, done=self._done, failed=self._failed, owner=self)

    def _done(self, changes: Changes) -> None:
        self._said.hide()
        self.changed.emit(changes | self._services.sync.refresh_due())
        row = self._row()
        self._look(row.version.hash if row else "")

    def _failed(self, error: Exception) -> None:
        self._say(said.in_words(error))

    def _say(self, text: str, kind: str = "error") -> None:
        self._said.setText(text)
        theme.mark(self._said, kind)
        self._said.show()

    def _save(self) -> None:
        row = self._row()
        if row is None:
            return
        files = self._services.charter_files.with_files(row.version.hash)
        kinds = [tr("Signed charters (*.json)")]
        if files:  # what its answers bring goes along unless somebody wants the text alone
            kinds.insert(0, tr("Signed charters with their files (*.cmwcharter)"))
        dialog = QFileDialog(self, tr("Save as a signed file"), "", ";;".join(kinds))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ending = SUFFIX if files else ".charter.json"
        dialog.selectFile(f"{self._charter_id}-{row.version.number}{ending}")
        dialog.fileSelected.connect(partial(self.save_to, row.version.hash))
        dialog.open()

    def save_to(self, digest: str, path: str) -> None:
        """Write a version with its signatures to a file, with the files of its answers where its name says so."""
        target = Path(path)
        if target.suffix != SUFFIX:
            self._written(target, self._services.charter_files.written(digest).encode())
            return
        self._window.jobs.run(
            WRITE,
            partial(self._services.charter_files.packed, digest),
            done=partial(self._written, target),
            failed=self._failed,
            owner=self,
        )

    def _written(self, target: Path, data: bytes) -> None:
        try:
            target.write_bytes(data)
        except OSError:
            self._say(tr("The file could not be written; choose another folder."))
            return
        self._say(tr("Saved."), "good")

    def _take_in(self) -> None:
        kinds = tr("Signed charters (*.json *.cmwcharter)")
        dialog = QFileDialog(self, tr("Take in a signed file"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_from)
        dialog.open()

    def take_from(self, path: str) -> None:
        """Take in a version from a file, if every signature holds."""
        try:
            with Path(path).open("rb") as file:
                raw = file.read(LARGEST + 1)
        except OSError:
            self._say(tr("The file could not be read."))
            return
        work = partial(self._services.charter_files.take_in_file, raw)
        self._window.jobs.run(WRITE, work, done=self._taken, failed=self._failed, owner=self)

    def _taken(self, result: tuple[VersionRow, Changes]) -> None:
        row, changes = result
        self._charter_id = row.version.charter_id
        self._done(changes)
        self._look(row.version.hash)
        text = tr("{number} was taken in: {state}.")
        self._say(
            text.format(number=row.version.number, state=said.since(row.version, row.state)), "good"
        )
