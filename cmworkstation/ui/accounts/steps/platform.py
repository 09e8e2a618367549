"""The first step: which platform."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from cmworkstation.i18n import N_, tr
from cmworkstation.services.signin import Offer
from cmworkstation.ui.accounts.offers import OfferDelegate
from cmworkstation.ui.accounts.steps.step import Step
from cmworkstation.words import adding


class PlatformStep(Step):
    """A list of what can be added; `chosen` by a double click or Enter."""

    TITLE = N_("Where do people write to you?")
    chosen = Signal()

    def __init__(self, offers: Iterable[Offer]) -> None:
        """List these platforms."""
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Platform"))
        self.list.setItemDelegate(OfferDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        for offer in offers:
            said = [offer.title, adding.what_for(offer.key, offer.address_example)]
            if offer.experimental:
                said.append(adding.experimental(offer.title))
            item = QListWidgetItem("\n".join(said))
            item.setData(Qt.ItemDataRole.UserRole, offer.key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self.chosen.emit())
        self.column.addWidget(self.list)

    def key(self) -> str:
        """Return the platform that is chosen, "" for none."""
        chosen = self.list.selectedItems()
        return str(chosen[0].data(Qt.ItemDataRole.UserRole)) if chosen else ""

    def first_focus(self) -> QWidget:
        """Return the list."""
        return self.list
