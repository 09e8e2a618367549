"""Capturing a message: what was pasted, dropped or chosen is read, shown for correction, and taken in."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign, permalink
from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.capture import Capture, Guess, How
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.message import Message
from cmworkstation.domain.slot import resolve, zone_of
from cmworkstation.i18n import labelled, tr
from cmworkstation.ui import notices, theme
from cmworkstation.ui.capture.pictures import CapturedPictures
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.buttons import link
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.file_taking import FileDrops, ask_for_files, brings_files
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.zones import WhenEdit, zone_box
from cmworkstation.words import when as in_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from cmworkstation.domain.capture import Twin
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ZONE = "capture_zone"  # the one that was chosen last
PLACE = "capture_platform"
PAGES = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".eml")
USUAL = (
    "Facebook",
    "Instagram",
    "LinkedIn",
    "Nextdoor",
    "Reddit",
    "TikTok",
    "WhatsApp",
    "X",
    "YouTube",
)


class CaptureDialog(QDialog):
    """One message; what is known of it stands in the fields already."""

    kept = Signal(object)  # Captured

    def __init__(self, window: "MainWindow") -> None:
        """Begin with empty fields."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Capture a message"))
        self._window = window
        self._services = cast("Services", window.services)
        self._guess = Guess(How.PASTE)
        self._again = False
        look = theme.current()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, look.px(16))
        outer.setSpacing(look.px(12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("The message"))
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(4))
        self._column.setSpacing(look.px(12))
        self._column.addWidget(self._sources())
        self._column.addLayout(self._form())
        self.pictures = CapturedPictures(window, self._services)
        self.pictures.changed.connect(self._look)
        self._column.addWidget(self.pictures)
        self._column.addStretch(1)
        scroll.setWidget(inner)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._buttons())
        FileDrops(self, self.take)
        FileDrops(self.text.viewport(), self.take)
        self._show_platforms()
        self.when.show_local(self._services.clock.now().astimezone(self._zone()))
        self._look()
        fit(self, window, 620, 760)
        self.paster.setFocus()

    # Building

    def _sources(self) -> QWidget:
        holder = QWidget()
        line = FlowLayout(holder, 8)
        line.setContentsMargins(0, 0, 0, 0)
        self.paster = QPushButton(tr("Paste"))
        self.paster.setAutoDefault(False)
        self.paster.setToolTip(tr("A text, a page, a picture or a file that you copied."))
        self.paster.clicked.connect(lambda _=False: self.paste())
        self.chooser = QPushButton(tr("Choose a file…"))
        self.chooser.setAutoDefault(False)
        self.chooser.setToolTip(tr("A saved page, a mail or a picture; or drop it here."))
        self.chooser.clicked.connect(lambda _=False: self._choose())
        line.addWidget(self.paster)
        line.addWidget(self.chooser)
        said = PlainLabel(tr("Or drop a saved page, a mail or a picture here, or type."))
        said.setWordWrap(True)
        theme.mark(said, "soft")
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        column.addWidget(holder)
        column.addWidget(said)
        return box

    def _form(self) -> QFormLayout:
        look = theme.current()
        form = QFormLayout()
        form.setVerticalSpacing(look.px(8))
        form.setHorizontalSpacing(look.px(16))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.platform = QComboBox()
        self.platform.setEditable(True)
        self.platform.setAccessibleName(tr("Platform"))
        edit = self.platform.lineEdit()
        assert edit is not None
        edit.setAccessibleName(tr("Platform"))
        self.platform.setMinimumContentsLength(12)
        self.platform.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.platform.currentTextChanged.connect(self._platform_changed)
        self.author = _line(tr("Who wrote it"), self._look)
        self.handle = _line(tr("Their name there, such as @nadia"), self._look)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("What it says"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(look.px(96))
        self.text.textChanged.connect(self._look)
        self.when = WhenEdit()
        self.zone = zone_box(self._services.settings.value(ZONE))
        self.zone.setAccessibleName(tr("Time zone"))
        self.address = _line(tr("Its address, from the browser"), self._look)
        self.title = _line(tr("Its title, where it has one"), self._look)
        self.answers = QComboBox()
        self.answers.setAccessibleName(tr("Answers"))
        self.answers.setMinimumContentsLength(12)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.answers.setSizeAdjustPolicy(policy)
        self.platform.setSizeAdjustPolicy(policy)
        self.private = QCheckBox(tr("Only they and we can read it"))
        self.ours = QCheckBox(tr("We wrote it ourselves"))
        form.addRow(tr("&Platform"), self.platform)
        form.addRow(tr("&Author"), self.author)
        form.addRow(tr("Na&me there"), self.handle)
        form.addRow(tr("What it sa&ys"), self.text)
        form.addRow(tr("&Written"), self.when)
        form.addRow(tr("Time &zone"), self.zone)
        form.addRow(tr("A&ddress"), self.address)
        form.addRow(tr("T&itle"), self.title)
        form.addRow(tr("A&nswers"), self.answers)
        form.addRow("", self.private)
        form.addRow("", self.ours)
        return form

    def _before(self) -> QWidget:
        """Return what is said where the same was captured before."""
        self.before = QFrame()
        theme.mark(self.before, "card")
        column = QVBoxLayout(self.before)
        head = PlainLabel(tr("This was captured before:"))
        head.setWordWrap(True)
        theme.mark(head, "warn")
        column.addWidget(head)
        self.twin = ForeignLabel("", 2)
        column.addWidget(self.twin)
        self._twin: Twin | None = None
        self.shower = link("open", tr("Show it"), self._show_twin)
        column.addWidget(self.shower, 0, Qt.AlignmentFlag.AlignLeft)
        self.before.hide()
        return self.before

    def _buttons(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        look = theme.current()
        column.setContentsMargins(look.px(24), 0, look.px(24), 0)
        column.addWidget(self._before())
        self.wrong = PlainLabel()
        self.wrong.setWordWrap(True)
        theme.mark(self.wrong, "error")
        self.wrong.hide()
        column.addWidget(self.wrong)
        row = QWidget()
        line = FlowLayout(row, 8)
        line.setContentsMargins(0, 0, 0, 0)
        self.capture = QPushButton(tr("Capture"))
        theme.mark(self.capture, "primary")
        self.capture.clicked.connect(lambda _=False: self._keep())
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        line.addWidget(self.capture)
        line.addWidget(cancel)
        column.addWidget(row)
        return holder

    # What comes in

    def paste(self) -> None:
        """Read what stands on the clipboard."""
        source: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if source is None or not self.take(source):
            self._wrong(tr("There is nothing on the clipboard that can be captured."))

    def take(self, source: QMimeData) -> bool:
        """Read what was pasted or dropped; False where there is nothing to read."""
        captures = self._services.captures
        if brings_files(source):
            paths = [Path(one.toLocalFile()) for one in source.urls() if one.isLocalFile()]
            self._take_files(paths) if paths else self._add_pictures(source)
            return True
        if source.hasHtml() and "<article" in source.html().lower():
            markup = source.html()
            self._read(lambda: captures.of_page(markup))
            return True
        if not source.text().strip():
            return False
        text = source.text()
        self._read(lambda: captures.of_text(text))
        return True

    def _choose(self) -> None:
        ask_for_files(self, tr("Choose a saved page, a mail or a picture"), self._take_files)

    def _take_files(self, paths: list[Path]) -> None:
        captures = self._services.captures
        for path in paths:
            if path.suffix.lower() in PAGES:
                self._read(partial(captures.of_file, path))
            else:
                self.pictures.take([path])
                self._be(How.SCREENSHOT, path.name)

    def _add_pictures(self, source: QMimeData) -> None:
        self.pictures.take_from(source)
        self._be(How.SCREENSHOT, "")

    def _be(self, how: How, file: str) -> None:
        if self._guess.how is How.PASTE:
            self._guess = Guess(how, file=file)

    def _read(self, read: Callable[[], Guess]) -> None:
        """Read something on a lane: a page may be large."""
        self.wrong.hide()
        self._window.jobs.run(READ, read, self.show_guess, self._failed, owner=self)

    def show_guess(self, guess: Guess) -> None:
        """Put what is known into the fields; what is not known leaves them as they are."""
        self._guess = guess
        if guess.platform and not self.platform.currentText().strip():
            self.platform.setEditText(guess.platform)
        for field, value in (
            (self.author, guess.author),
            (self.handle, guess.handle),
            (self.title, guess.title),
            (self.address, guess.address),
        ):
            if value:
                field.setText(foreign.line(value, permalink.LONGEST))
        if guess.text:
            self.text.setPlainText(guess.text)
        if guess.at is not None:
            known = guess.at if guess.at.tzinfo is None else guess.at.astimezone(self._zone())
            self.when.show_local(known)
        self._look()

    def answer_to(self, place: Account, message: Message) -> None:
        """Begin as an answer to a message that was captured before."""
        self.platform.setEditText(place.name)
        self._platform_changed()
        place_of = self.answers.findData(message.id)
        self.answers.setCurrentIndex(max(0, place_of))
        self.private.setChecked(message.visibility is Visibility.PRIVATE)

    # What a person does

    def captured(self) -> Capture:
        """Return the message as it stands in the fields."""
        guess, text = self._guess, self.text.toPlainText()
        untouched = text.strip() == guess.text.strip()
        return Capture(
            platform=self.platform.currentText(),
            author=self.author.text(),
            at=self.at(),
            text=text,
            handle=self.handle.text(),
            title=self.title.text(),
            address=self.address.text(),
            parent_id=self.answers.currentData(),
            visibility=Visibility.PRIVATE if self.private.isChecked() else Visibility.PUBLIC,
            ours=self.ours.isChecked(),
            how=guess.how,
            file=guess.file,
            html=guess.html if untouched else "",
            pictures=self.files(),
        )

    def files(self) -> tuple[MediaFile, ...]:
        """Return the pictures that go along."""
        return self.pictures.files()

    def at(self) -> datetime:
        """Return when it was written."""
        return resolve(self.when.local(), self.zone.currentData())[0]

    def _keep(self) -> None:
        capture = self.captured()
        twins = self._services.captures.twins(capture)
        if twins and not self._again:
            self._show_before(twins[0])
            return
        try:
            kept, changes = self._services.captures.keep(capture, again=self._again)
        except WorkstationError as error:
            self._failed(error)
            return
        settings = self._services.settings
        settings.put(ZONE, self.zone.currentData())
        settings.put(PLACE, capture.platform)
        self.accept()
        self._window.jobs.emit_changes(changes)
        self.kept.emit(kept)

    def _show_before(self, twin: "Twin") -> None:
        """Say what is here already, and let the next press mean it all the same."""
        self._twin = twin
        at = in_words(twin.at, self._services.clock.now())
        self.twin.set_foreign(f"{twin.author}, {at}: {twin.text}")
        self.before.show()
        label = (
            tr("Keep it as an edit of that") if twin.same_address else tr("Capture all the same")
        )
        self.capture.setText(label)
        self._again = True
        self.shower.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_twin(self) -> None:
        twin = self._twin
        if twin is None:
            return
        self.reject()
        self._window.go("inbox")
        opener = getattr(self._window.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(twin.conversation_id, twin.message_id)

    # Small steps

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste where no text is written."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def _zone(self) -> "ZoneInfo | None":
        return zone_of(self.zone.currentData())

    def _show_platforms(self) -> None:
        here = [one.name for one in self._services.captures.places()]
        folded = {one.casefold() for one in here}
        self.platform.addItems([*here, *(one for one in USUAL if one.casefold() not in folded)])
        self.platform.setEditText(self._services.settings.value(PLACE))

    def _platform_changed(self) -> None:
        """Offer the messages that were captured on this platform as those that this one answers."""
        chosen = self.answers.currentData()
        self.answers.clear()
        self.answers.addItem(tr("Nothing: a conversation of its own"), None)
        for one in self._services.captures.answerable(self.platform.currentText()):
            self.answers.addItem(
                labelled(foreign.line(one.author, 40), foreign.line(one.text, 80)), one.message_id
            )
        self.answers.setCurrentIndex(max(0, self.answers.findData(chosen)) if chosen else 0)
        self._look()

    def _look(self) -> None:
        """Let the button be pressed once there is what a message needs; what was captured before is looked at anew."""
        says = bool(self.text.toPlainText().strip() or self.files())
        who = bool(self.author.text().strip() or self.handle.text().strip())
        self.capture.setEnabled(says and who and bool(self.platform.currentText().strip()))
        self.capture.setText(tr("Capture"))
        self.before.hide()
        self._again = False
        self.wrong.hide()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, WorkstationError):
            raise error
        self._wrong(notices.words(error, None).text)

    def _wrong(self, said: str) -> None:
        self.wrong.setText(said)
        self.wrong.show()


def _line(name: str, changed: Callable[[], object]) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    field.textChanged.connect(lambda _: changed())
    return field
