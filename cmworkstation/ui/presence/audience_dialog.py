"""How many people follow each account, as a person reads it there: a number with its day."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import number, tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.words import days, problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class AudienceDialog(QDialog):
    """A field for each account; an empty one leaves its number as it is."""

    def __init__(self, window: "MainWindow") -> None:
        """Show the last number of each account beside its field."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Audience"))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        note = PlainLabel(
            tr(
                "How many people follow each account today, as its platform says. Leave empty what you do not know."
            )
        )
        note.setWordWrap(True)
        theme.mark(note, "soft")
        column.addWidget(note)
        self.fields: dict[AccountId, QLineEdit] = {}
        column.addWidget(self._list_accounts(), 1)
        self.trouble = PlainLabel()
        self.trouble.setWordWrap(True)
        theme.mark(self.trouble, "error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addWidget(self._buttons())
        fit(self, window, 460, 560)

    def _buttons(self) -> QWidget:
        foot = QWidget()
        row = FlowLayout(foot)
        self.keep = QPushButton(tr("Keep"))
        theme.mark(self.keep, "primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._keep)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.asker = QPushButton(tr("Ask the platforms"))
        self.asker.setAutoDefault(False)
        self.asker.clicked.connect(lambda _=False: self.ask())
        self.asker.setVisible(bool(self._askable()))
        row.addWidget(self.keep)
        row.addWidget(self.asker)
        row.addWidget(cancel)
        return foot

    def _list_accounts(self) -> QScrollArea:
        look = theme.current()
        inner = QWidget()
        form = QFormLayout(inner)
        form.setContentsMargins(0, 0, look.px(12), 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(look.px(8))
        known = self._services.dependence.counts()
        for account in self._services.dependence.accounts():
            field = QLineEdit()
            name = foreign.line(account.name, 60)
            field.setAccessibleName(tr("People who follow {account}").format(account=name))
            rows = known.get(account.id)
            if rows:
                day, n = rows[-1]
                last = tr("{n} on {day}").format(n=number(n), day=days.day(day))
                field.setPlaceholderText(last)
            else:
                field.setPlaceholderText(tr("unknown"))
            label = PlainLabel(name)
            label.setBuddy(field)
            form.addRow(label, field)
            self.fields[account.id] = field
        return scrolled(inner)

    def _askable(self) -> list[AccountId]:
        dependence = self._services.dependence
        return [one.id for one in dependence.accounts() if dependence.can_ask(one)]

    def ask(self) -> None:
        """Fill in what platforms say of themselves; a person still keeps it, or not."""
        for account_id in self._askable():
            self._window.jobs.run(
                account_lane(account_id),
                partial(self._services.dependence.ask, account_id),
                partial(self._answered, account_id),
                self._window.failed,
                owner=self,
            )

    def _answered(self, account_id: AccountId, n: int | None) -> None:
        if n is not None and not self.fields[account_id].text().strip():
            self.fields[account_id].setText(str(n))

    def _keep(self) -> None:
        given: dict[AccountId, int] = {}
        for account_id, field in self.fields.items():
            typed = "".join(one for one in field.text() if not one.isspace() and one not in ".,")
            if typed and not (typed.isascii() and typed.isdecimal()):
                self.trouble.setText(problems.reason("presence-count"))
                self.trouble.show()
                field.setFocus()
                return
            if typed:
                given[account_id] = int(typed)
        changes = Changes()
        try:
            for account_id, n in given.items():
                changes |= self._services.dependence.count(account_id, n)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.accept()
