"""Texts for others: seen in both languages before they are copied or saved. Nothing is sent from here."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.official_list import ENDINGS
from cmworkstation.domain.presence import Presence
from cmworkstation.i18n import language, tr
from cmworkstation.services.publicpages import LANGUAGES
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.plain_text import PlainTextField
from cmworkstation.words import presence as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

Make = Callable[[str, str], str]  # of a language and a form


class TextDialog(QDialog):
    """Shows a text in a language, and in one of several forms; copies and saves it."""

    def __init__(
        self,
        window: "MainWindow",
        title: str,
        note: str,
        make: Make,
        forms: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        """Show what `make` returns; forms are (key, words, ending of a file), the first is shown."""
        super().__init__(window)
        self._window = window
        self._make = make
        self._forms = forms or (("", "", ".txt"),)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        said = PlainLabel(note)
        said.setWordWrap(True)
        theme.mark(said, "soft")
        column.addWidget(said)
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(language())))
        self.form = QComboBox(self)
        self.form.setVisible(bool(forms))
        for key, name, _ in self._forms:
            self.form.addItem(name, key)
        holder = QWidget()
        row = FlowLayout(holder)
        _beside(row, tr("Language"), self.language)
        if forms:
            _beside(row, tr("Form"), self.form)
        column.addWidget(holder)
        self.text = PlainTextField()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(title)
        column.addWidget(self.text, 1)
        foot = QWidget()
        self.row = FlowLayout(foot)
        self.copy = QPushButton(tr("Copy the text"))
        theme.mark(self.copy, "primary")
        self.copy.clicked.connect(self._copy)
        self.saver = QPushButton(tr("Save to a file…"))
        self.saver.clicked.connect(self._save)
        self.closer = QPushButton(tr("Close"))
        self.closer.clicked.connect(self.reject)
        for one in (self.copy, self.saver, self.closer):
            one.setAutoDefault(False)
            self.row.addWidget(one)
        column.addWidget(foot)
        for box in (self.language, self.form):
            box.currentIndexChanged.connect(lambda _: self.show_text())
        fit(self, window, 640, 560)
        self.show_text()

    def show_text(self) -> None:
        """Make the text anew."""
        made = self._make(str(self.language.currentData()), str(self.form.currentData()))
        self.text.setPlainText(made)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._window.say(tr("Copied."))

    def _save(self) -> None:
        ending = self._forms[max(0, self.form.currentIndex())][2]
        chooser = QFileDialog(self, tr("Save to a file"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.selectFile(f"presence-{self.language.currentData()}{ending}")
        chooser.fileSelected.connect(self.save_to)
        chooser.open()

    def save_to(self, path: str) -> None:
        """Write the text to a file, whole or not at all."""
        services = cast("Services", self._window.services)
        try:
            services.tables.write_file(Path(path), self.text.toPlainText().encode())
        except WorkstationError as error:
            self._window.failed(error)
        else:
            self._window.say(tr("Saved."), 8000)


def official_dialog(window: "MainWindow") -> None:
    """Show the list of official accounts for the website."""
    services = cast("Services", window.services)
    names = {
        "html": tr("web page"),
        "fragment": tr("part of a web page"),
        "links": tr('rel="me" links for the head of a page'),
        "markdown": tr("Markdown"),
        "text": tr("plain text"),
        "json": tr("JSON"),
    }
    forms = [(key, name, ENDINGS[key]) for key, name in names.items()]
    note = tr(
        "Official names with an address of the web stand in it, and nobody who is behind them. Put it on your website,"
        " so that people can tell your accounts from others."
    )
    TextDialog(
        window,
        tr("Our official accounts"),
        note,
        lambda spoken, form: services.presence.official(form, spoken, words.platform),
        forms,
    ).open()


def report_dialog(window: "MainWindow", false: Presence) -> None:
    """Show the report on a name that is taken for ours."""
    services = cast("Services", window.services)
    note = tr(
        "The facts for the platform’s own form. Fill in what is left open; the program sends nothing."
    )
    TextDialog(
        window,
        tr("Report of an impersonation"),
        note,
        lambda spoken, _: services.presence.report(false.id, spoken, words.platform),
    ).open()


def farewell_dialog(window: "MainWindow", one: Presence) -> None:
    """Show the farewell for a name, and prepare it as a draft where an account of ours speaks there."""
    services = cast("Services", window.services)
    note = tr(
        "A draft stands below our newest post there, to be read again and sent by you. Where no account of this"
        " workspace speaks, copy the text."
    )
    dialog = TextDialog(
        window,
        tr("Farewell"),
        note,
        lambda spoken, _: services.presence.farewell(one.id, spoken),
    )
    prepare = QPushButton(tr("Prepare the draft"))
    prepare.setObjectName("prepare")
    prepare.setAutoDefault(False)
    prepare.setEnabled(bool(one.account_id) and not services.read_only)

    def begin() -> None:
        try:
            draft, changes = services.presence.farewell_draft(
                one.id, str(dialog.language.currentData())
            )
        except WorkstationError as error:
            window.failed(error)
            return
        window.jobs.emit_changes(changes)
        dialog.accept()
        window.say(tr("The draft is ready. Nothing was sent."), 8000)
        window.go("inbox")
        opener = getattr(window.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(draft.conversation_id)

    prepare.clicked.connect(begin)
    dialog.row.removeWidget(dialog.closer)  # it stays the last
    dialog.row.addWidget(prepare)
    dialog.row.addWidget(dialog.closer)
    dialog.open()


def _beside(row: FlowLayout, label: str, box: QComboBox) -> None:
    name = QLabel()
    name.setTextFormat(Qt.TextFormat.PlainText)
    name.setText(label)
    name.setBuddy(box)
    box.setAccessibleName(label)
    row.addWidget(name)
    row.addWidget(box)
