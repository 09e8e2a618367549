"""The step that asks for an address, and says what was found there."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from cmworkstation.domain import foreign
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.services.signin import Offer
from cmworkstation.ui.accounts.steps.step import FormStep, label
from cmworkstation.ui.widgets.fields import offer_to_clear
from cmworkstation.words import adding


class AddressStep(FormStep):
    """One field; what is typed there stays when the person goes back."""

    TITLE = N_("Which address?")

    def __init__(self) -> None:
        """Build the field."""
        super().__init__()
        self._help = label("", "soft")
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Address"))
        offer_to_clear(self.field)
        self.form.addRow(self._help)
        self.form.addRow(tr("Address"), self.field)
        self._found = label("", "good")
        self.form.addRow(self._found)

    def show_for(self, platform: str, offer: Offer | None) -> None:
        """Speak of this platform."""
        self._found.clear()
        self.field.setPlaceholderText(offer.address_example if offer else "")
        self._help.setText(adding.address_help(platform))

    def typed(self) -> str:
        """Return the address."""
        return self.field.text().strip()

    def tell(self, found: Any) -> None:  # noqa: ANN401 - a value of the sdk, shown only
        """Say what stands at the address."""
        text = tr("Found: {title} ({software})").format(
            title=foreign.line(found.title or found.server, 80),
            software=foreign.line(found.software, 60),
        )
        if found.entries is not None:
            text += " · " + trn("{n} entry", "{n} entries", found.entries).format(n=found.entries)
        self._found.setText(text)

    def first_focus(self) -> QWidget:
        """Return the field."""
        return self.field
