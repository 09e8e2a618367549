"""Posting by hand: the answer to the clipboard, the message in the browser, and where the answer stands then.

Closing the dialog decides nothing: the reply waits in the outbox, in the person's hands.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import permalink
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.link import link_target
from cmworkstation.domain.reply import OutboxState
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.ui import notices, theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.foreign_text import ask_about_link
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.services.by_hand import Handed
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 30  # afterwards it is found in the outbox, for a week


def open_for(window: "MainWindow", outbox_id: OutboxId) -> "ByHandDialog | None":
    """Show what there is to do for a reply that is in the person's hands; None where it is not."""
    services = cast("Services", window.services)
    try:
        handed = services.by_hand.look(outbox_id)
    except WorkstationError as error:
        window.failed(error)
        return None
    dialog = ByHandDialog(window, handed)
    dialog.open()
    return dialog


def correct(window: "MainWindow", outbox_id: OutboxId) -> None:
    """Take back that a reply was posted, and show again what there is to do."""
    services = cast("Services", window.services)
    try:
        changes = services.by_hand.not_after_all(outbox_id)
    except WorkstationError as error:
        window.failed(error)
        return
    window.jobs.emit_changes(changes)
    open_for(window, outbox_id)


class ByHandDialog(QDialog):
    """Three steps, in the order in which they are done."""

    def __init__(self, window: "MainWindow", handed: "Handed") -> None:
        """Show a reply."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Post by hand"))
        self._window = window
        self._services = cast("Services", window.services)
        self._handed = handed
        self._row = handed.row
        look = theme.current()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, look.px(16))
        outer.setSpacing(look.px(12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("Steps"))
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(4))
        self._column.setSpacing(look.px(8))
        self._whom()
        self._first()
        self._second()
        self._third()
        self._column.addStretch(1)
        scroll.setWidget(inner)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._buttons())
        self._look()
        fit(self, window, 600, 620)

    # Building

    def _whom(self) -> None:
        account = self._services.accounts.one(self._row.account_id)
        text = tr("You post this in your browser, on {platform}. Nothing is sent from here.")
        if account.handle:
            text = tr(
                "You post this in your browser, as {handle} on {platform}. Nothing is sent from here."
            )
        platform = words.platform(account.look)
        self._say(text.format(handle=account.handle, platform=platform), "")
        moved = self._handed.moved
        n = len(moved.answers)
        if moved.deleted:
            self._say(tr("The message you answer was deleted by its author."), "warn")
        if moved.edited:
            self._say(tr("The message you answer was edited."), "warn")
        if n:
            said = trn("{n} new message in the thread.", "{n} new messages in the thread.", n)
            self._say(said.format(n=n), "warn")

    def _first(self) -> None:
        begins = self._row.begins
        self._say(tr("1. Copy your post") if begins else tr("1. Copy your answer"), "title")
        body = QPlainTextEdit(self._row.body)
        body.setReadOnly(True)
        body.setTabChangesFocus(True)
        body.setAccessibleName(tr("Your post") if begins else tr("Your answer"))
        lines = min(8, max(3, self._row.body.count("\n") + len(self._row.body) // 60 + 1))
        body.setFixedHeight(lines * body.fontMetrics().lineSpacing() + theme.current().px(16))
        self._column.addWidget(body)
        self.copy = QPushButton(tr("Copy the post") if begins else tr("Copy the answer"))
        theme.mark(self.copy, "primary")
        self.copy.clicked.connect(self._copy)
        self._column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        for one in self._handed.files:
            shown = ForeignLabel(labelled(one.name, one.alt) if one.alt else one.name, 4)
            self._column.addWidget(shown)
            if one.alt:
                copy = self._quiet(tr("Copy its description"), partial(self._window.copy, one.alt))
                copy.setAccessibleName(labelled(tr("Copy its description"), shown.text()))
        if self._handed.files:
            self._quiet(tr("Save the files to a folder…"), self._save)

    def _second(self) -> None:
        if self._row.begins:  # there is no message that it answers
            self._say(tr("2. Open the platform as this account"), "title")
            if link_target(self._handed.address).opens:
                self.browser = self._quiet(tr("Open in the browser"), self._open, kind="")
            return
        self._say(tr("2. Open the message"), "title")
        theirs = tr("{who}: {words}").format(
            who=self._row.target_author, words=self._row.target_text
        )
        self._column.addWidget(ForeignLabel(theirs, 4))
        if link_target(self._handed.address).opens:
            self.browser = self._quiet(tr("Open in the browser"), self._open, kind="")
        else:
            self._say(tr("Its address is not known here: look for it on the platform."), "soft")

    def _third(self) -> None:
        self._say(tr("3. Post it there, then say where it stands"), "title")
        self.address = QLineEdit(self._handed.seen)
        self.address.setAccessibleName(tr("Address of your answer"))
        self.address.setPlaceholderText(tr("Address of your answer, from the browser"))
        self.address.textChanged.connect(self._look)
        self._column.addWidget(self.address)
        self._quiet(tr("Paste the address"), self._paste)
        self.nowhere = QCheckBox(tr("It has no address of its own"))
        self.nowhere.toggled.connect(self._look)
        self._column.addWidget(self.nowhere)
        self.wrong = self._say("", "error")
        self.wrong.hide()

    def _buttons(self) -> QWidget:
        holder = QWidget()
        look = theme.current()
        column = QVBoxLayout(holder)
        column.setContentsMargins(look.px(24), 0, look.px(24), 0)
        line = QWidget()
        row = FlowLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        column.addWidget(line)
        self.posted = QPushButton(tr("It is posted"))
        theme.mark(self.posted, "primary")
        self.posted.clicked.connect(self._posted)
        self.not_posted = QPushButton(tr("Not posted: back to the draft"))
        self.not_posted.setAutoDefault(False)
        self.not_posted.clicked.connect(self._not_posted)
        later = QPushButton(tr("Later"))
        later.setAutoDefault(False)
        later.setToolTip(tr("It stays in the outbox, in your hands."))
        later.clicked.connect(self.reject)
        for one in (self.posted, self.not_posted, later):
            row.addWidget(one)
        return holder

    # What a person does

    def _copy(self) -> None:
        try:
            handed = self._services.by_hand.hand_out(self._row.id)
        except WorkstationError as error:
            self._failed(error)
            return
        self._window.copy(handed.row.body)
        self.copy.setText(tr("Copied: copy again"))
        theme.mark(self.copy, "")
        theme.restyle(self.copy)
        self._window.jobs.emit_changes(Changes(outbox=True))

    def _open(self) -> None:
        """Ask before the browser shows the message: its address is a stranger's."""
        ask_about_link(self, link_target(self._handed.address)).open()

    def _paste(self) -> None:
        self.address.setText(QGuiApplication.clipboard().text()[: permalink.LONGEST].strip())
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        places = QStandardPaths.StandardLocation
        folder = QStandardPaths.writableLocation(places.DownloadLocation)
        dialog = QFileDialog(self, tr("Save the files to a folder"), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self.save_into(Path(chosen)))
        dialog.open()

    def save_into(self, folder: Path) -> None:
        """Write the files of the reply into a folder."""
        try:
            self._services.by_hand.save_files(self._row.id, folder)
        except WorkstationError as error:
            self._failed(error)
        except OSError:
            self.wrong.setText(
                tr(
                    "The file could not be written there. Look at the space on the disk, or choose another folder."
                )
            )
            self.wrong.show()
        else:
            self._window.say(tr("Saved."))

    def _posted(self) -> None:
        nowhere = self.nowhere.isChecked()
        address = "" if nowhere else self.address.text()
        act = partial(self._services.by_hand.posted, self._row.id, address, nowhere=nowhere)
        if self._change(act):
            back = partial(correct, self._window, self._row.id)
            self._window.undo(tr("Kept as sent by hand."), UNDO_S, back)

    def _not_posted(self) -> None:
        if self._change(lambda: self._services.by_hand.not_posted(self._row.id)[1]):
            self._window.go("inbox")
            opener = getattr(self._window.page("inbox"), "open_conversation", None)
            if opener is not None:
                opener(self._row.conversation_id)
                self._window.act("inbox.by_hand")

    # Small steps

    def _change(self, act: Callable[[], Changes]) -> bool:
        try:
            changes = act()
        except WorkstationError as error:
            self._failed(error)
            return False
        self.accept()
        self._window.jobs.emit_changes(changes)
        return True

    def _failed(self, error: WorkstationError) -> None:
        """Say what is wrong where the person looks; what is in nobody's hands any more needs no dialog."""
        state = self._services.outbox.row(self._row.id).state
        if state is not OutboxState.BY_HAND:
            self.reject()
            self._window.jobs.emit_changes(Changes(outbox=True, drafts=True))
            self._window.failed(error)
            return
        self.wrong.setText(notices.words(error, None).text)
        self.wrong.show()

    def _look(self) -> None:
        nowhere = self.nowhere.isChecked()
        self.address.setEnabled(not nowhere)
        self.posted.setEnabled(nowhere or bool(permalink.read(self.address.text())))
        self.wrong.hide()

    def _say(self, text: str, kind: str) -> PlainLabel:
        label = PlainLabel(text)
        label.setWordWrap(True)
        if kind:
            theme.mark(label, kind)
        self._column.addWidget(label)
        return label

    def _quiet(self, label: str, act: Callable[[], object], kind: str = "quiet") -> QPushButton:
        button = QPushButton(label)
        button.setAutoDefault(False)
        theme.mark(button, kind)
        button.clicked.connect(lambda _=False: act())
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button
