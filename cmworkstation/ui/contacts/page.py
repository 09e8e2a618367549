"""The page of contacts in three parts: people, the card of one, and what we owe."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.contacts.card_pane import CardPane
from cmworkstation.ui.contacts.owed_pane import OwedPane
from cmworkstation.ui.contacts.people_pane import PeoplePane
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

PARTS = PEOPLE, CARD, OWED = "people", "card", "owed"


class ContactsPage(Page):
    """Where we are with each person: beginning, keeping, or ending."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self.people = PeoplePane(window, self.show_card)
        self.card = CardPane(window, partial(self.show_part, PEOPLE))
        self.owed = OwedPane(window, self.show_card)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = QLabel(tr("Contacts"))
        theme.mark(title, "page")
        head.addWidget(title)
        holder = QWidget()
        row = FlowLayout(holder)
        names = (tr("People"), tr("Card"), tr("What we owe"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for one in (self.people, self.card, self.owed):
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)
        acts = {**self.people.acts, **self.card.acts, **self.owed.acts}
        window.register(
            "contacts",
            {
                **{one: partial(self.show_part, one) for one in PARTS},
                **{name: partial(self._act, name) for name in acts},
            },
            enabled={name: partial(self._can, name) for name in self.card.acts},
        )
        window.attach(self.people.list, "list")
        window.attach(self.owed.list, "list")

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentIndex(PARTS.index(name))
        if name == CARD and self.card.contact_id() is None:
            person = self.people.current()
            if person is not None:
                self.card.show_contact(person.card.id)
        self._look()

    def show_card(self, contact_id: ContactId) -> None:
        """Show the card of somebody."""
        self.people.choose(contact_id)
        self.card.show_contact(contact_id)
        self.show_part(CARD)

    def refresh(self, changes: Changes) -> None:
        """Look again when something of it changed."""
        if changes.contacts or changes.outbox or changes.promises or changes.conversations:
            self._look()

    def shown(self) -> None:
        """Look again: what was not owed yesterday may be today."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list of the part in front."""
        return self.panes()[0]

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

    def _look(self) -> None:
        (self.people, self.card, self.owed)[self.stack.currentIndex()].look()

    def _can(self, name: str) -> bool:
        return self.part.key() == CARD and self.card.can(name)

    def _act(self, name: str, *_: object) -> None:
        """Carry out a command of a part, which comes to the front first."""
        for part, pane in ((PEOPLE, self.people), (CARD, self.card), (OWED, self.owed)):
            if name in pane.acts:
                if self.part.key() != part:
                    self.show_part(part)
                pane.acts[name]()
