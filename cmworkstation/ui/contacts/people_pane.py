"""Everybody we know by more than a message: with the light of each relation in words, found by any of their names."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Card, ContactId
from cmworkstation.domain.relation import Light, Phase
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.services.relations import Person
from cmworkstation.ui import icons, theme
from cmworkstation.ui.contacts.cards import SaveCardsForm, ask_cards
from cmworkstation.ui.contacts.linking import NewForm
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import platform
from cmworkstation.words import relations as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ID = Qt.ItemDataRole.UserRole
LEAST = 180  # px at 100 %, of the list
LINE = "\u2028"  # ends a line within a row
DEMO = "demo"  # says nothing in a workspace where everything is a demonstration
ROLES = {Light.GOOD: "good", Light.SOON: "warn", Light.LATE: "error"}


class PeoplePane(QScrollArea):
    """A list of contacts, and below it what can be done."""

    def __init__(self, window: "MainWindow", open_card: Callable[[ContactId], None]) -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._open = open_card
        self.people: tuple[Person, ...] = ()
        self._wanted = ""
        self.acts: dict[str, Callable[[], object]] = {
            "search": self._search,
            "new": self._new,
            "open": self._open_current,
            "save_table": self._save,
            "save_cards": self._save_cards,
            "take_cards": self._take_cards,
        }
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.search = SearchField(tr("Name, handle, region or topic"))
        self.search.searched.connect(lambda _: self.look())
        column.addWidget(self.search)
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "soft")
        column.addWidget(self.summary)
        self.list = found_rows(tr("Contacts"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.itemActivated.connect(lambda _: self._open_current())
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self.empty = EmptyState()
        self._stack.addWidget(self.empty)
        holder.setMinimumHeight(look.px(LEAST))
        column.addWidget(holder, 1)
        foot = QWidget()
        flow = FlowLayout(foot)
        self._buttons: dict[str, QPushButton] = {}
        for name, icon, text in (
            ("open", "user", tr("Open the card")),
            ("new", "add", tr("New contact…")),
            ("save_table", "download", tr("Save as a table…")),
            ("save_cards", "download", tr("Save as cards…")),
            ("take_cards", "folder", tr("Take in cards…")),
        ):
            role = "on_accent" if name == "open" else "text"
            button = QPushButton(icons.icon(icon, role), look.beside(text))
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            flow.addWidget(button)
        theme.mark(self._buttons["open"], "primary")
        column.addWidget(foot)
        hold(self, inner)
        self.setAccessibleName(tr("Contacts"))
        self._show(())

    def look(self) -> None:
        """Read again, on the reading lane: each relation looks at what was said."""
        people = partial(self._services.relations.people, self.search.text().strip())
        self._window.jobs.run(READ, people, self._show, self._window.failed, owner=self)

    def choose(self, contact_id: str) -> None:
        """Choose a contact, now or when it is read."""
        self._wanted = contact_id
        for n in range(self.list.count()):
            if self.list.item(n).data(ID) == contact_id:
                self.list.setCurrentRow(n)

    def current(self) -> Person | None:
        """Return the contact that is chosen."""
        item: QListWidgetItem | None = self.list.currentItem()
        chosen = str(item.data(ID)) if item is not None else ""
        return next((one for one in self.people if one.card.id == chosen), None)

    def _show(self, people: tuple[Person, ...]) -> None:
        one = self.current()
        chosen = self._wanted or (one.card.id if one else "")
        self.people = people
        self.list.clear()
        for person in people:
            self.list.addItem(_item(person))
        self._stack.setCurrentIndex(0 if people else 1)
        if self.search.text().strip():
            self.empty.say(
                "search", tr("Nobody is called so"), tr("Names, regions and topics are searched.")
            )
        else:
            self.empty.say(
                "users",
                tr("No contact yet"),
                tr(
                    "A contact is a person over all networks: their names, what they care about, what we owe them."
                    " Make one of anybody who wrote to you."
                ),
                "" if self._services.read_only else tr("New contact…"),
                self._new,
            )
        if people:
            ids = [str(person.card.id) for person in people]
            self.list.setCurrentRow(ids.index(chosen) if chosen in ids else 0)
        self.summary.setText(_summary(people))
        self.summary.setVisible(bool(people))
        self._allow()

    def _allow(self) -> None:
        self._buttons["open"].setEnabled(self.current() is not None)
        self._buttons["new"].setEnabled(not self._services.read_only)
        self._buttons["save_table"].setEnabled(bool(self.people))
        writable = not self._services.read_only
        self._buttons["save_cards"].setEnabled(bool(self.people) and writable)
        self._buttons["take_cards"].setEnabled(writable)

    # What a person does

    def _search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _open_current(self) -> None:
        person = self.current()
        if person is not None:
            self._open(person.card.id)

    def _new(self) -> None:
        form = NewForm(self._window)
        form.made.connect(lambda contact_id: self._open(ContactId(contact_id)))
        form.open()

    def _save(self) -> None:
        save_table(self._window, self, "contacts", self._services.relations.table)

    def chosen(self) -> tuple[ContactId, ...]:
        """Return the contacts that are chosen, all of the list where it is none."""
        ids = [ContactId(str(item.data(ID))) for item in self.list.selectedItems()]
        return tuple(ids or (person.card.id for person in self.people))

    def _save_cards(self) -> None:
        if self.people and not self._services.read_only:
            SaveCardsForm(self._window, self.chosen()).open()

    def _take_cards(self) -> None:
        if not self._services.read_only:
            ask_cards(self._window, self)


def _item(person: Person) -> QListWidgetItem:
    below = _names(person.card)
    stands = [
        (row.light, wordings.stands(row.relation.project, row.standing.phase, row.light))
        for row in person.rows
        if row.standing.phase is not Phase.ENDED
    ]
    standing = " · ".join(said for _, said in stands)
    telling = [said for light, said in stands if light is person.light]  # the gravest
    title = foreign.line(person.card.called, 80)
    text = LINE.join(filter(None, (standing, below)))
    role = "soft" if person.light is Light.GOOD else ROLES[person.light]
    item = found_row(title, (), text, role, telling=() if role == "soft" else telling)
    item.setData(ID, str(person.card.id))
    return item


def _names(card: Card) -> str:
    """Return the names of somebody, those of one platform behind its name once."""
    found: dict[str, list[str]] = {}
    for one in card.identities:
        found.setdefault(one.platform, []).append(foreign.line(one.handle or one.name, 60))
    return " · ".join(
        ", ".join(names) if key == DEMO else labelled(platform(key), ", ".join(names))
        for key, names in found.items()
    )


def _summary(people: tuple[Person, ...]) -> str:
    late = sum(person.light is Light.LATE for person in people)
    said = trn("{n} contact.", "{n} contacts.", len(people)).format(n=len(people))
    if not late:
        return said
    owed = trn("To {n} of them something is owed.", "To {n} of them something is owed.", late)
    return f"{said} {owed.format(n=late)}"


def others(people: tuple[Person, ...], card: Card) -> tuple[Card, ...]:
    """Return the cards that one can be merged with."""
    return tuple(one.card for one in people if one.card.id != card.id)
