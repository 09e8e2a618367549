"""Dialogs that say who is one person: linking a name with evidence, merging two contacts, taking a merge back."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Added, Card, ContactId, Side
from cmworkstation.i18n import tr
from cmworkstation.services.contacts import Suggestion
from cmworkstation.services.erasures import Contact
from cmworkstation.ui import theme
from cmworkstation.ui.asking.task_form import Form
from cmworkstation.ui.contacts.writing import named
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.form_dialog import NARROW
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import erasures, platform
from cmworkstation.words import relations as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole
ROOM = 120  # px at 100 %, of a list


class NewForm(Form):
    """Somebody who wrote to us becomes a contact."""

    made = Signal(str)

    def __init__(self, window: "MainWindow") -> None:
        """Ask whom."""
        note = tr("Anybody who wrote to us on one of our accounts.")
        super().__init__(
            window, tr("A new contact"), note, tr("Make the contact"), self._make, size=(480, 420)
        )
        self._services = cast("Services", window.services)
        self.search, self.list = _search(self, window, tr("Name or handle of the person"))

    def _make(self) -> None:
        one = _current(self.list)
        if isinstance(one, Contact):
            contact_id, changes = self._services.contacts.create(one.id)
            self.window_.jobs.emit_changes(changes)
            self.made.emit(contact_id)


class LinkForm(Form):
    """Another name of a person, with how we know; suggestions say why they are made, and decide nothing."""

    def __init__(self, window: "MainWindow", card: Card) -> None:
        """Offer names that may be theirs, and a search for others."""
        note = tr(
            "Names that may be {name}, each with the reason. That is a hint and no proof: many people are called"
            " alike. Say how you know."
        ).format(name=foreign.line(card.called, 60))
        super().__init__(
            window, tr("Link another name"), note, tr("Link this name"), self._link, size=(560, 560)
        )
        self._services = cast("Services", window.services)
        self._card = card
        self.evidence = self.line(
            tr("How we know"), "", tr("a text, or an address that names both")
        )
        self.search, self.list = _search(self, window, tr("Name or handle of the person"))
        suggest = partial(self._services.contacts.suggestions, card.id)
        window.jobs.run(READ, suggest, self._suggest, lambda _: None, owner=self)

    def _suggest(self, found: tuple[Suggestion, ...]) -> None:
        if self.search.text():
            return
        self.list.clear()
        for one in found:
            title = f"{foreign.line(one.name, 60)} · {foreign.line(one.handle, 60)}"
            below = f"{platform(one.platform)} · {wordings.reason(one.why, one.about)}"
            item = found_row(title, (), below)
            item.setData(ROW, one)
            self.list.addItem(item)
        if not found:
            said = tr("No other name looks like theirs. Search for one above.")
            self.list.addItem(found_row(said, usable=False))

    def _link(self) -> None:
        one = _current(self.list)
        if isinstance(one, Suggestion):
            author, about = one.author_id, one.contact_id
        elif isinstance(one, Contact):
            author, about = one.id, self._services.contacts.of_author(one.id)
        else:
            return
        contacts = self._services.contacts
        if about is not None and about != self._card.id:
            _, changes = contacts.merge(self._card.id, about, self.evidence.text())
        else:
            changes = contacts.link(self._card.id, author, self.evidence.text())
        self.window_.jobs.emit_changes(changes)


class MergeForm(Form):
    """Two contacts side by side, before they stand together."""

    def __init__(self, window: "MainWindow", card: Card, others: tuple[Card, ...]) -> None:
        """Offer the other contacts."""
        note = tr(
            "Nothing of either card changes: a merge can be taken back at any time, and what you add to the merged"
            " card is then asked for."
        )
        super().__init__(
            window, tr("Merge two contacts"), note, tr("Merge"), self._merge, size=(640, 520)
        )
        self._services = cast("Services", window.services)
        self._card = card
        names = [(f"{foreign.line(one.called, 60)}", one.id) for one in others]
        self.other = self.choice(tr("With whom"), names)
        self.evidence = self.line(
            tr("How we know"), "", tr("a text, or an address that names both")
        )
        look = theme.current()
        sides = QWidget()
        narrow = self.width() < look.px(NARROW)
        row = QVBoxLayout(sides) if narrow else QHBoxLayout(sides)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        self.left, self.right = PlainLabel(), PlainLabel()
        for side in (self.left, self.right):
            side.setWordWrap(True)
            side.setAlignment(Qt.AlignmentFlag.AlignTop)
            side.setMinimumWidth(1)  # a handle cannot be wrapped
            theme.mark(side, "card")
            row.addWidget(side, 1)
        self.add_widget(sides)
        self._others = {one.id: one for one in others}
        self.other.currentIndexChanged.connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        self.left.setText(_told(self._card))
        other = self._others.get(ContactId(str(self.other.currentData())))
        self.right.setText(_told(other) if other else "")
        self.doer.setEnabled(other is not None)

    def _merge(self) -> None:
        _, changes = self._services.contacts.merge(
            self._card.id, ContactId(str(self.other.currentData())), self.evidence.text()
        )
        self.window_.jobs.emit_changes(changes)


class SplitForm(Form):
    """To whom goes what was added to a merged card."""

    def __init__(self, window: "MainWindow", card: Card, added: tuple[Added, ...]) -> None:
        """Ask of each."""
        note = tr(
            "What came since stays with the name to which it was written. This was added to the card itself:"
        )
        super().__init__(
            window, tr("Take the merge back"), note, tr("Take apart"), self._split, size=(560, 440)
        )
        self._services = cast("Services", window.services)
        self._card = card
        first, second = (foreign.line(one, 40) for one in _sides(self._services, card))
        self.fields: dict[tuple[str, str], QComboBox] = {}
        for one in added:
            choices: list[tuple[str, object]] = [
                (tr("Choose…"), None),
                (first, Side.FIRST),
                (second, Side.SECOND),
            ]
            if one.may_be_both:
                choices.append((tr("both"), Side.BOTH))
            self.fields[one.key] = self.choice(wordings.added(one), choices)

    def _split(self) -> None:
        said = {
            key: Side(field.currentData())
            for key, field in self.fields.items()
            if field.currentData() is not None
        }
        _, changes = self._services.contacts.split(self._card.id, said)
        self.window_.jobs.emit_changes(changes)


def _sides(services: "Services", card: Card) -> tuple[str, str]:
    """Return what the two of a merge are called by themselves."""
    names = [services.contacts.called(one.id) for one in card.merged]
    return names[0], names[1]


def _told(card: Card) -> str:
    lines = [foreign.line(card.called, 80)]
    lines += [named(one) for one in card.identities]
    if card.contact.region:
        lines.append(foreign.line(card.contact.region, 80))
    if card.topics:
        lines.append(", ".join(foreign.line(one.words, 40) for one in card.topics))
    if card.contact.note:
        lines.append(foreign.line(card.contact.note, 200))
    return "\n".join(lines)


def _search(form: Form, window: "MainWindow", label: str) -> tuple[SearchField, QListWidget]:
    services = cast("Services", window.services)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(8))
    field = SearchField(label)
    rows = found_rows(tr("People"))
    rows.setMinimumHeight(theme.current().px(ROOM))
    column.addWidget(field)
    column.addWidget(rows, 1)
    form.add_widget(holder)

    def show(found: tuple[Contact, ...]) -> None:
        rows.clear()
        for one in found:
            title, below = erasures.contact(one)
            item = found_row(title, (), below)
            item.setData(ROW, one)
            rows.addItem(item)
        if found:
            rows.setCurrentRow(0)
        elif field.text():
            rows.addItem(found_row(tr("Nobody is called so."), usable=False))

    field.searched.connect(
        lambda typed: window.jobs.run(
            READ, partial(services.erasures.people, typed), show, lambda _: None, owner=form
        )
    )
    return field, rows


def _current(rows: QListWidget) -> object:
    item: QListWidgetItem | None = rows.currentItem()
    return item.data(ROW) if item is not None else None
