"""Somebody of the roster as a form: who, which numbers, when, and who stands in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.roster import Person, read_hours
from cmworkstation.domain.values import replace
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.form_dialog import FormDialog
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.roster import Roster


class RosterForm(FormDialog):
    """Asks for everything that one needs to call somebody."""

    wanted = Signal(object)  # Person

    def __init__(self, parent: QWidget, roster: "Roster", one: Person, *, new: bool) -> None:
        """Show somebody as they are."""
        title = tr("Put somebody on the roster") if new else tr("Change the roster")
        super().__init__(parent, title, tr("Add") if new else tr("Keep"), (460, 560), margin=20)
        self._one = one
        look = theme.current()
        form = self.field_rows(below=True)
        self.name = _line(form, tr("Name"), one.name)
        self.part = _line(form, tr("What they are here"), one.part)
        self.phones = QPlainTextEdit(one.phones)
        self.phones.setTabChangesFocus(True)
        self.phones.setFixedHeight(look.px(72))
        _add(form, tr("Telephone numbers, one per line"), self.phones)
        self.deputy = QComboBox()
        self.deputy.addItem(tr("nobody"), "")
        for each in roster.people():
            if each.id != one.id:
                self.deputy.addItem(foreign.line(each.name, 60), each.id)
        self.deputy.setCurrentIndex(max(0, self.deputy.findData(one.deputy_id)))
        _add(form, tr("Who stands in"), self.deputy)
        self.hours = _line(form, tr("On call"), one.hours)
        self.hours.setPlaceholderText(tr("mon-fri 08:00-18:00; sat 10:00-12:00, empty for always"))
        self.note = _line(form, tr("Good to know"), one.note)
        self.trouble.setText(
            tr(
                "Numbers stay in this workspace. They are on the call list, and in no page that is published."
            )
        )
        theme.mark(self.trouble, "soft")
        self.trouble.show()
        self.doer.clicked.connect(self._keep)
        self.name.setFocus()

    def _keep(self) -> None:
        reason = "" if self.name.text().strip() else "roster-name"
        try:
            read_hours(self.hours.text())
        except ValueError:
            reason = reason or "roster-hours"
        if reason:
            theme.mark(self.trouble, "error")
            theme.restyle(self.trouble)
            self.trouble.setText(problems.reason(reason))
            return
        self.wanted.emit(
            replace(
                self._one,
                name=self.name.text(),
                part=self.part.text(),
                phones=self.phones.toPlainText(),
                deputy_id=self.deputy.currentData() or "",
                hours=self.hours.text(),
                note=self.note.text(),
            )
        )
        self.accept()


def _line(form: QFormLayout, name: str, text: str) -> QLineEdit:
    made = QLineEdit(text)
    _add(form, name, made)
    return made


def _add(form: QFormLayout, name: str, field: QWidget) -> None:
    label = PlainLabel(name)
    label.setBuddy(field)
    field.setAccessibleName(name)
    form.addRow(label, field)
