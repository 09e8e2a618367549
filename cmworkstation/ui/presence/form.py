"""One name of the register as a form. Never a secret: where it is kept is said, not what it is."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QWidget,
)

from cmworkstation.domain.official_list import is_web
from cmworkstation.domain.presence import Presence, Standing
from cmworkstation.i18n import tr
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.form_dialog import FormDialog
from cmworkstation.words import presence as words
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


class PresenceForm(FormDialog):
    """Asks for everything that is known of a name."""

    wanted = Signal(object)  # the name as it is to be kept

    def __init__(
        self, parent: QWidget, services: "Services", one: Presence, *, new: bool = False
    ) -> None:
        """Show a name as it is."""
        title = tr("Add a name") if new else tr("Change a name")
        does = tr("Add") if new else tr("Keep")
        super().__init__(parent, title, does, (560, 640), least=(300, 300), margin=20)
        self._one = one
        self._today = services.clock.now().astimezone().date()
        self.platform = QComboBox()
        self.status = QComboBox()
        self.account = QComboBox()
        self.in_keyring = QCheckBox()
        self.fields: dict[str, QLineEdit] = {}
        self._form = self.field_rows()
        self._offer(services)
        self._lay_out()
        self.doer.clicked.connect(self._keep)
        (self.fields["handle"] if new else self.fields["owner"]).setFocus()

    def _offer(self, services: "Services") -> None:
        one = self._one
        known = dict.fromkeys(
            [*(place.platform for place in services.handles.places), "email", "wordpress"]
        )
        if one.platform:
            known.setdefault(one.platform)
        for platform in sorted(known, key=lambda key: words.platform(key).casefold()):
            self.platform.addItem(words.platform(platform), platform)
        self.platform.setEditable(True)
        self.platform.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        at = self.platform.findData(one.platform)
        self.platform.setCurrentIndex(at)
        for standing in Standing:
            self.status.addItem(words.standing(standing), standing)
        self.status.setCurrentIndex(self.status.findData(one.status))
        self.account.addItem(tr("none of this workspace"), "")
        for account in services.accounts.listed():
            self.account.addItem(account.name, account.id)
        self.account.setCurrentIndex(max(0, self.account.findData(one.account_id)))
        self.in_keyring.setChecked(one.in_keyring)

    def _lay_out(self) -> None:
        self._add(tr("Platform"), self.platform)
        self._line("handle", tr("Name there"))
        self._line("address", tr("Address"), "https://")
        self._add(tr("What it is to us"), self.status)
        self._add(tr("Account of this workspace"), self.account)
        self._line("purpose", tr("What it is for"))
        self._line("owner", tr("Who is responsible"))
        self._line("deputy", tr("Second person"))
        self._line("recovery", tr("Recovery contact"))
        self._line("second_factor", tr("Who holds the second factor"))
        self._form.addRow(
            beside(
                self.in_keyring,
                tr("The password is in a keyring. It is never written down here."),
            )
        )
        self._day("renews_on", tr("To be renewed by"))
        self._day("rotated_on", tr("Credentials last changed on"), past=True)
        self._line("linked_from", tr("Page of ours that leads there"), "https://")
        self._line("verification", tr("Where it is verified"), "https://")
        self._day("made_on", tr("Made on"), past=True)
        self._day("used_on", tr("Last used on"), past=True)
        self._line("bio", tr("Version of description and picture"))

    def _line(self, name: str, label: str, placeholder: str = "") -> None:
        field = QLineEdit()
        field.setMaxLength(500)
        field.setText(str(getattr(self._one, name) or ""))
        field.setCursorPosition(0)
        field.setPlaceholderText(placeholder)
        self.fields[name] = field
        self._add(label, field)

    def _day(self, name: str, label: str, *, past: bool = False) -> None:
        field = DayField(label, getattr(self._one, name), today=self._today, past=past)
        self.fields[name] = field
        self._add(label, field)

    def _add(self, label: str, field: QWidget) -> None:
        field.setAccessibleName(label)
        if isinstance(field, QComboBox):
            if typed := field.lineEdit():
                typed.setAccessibleName(label)
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(10)
        self._form.addRow(label, field)

    def value(self) -> Presence:
        """Return what was entered."""
        said: dict[str, object] = {}
        for name, field in self.fields.items():
            said[name] = field.day() if isinstance(field, DayField) else field.text().strip()
        typed = self.platform.currentText().strip()
        at = self.platform.findText(typed)
        said["platform"] = self.platform.itemData(at) if at >= 0 else typed
        said["status"] = Standing(self.status.currentData())
        said["account_id"] = str(self.account.currentData() or "")
        said["in_keyring"] = self.in_keyring.isChecked()
        return replace(self._one, **said)  # type: ignore[arg-type]

    def _keep(self) -> None:
        for field in self.fields.values():
            if isinstance(field, DayField) and not field.sound():
                self.complain(field.complaint(), field)
                return
        one = self.value()
        if not one.platform or not one.handle:
            self.complain(problems.reason("presence-name"), self.fields["handle"])
        elif one.address and not is_web(one.address):
            self.complain(problems.reason("presence-address"), self.fields["address"])
        else:
            self.wanted.emit(one)
            self.accept()
