"""Preferences: language, look, size, keys."""

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr
from cmworkstation.services.answers import SIGNER
from cmworkstation.services.settings import AFTER_SENDING, HOLD
from cmworkstation.ui import teller, theme
from cmworkstation.ui.notification_form import NotificationForm
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import add_named, beside

UNDO_SECONDS: Final = (0, 5, 10, 20, 30, 60, 120)

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class PreferencesDialog(QDialog):
    """Asks once, changes everything at once."""

    def __init__(self, window: "MainWindow") -> None:
        """Show what is chosen now."""
        super().__init__(window)
        self._window = window
        kept = window.preferences
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Preferences"))
        self.language = _choice(
            [("", tr("As the system")), ("en", "English"), ("fr", "Français")], kept.language()
        )
        self.theme = _choice(
            [
                ("system", tr("As the system")),
                ("light", tr("Light")),
                ("dark", tr("Dark")),
                ("light-contrast", tr("Light, high contrast")),
                ("dark-contrast", tr("Dark, high contrast")),
            ],
            kept.theme(),
        )
        sizes = [(f"{size:.2f}", tr("{n} %").format(n=round(size * 100))) for size in theme.ZOOMS]
        self.zoom = _choice(sizes, f"{kept.zoom():.2f}")
        self.letters = QCheckBox()
        self.letters.setChecked(kept.letters())
        hint = QLabel(
            tr(
                "Switch this off if you use a screen reader or dictate. Every command has other keys."
            )
        )
        theme.mark(hint, "soft")
        hint.setWordWrap(True)
        t = theme.current()
        hint.setContentsMargins(t.px(26), 0, 0, t.px(4))  # under the words of its box
        inner = QWidget()
        form = QFormLayout(inner)
        form.setContentsMargins(0, 0, t.px(12), 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setVerticalSpacing(t.px(12))
        form.setHorizontalSpacing(t.px(16))
        add_named(form, tr("&Language"), self.language)
        add_named(form, tr("&Theme"), self.theme)
        add_named(form, tr("&Size"), self.zoom)
        form.addRow(beside(self.letters, tr("Single letters act in lists and conversations")))
        form.addRow(hint)
        self._add_keys(form)
        self._add_work(form)
        buttons = QDialogButtonBox(self)
        keep = buttons.addButton(tr("Use these"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.mark(keep, "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(24))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("Preferences"))
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)
        fit(self, window, 520, 480)

    def _add_keys(self, form: QFormLayout) -> None:
        self.keys = QPushButton(tr("Change the keys…"))
        self.keys.clicked.connect(self._show_keys)
        form.addRow(self.keys)

    def _add_work(self, form: QFormLayout) -> None:
        """Add what concerns the work itself: who signs, how long undo lasts, whether the desktop is told."""
        settings = cast("Services", self._window.services).settings
        self.signer = QLineEdit(settings.value(SIGNER))
        self.signer.setPlaceholderText(tr("Your name, as it stands in signatures"))
        add_named(form, tr("&Signed by"), self.signer)
        times = [(str(s), tr("{n} s").format(n=s) if s else tr("not at all")) for s in UNDO_SECONDS]
        self.hold = _choice(times, str(round(settings.hold_seconds())))
        add_named(form, tr("&Undo sending for"), self.hold)
        ways = [
            ("stay", tr("Stay there")),
            ("next", tr("Go to the next")),
            ("list", tr("Back to the list")),
        ]
        self.after = _choice(ways, settings.value(AFTER_SENDING, "stay"))
        add_named(form, tr("&After sending"), self.after)
        self.thanks = QCheckBox()
        courtesies = getattr(
            self._window.services, "courtesies", None
        )  # a window of plain pages has none
        self.thanks.setChecked(courtesies is None or courtesies.are_recognised())
        form.addRow(
            beside(self.thanks, tr("Closing thanks leave a settled conversation where it is"))
        )
        batches = getattr(self._window.services, "batches", None)
        caps = sorted({5, 10, 20, 50, 100, 200, batches.cap() if batches is not None else 20})
        self.cap = _choice([(str(n), str(n)) for n in caps], str(batches.cap() if batches else 20))
        add_named(form, tr("&People at once"), self.cap)
        self.told = NotificationForm(teller.wishes(self._window.preferences))
        form.addRow(self.told)
        self._add_copies(form)

    def _add_copies(self, form: QFormLayout) -> None:
        """Say when the last copy was made, and lead to the others."""
        services = cast("Services", self._window.services)
        copies = getattr(services, "backups", None)  # a window of plain pages has none
        if copies is None:
            return
        from cmworkstation.ui.backups import parts  # noqa: PLC0415 - before the list is asked for

        last = parts.label(parts.last_copy(copies.last(), services.clock.now()), "soft")
        self.copies = QPushButton(tr("Backups…"))
        self.copies.clicked.connect(self._show_copies)
        form.addRow(tr("Backups"), last)
        form.addRow("", self.copies)

    def _show_keys(self) -> None:
        self.reject()
        self._window.act("app.keys")

    def _show_copies(self) -> None:
        self.reject()
        self._window.act("workspace.backups")

    def accept(self) -> None:
        """Change what differs."""
        settings = cast("Services", self._window.services).settings
        if not self._window.read_only:
            settings.put(SIGNER, self.signer.text().strip())
            settings.put(HOLD, str(self.hold.currentData()))
            settings.put(AFTER_SENDING, str(self.after.currentData()))
            batches = getattr(self._window.services, "batches", None)
            if batches is not None and str(batches.cap()) != self.cap.currentData():
                batches.set_cap(int(self.cap.currentData()))
            courtesies = getattr(self._window.services, "courtesies", None)
            if courtesies is not None and courtesies.are_recognised() != self.thanks.isChecked():
                courtesies.recognise(on=self.thanks.isChecked())
        teller.keep(self._window.preferences, self.told.wishes())
        kept = self._window.preferences
        self._window.set_letters(on=self.letters.isChecked())
        language, name = self.language.currentData(), self.theme.currentData()
        zoom = float(self.zoom.currentData())
        super().accept()
        if language != kept.language():
            self._window.set_language(language)
        if (name, zoom) != (kept.theme(), kept.zoom()):
            self._window.set_look(name, zoom)


def _choice(choices: list[tuple[str, str]], chosen: str) -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(10)
    for key, words in choices:
        box.addItem(words, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
