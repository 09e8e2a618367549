"""Whom we may invite from where we hear little: people who said that they may be asked again, and nobody else."""

from cmworkstation.domain.asking import free_from
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.contact import Card, Matter
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.inviting import Group, groups
from cmworkstation.domain.values import dataclass
from cmworkstation.services.asks import Asks
from cmworkstation.services.contacts import Contacts
from cmworkstation.store import voices
from cmworkstation.store.database import Workspace


@dataclass(frozen=True, slots=True)
class Invitable:
    """Who of a group may be invited now, and how many agreed but were asked as often as is agreed, or cannot be met."""

    cards: tuple[Card, ...]
    asked_enough: int
    unreachable: int  # none of their names is known any more

    @property
    def agreed(self) -> int:
        """Return how many said that they may be asked."""
        return len(self.cards) + self.asked_enough + self.unreachable


class Inviting:
    """Finds who may be invited; beginning is for the form of a relation, and one by one."""

    def __init__(self, workspace: Workspace, contacts: Contacts, asks: Asks, clock: Clock) -> None:
        """Take the workspace, its contacts, and what they were asked for."""
        self._workspace = workspace
        self._contacts = contacts
        self._asks = asks
        self._clock = clock

    def groups(self, span: Span) -> tuple[Group, ...]:
        """Return from where we speak with fewer people in a period than with everybody whom we know."""
        connection = self._workspace.read()
        who = voices.persons(connection)
        spoken = {who.person(one.author_id) for one in voices.replies(connection, span)}
        known = {one for one in spoken if isinstance(one, str)}
        return groups(self._contacts.listed(), known)

    def invitable(self, group: Group) -> Invitable:
        """Return who of a group said that they may be asked again, as their names sort.

        Nobody who did not say so, or took it back; and nobody who was asked as often as one may, over all networks.
        """
        wanted, now, cap = frozenset(group.people), self._clock.now(), self._asks.cap()
        agreed = [
            card
            for card in self._contacts.listed()
            if card.id in wanted and card.may(Matter.NEXT) is True
        ]
        met = [card for card in agreed if card.identities]
        free = tuple(
            card
            for card in met
            if free_from(self._asks.of_person(card.identities[0].author_id), cap, now) is None
        )
        return Invitable(free, len(met) - len(free), len(agreed) - len(met))
