"""The last step: the account's short name and colour here, its charter, how far back it is read."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSizePolicy, QWidget

from cmworkstation.domain import foreign
from cmworkstation.i18n import N_, tr
from cmworkstation.services.signin import SignedIn
from cmworkstation.ui import theme
from cmworkstation.ui.accounts.charter_choice import CharterChoice
from cmworkstation.ui.accounts.history import CHOICES
from cmworkstation.ui.accounts.steps.step import FormStep, label
from cmworkstation.words import adding

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

NO_OLDER = -1  # in place of days: no older messages are fetched
COLOURS = (  # what people call the twelve colours of accounts, by number, on light and dark ground alike
    *(N_("Blue"), N_("Red"), N_("Teal"), N_("Ochre"), N_("Violet"), N_("Green")),
    *(N_("Pink"), N_("Turquoise"), N_("Brown"), N_("Lavender"), N_("Olive"), N_("Plum")),
)


class NameStep(FormStep):
    """What a person may choose about an account that works."""

    TITLE = N_("How shall it be called here?")
    FORWARD = N_("Add the account")
    SCROLLS = True

    def __init__(self, services: "Services") -> None:
        """Build the fields."""
        super().__init__()
        self._services = services
        self._suggested = ""
        self.who = label("", "good")
        self.form.addRow(self.who)
        self.lacks = label("", "warn")
        self.form.addRow(self.lacks)
        self._show_lacks: Callable[[bool], None] = partial(self.form.setRowVisible, self.lacks)
        self._show_lacks(False)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Short name"))
        self.name.setMaxLength(60)
        self.form.addRow(tr("Short name"), self.name)
        self.colour = QComboBox()
        self.colour.setAccessibleName(tr("Colour"))
        look = theme.current()
        for number, name in enumerate(COLOURS):
            self.colour.addItem(_swatch(look.account(number)), tr(name), number)
        self.colour.setCurrentIndex(services.accounts.free_colour())
        self.colour.setIconSize(QSize(look.px(16), look.px(16)))
        self.form.addRow(tr("Colour"), self.colour)
        self.charter = CharterChoice(services.charters)
        self.form.addRow(tr("Charter"), self.charter)
        self.older = QComboBox()
        self.older.setAccessibleName(tr("Older messages"))
        self.older.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.older.setMinimumContentsLength(14)
        self.older.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.older.addItem(tr("Only what waits today"), NO_OLDER)
        for text, days in CHOICES:
            self.older.addItem(tr(text), days)
        self._older_label = QLabel(tr("Older messages"))
        self.form.addRow(self._older_label, self.older)
        self.protected = QCheckBox(tr("Ask me to retype the handle before sending"))
        self.form.addRow(self.protected)

    def show_for(self, signed: SignedIn) -> None:
        """Say who we are there, and suggest a name; what the person typed stays."""
        title = signed.found.title
        handle = foreign.line(signed.identity.handle, 120) or foreign.line(title, 80)
        self.who.setText(tr("It works: {handle}").format(handle=handle))
        self.lacks.setText(adding.lacking(signed.platform, signed.identity.settings))
        self._show_lacks(bool(self.lacks.text()))
        if self.name.text() in ("", self._suggested):
            self._suggested = (signed.identity.name or title)[:60]
            self.name.setText(self._suggested)
        for one in (self._older_label, self.older):
            one.setVisible(self._services.history.offered(signed.platform))

    def days(self) -> int | None:
        """Return how far back older messages are wanted, 0 for all, None for none of them."""
        chosen = int(self.older.currentData())
        return None if chosen == NO_OLDER else chosen

    def first_focus(self) -> QWidget:
        """Return the name."""
        return self.name


def _swatch(colour: QColor) -> QIcon:
    """Return a small square of an account's colour."""
    picture = QPixmap(theme.current().px(16), theme.current().px(16))
    picture.fill(colour)
    return QIcon(picture)
