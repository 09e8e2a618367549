"""The page of contacts in three parts: people, the card of one, and what we owe."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui.contacts.card_pane import CardPane
from cmworkstation.ui.contacts.owed_pane import OwedPane
from cmworkstation.ui.contacts.people_pane import PeoplePane
from cmworkstation.ui.tabbed import TabbedPage

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

PARTS = PEOPLE, CARD, OWED = "people", "card", "owed"


class ContactsPage(TabbedPage):
    """Where we are with each person: beginning, keeping, or ending."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self.people = PeoplePane(window, self.show_card)
        self.card = CardPane(window, partial(self.show_part, PEOPLE))
        self.owed = OwedPane(window, self.show_card)
        self.build(
            tr("Contacts"),
            {
                PEOPLE: (tr("People"), self.people),
                CARD: (tr("Card"), self.card),
                OWED: (tr("What we owe"), self.owed),
            },
        )
        window.register(
            "contacts",
            self.commands(),
            enabled={name: partial(self._can, name) for name in self.card.acts},
        )
        window.attach(self.people.list, "list")
        window.attach(self.owed.list, "list")

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front; the card is that of the person chosen in the list."""
        if name == CARD and self.card.contact_id() is None:
            person = self.people.current()
            if person is not None:
                self.card.show_contact(person.card.id)
        super().show_part(name)

    def show_card(self, contact_id: ContactId) -> None:
        """Show the card of somebody."""
        self.people.choose(contact_id)
        self.card.show_contact(contact_id)
        self.show_part(CARD)

    def refresh(self, changes: Changes) -> None:
        """Look again when something of it changed."""
        if changes.contacts or changes.outbox or changes.promises or changes.conversations:
            self.look()

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            PEOPLE: (self.people.list, self.people.search),
            CARD: (
                self.card.relations,
                self.card.wishes,
                self.card.names,
                self.card.lanes,
                self.card.line,
            ),
            OWED: (self.owed.list,),
        }[self.part.key()]

    def memory(self) -> object:
        """Return which part is in front, with whom."""
        return self.part.key(), self.card.contact_id()

    def recall(self, memory: object) -> None:
        """Show it again."""
        if isinstance(memory, tuple):
            part, contact_id = memory
            if contact_id:
                self.people.choose(contact_id)
                self.card.show_contact(contact_id)
            self.show_part(part)

    def _can(self, name: str) -> bool:
        return self.part.key() == CARD and self.card.can(name)
