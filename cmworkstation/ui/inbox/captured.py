"""Below a message that was captured by hand: by whom, when and from what."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.ui.inbox.entry import EntryCard
from cmworkstation.ui.inbox.timeline import TimeLine

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

BY_HAND = "manual"  # the platform of accounts that only people read


class CapturedRemarks(QObject):
    """Adds the remark to the cards of a time line."""

    def __init__(self, services: "Services", line: TimeLine) -> None:
        """Serve the cards of `line`, also those that are built later."""
        super().__init__(line)
        self._services = services
        line.card_built.connect(self._dress)

    def _dress(self, card: EntryCard) -> None:
        message = card.message
        if self._services.accounts.one(message.account_id).platform != BY_HAND:
            return
        from cmworkstation.words import captures as words  # noqa: PLC0415 - for such messages only

        for one in self._services.captures.provenance(message.id)[:1]:
            who = self._services.profiles.name(one.by) if one.by else ""
            card.remark("note", words.provenance(one, who, self._services.clock.now()))
