"""Dialogs that note something: about a person themselves, and what happened in a relation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QComboBox

from cmworkstation.domain.asking import Cap
from cmworkstation.domain.contact import Card, Contact, Matter, Topic
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.folding import fold
from cmworkstation.domain.relation import Kind
from cmworkstation.i18n import tr, trn
from cmworkstation.services.relations import Row
from cmworkstation.ui.asking.task_form import Form
from cmworkstation.ui.widgets.offering import offer_lines
from cmworkstation.words import relations as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10
BY_HAND = (Kind.ACCEPTED, Kind.DECLINED, Kind.CONTRIBUTION, Kind.NEWS, Kind.THANKS)


class CardForm(Form):
    """What a person is called, speaks, where they live, what they care about and agreed to; all as they say it."""

    def __init__(self, window: "MainWindow", card: Card) -> None:
        """Show what is noted."""
        note = tr("As they say it themselves, never guessed. They may see all of it.")
        super().__init__(window, tr("What is noted about them"), note, tr("Keep"), self._keep)
        self._services = cast("Services", window.services)
        self._card = card
        shown: Contact = card.contact
        self.name = self.line(tr("What they are called"), shown.name, card.called)
        self.language = self.line(tr("Language"), shown.language, tr("as fr or en"))
        self.region = self.line(tr("Where they say they live"), shown.region)
        self.topics = self.text(
            tr("Their topics, one per line"), "\n".join(one.words for one in card.topics)
        )
        titles = [one.title for one in self._services.topics.listed()]
        self.offers = offer_lines(self.topics, self, titles, tr("Topics of the board"))
        self.source = self.line(tr("Where they say so"), "", tr("a page, a message, a day"))
        self.note = self.text(tr("Note"), card.own.note)
        self.matters: dict[Matter, QComboBox] = {}
        for matter in Matter:
            self.matters[matter] = self.choice(
                wordings.matter(matter),
                [(tr("not asked"), None), (tr("yes"), True), (tr("no"), False)],
                card.may(matter),
            )

    def _keep(self) -> None:
        contacts, card, shown = self._services.contacts, self._card, self._card.contact
        said = self.source.text()
        for matter, field in self.matters.items():
            now = field.currentData()
            if now is not None and now != card.may(matter):
                contacts.consent(card.id, matter, now, said)
        wanted = [line.strip() for line in self.topics.toPlainText().splitlines() if line.strip()]
        known = {fold(one.words): one for one in card.topics}
        for topic in wanted:
            if fold(topic) not in known:
                contacts.declare(card.id, topic, said)
        kept = {fold(topic) for topic in wanted}
        gone = [one for topic, one in known.items() if topic not in kept]
        for one in gone:
            contacts.undeclare(one)
        typed = {
            "name": self.name.text(),
            "language": self.language.text(),
            "region": self.region.text(),
        }
        changed = {key: text for key, text in typed.items() if text != getattr(shown, key)}
        note = self.note.toPlainText()
        changes = contacts.note(
            card.id,
            name=changed.get("name"),
            language=changed.get("language"),
            region=changed.get("region"),
            note=note if note != card.own.note else None,
        )
        self.window_.jobs.emit_changes(changes)
        if gone:
            self._offer_back(gone)

    def _offer_back(self, gone: Sequence[Topic]) -> None:
        """Let topics that were taken out be put back, with where and when they were declared."""
        window, contacts = self.window_, self._services.contacts

        def back() -> None:
            try:
                for one in gone:
                    window.jobs.emit_changes(contacts.declare_again(one))
            except WorkstationError as error:
                window.failed(error)
                return
            window.say(tr("Taken back."), 1000 * UNDO_S)

        said = trn("{n} topic was taken out.", "{n} topics were taken out.", len(gone))
        window.undo(said.format(n=len(gone)), UNDO_S, back)


class HappenedForm(Form):
    """What happened in a relation, in another way than by a message from here."""

    def __init__(self, window: "MainWindow", row: Row, kind: Kind = Kind.CONTRIBUTION) -> None:
        """Offer what can happen."""
        note = tr("What they told or gave us, and what we told them elsewhere: on the telephone.")
        super().__init__(
            window, tr("What happened"), note, tr("Note it"), self._keep, size=(460, 300)
        )
        self._services = cast("Services", window.services)
        self._row = row
        kinds = [(tr(wordings.KINDS[one]), one) for one in BY_HAND]
        self.kind = self.choice(tr("What"), kinds, kind)
        self.words = self.line(tr("In a few words"))

    def _keep(self) -> None:
        kind = Kind(self.kind.currentData())
        _, changes = self._services.relations.note(self._row.relation.id, kind, self.words.text())
        self.window_.jobs.emit_changes(changes)


class CapForm(Form):
    """How often one person may be asked for something; a charter that says it comes first."""

    def __init__(self, window: "MainWindow") -> None:
        """Show what holds."""
        note = tr(
            "Over all networks, and under all names of a person. One ask more does not leave before its day. A charter"
            " that says how often comes first."
        )
        super().__init__(
            window, tr("How often people may be asked"), note, tr("Keep"), self._keep, (440, 320)
        )
        self._services = cast("Services", window.services)
        cap = self._services.asks.cap()
        self.most = self.line(tr("Times that one person may be asked"), str(cap.most))
        self.days = self.line(tr("Within so many days, over all networks"), str(cap.days))

    def _keep(self) -> None:
        most, days = (field.text().strip() for field in (self.most, self.days))
        if not (most.isdecimal() and days.isdecimal()):
            raise NotAllowed("ask-number")
        self.window_.jobs.emit_changes(self._services.asks.set_cap(Cap(int(most), int(days))))
