"""What can be done with the card of a contact."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.relation import Kind
from cmworkstation.i18n import tr
from cmworkstation.ui.contacts.cards import SaveCardsForm
from cmworkstation.ui.contacts.editing import CardForm, HappenedForm
from cmworkstation.ui.contacts.ending import EndForm
from cmworkstation.ui.contacts.linking import LinkForm, MergeForm, SplitForm
from cmworkstation.ui.contacts.wishes import WishForm
from cmworkstation.ui.contacts.writing import BeginForm, WriteForm, offers
from cmworkstation.ui.operations.acts import Acts as Operations

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.contacts.card_pane import CardPane
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10


class CardActs:
    """The buttons of a card; each looks at what is chosen there."""

    def __init__(self, window: "MainWindow", pane: "CardPane") -> None:
        """Serve a pane."""
        self._window = window
        self._pane = pane
        self._services = cast("Services", window.services)

    def change(self) -> None:
        """Note something about the person themselves."""
        if self._pane.seen is not None:
            CardForm(self._window, self._pane.seen.card).open()

    def link(self) -> None:
        """Link another name to them."""
        if self._pane.seen is not None:
            LinkForm(self._window, self._pane.seen.card).open()

    def unlink(self) -> None:
        """Take the chosen name off the card."""
        one = self._pane.identity()
        if one is None:
            return
        again = partial(
            self._services.contacts.link,
            one.contact_id,
            one.author_id,
            one.evidence or tr("linked before"),
        )
        self._run(
            partial(self._services.contacts.unlink, one.author_id), tr("The name is off."), again
        )

    def merge(self) -> None:
        """Let this card and another stand together."""
        seen = self._pane.seen
        if seen is None:
            return
        others = tuple(card for card in self._services.contacts.listed() if card.id != seen.card.id)
        MergeForm(self._window, seen.card, others).open()

    def split(self) -> None:
        """Take the merge back, and ask to whom goes what was added since."""
        seen = self._pane.seen
        if seen is None or not seen.card.merged:
            return
        added = self._services.contacts.added(seen.card.id)
        first, second = (one.id for one in seen.card.merged)
        if added:
            form = SplitForm(self._window, seen.card, added)
            form.carried_out.connect(lambda: self._pane.show_contact(first))
            form.open()
            return
        self._pane.show_contact(first)
        again = partial(self._merge_again, first, second, seen.card.evidence)
        self._run(
            lambda: self._services.contacts.split(seen.card.id)[1],
            tr("The merge is taken back."),
            again,
        )

    def wish(self) -> None:
        """Note of which topic they wish to hear, or not."""
        seen = self._pane.seen
        if seen is not None:
            boards = [one.topic for one in seen.lanes if one.topic]
            WishForm(self._window, seen.card, boards).open()

    def wish_off(self) -> None:
        """Take back what they said, as it is chosen."""
        one = self._pane.wish()
        if one is None:
            return
        contacts = self._services.contacts
        self._run(
            partial(contacts.consent_off, one),
            tr("They count as not asked about it."),
            partial(contacts.consent_again, one),
        )

    def _merge_again(self, first: object, second: object, evidence: str) -> Changes:
        return self._services.contacts.merge(first, second, evidence)[1]  # type: ignore[arg-type]

    def begin(self) -> None:
        """Begin a relation with them."""
        if self._pane.seen is not None:
            BeginForm(self._window, self._pane.seen.card).open()

    def go_on(self) -> None:
        """Show the form of the chosen relation."""
        row = self._pane.row()
        if row is not None:
            BeginForm(self._window, row.card, row).open()

    def write(self) -> None:
        """Write to them within the chosen relation: thanks that are owed first."""
        row = self._pane.row()
        if row is not None:
            WriteForm(self._window, row, offers(row)).open()

    def happened(self) -> None:
        """Note what happened in the chosen relation."""
        row = self._pane.row()
        if row is not None:
            kind = Kind.CONTRIBUTION if row.events else Kind.ACCEPTED
            HappenedForm(self._window, row, kind).open()

    def end(self) -> None:
        """Say goodbye in the chosen relation."""
        row = self._pane.row()
        if row is not None:
            EndForm(self._window, row.relation.project, row).open()

    def reopen(self) -> None:
        """Let the chosen relation go on."""
        row = self._pane.row()
        if row is not None:
            self._run(
                partial(self._services.relations.reopen, row.relation.id), tr("It goes on."), None
            )

    def operation(self) -> None:
        """Open the operation that the chosen relation belongs to: the next one, else the last."""
        row, seen = self._pane.row(), self._pane.seen
        found = seen.planned(row) if row is not None and seen is not None else ()
        if not found:
            return
        now = self._services.clock.now()
        coming = next((one for one in found if one.ends_at >= now), found[-1])
        Operations(self._window).change(coming.id)

    def known(self) -> None:
        """Show everything that is known of the chosen name: for the person, or to erase it."""
        from cmworkstation.ui.erasing.person_dialog import (  # noqa: PLC0415 - seldom needed
            PersonDialog,
        )

        seen, one = self._pane.seen, self._pane.identity()
        if seen is None:
            return
        chosen = one or (seen.card.identities[0] if seen.card.identities else None)
        if chosen is not None:
            called = foreign.line(chosen.name or chosen.handle, 80)
            PersonDialog(self._window, chosen.author_id, called).open()

    def save_card(self) -> None:
        """Save them as a contact card."""
        if self._pane.seen is not None and not self._services.read_only:
            SaveCardsForm(self._window, (self._pane.seen.card.id,)).open()

    def _run(
        self, act: Callable[[], Changes], said: str, back: Callable[[], Changes] | None
    ) -> None:
        try:
            changes = act()
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        if back is None:
            self._window.say(said, 1000 * UNDO_S)
        else:
            self._window.undo(said, UNDO_S, partial(self._run, back, tr("Taken back."), None))
