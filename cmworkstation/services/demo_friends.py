"""Contacts and relations of the demonstration: one in each phase, thanks owed, people known under several names."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from cmworkstation.domain.asking import How
from cmworkstation.domain.contact import Matter
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.relation import Begin, Goodbye, Kind
from cmworkstation.services.workstation import Services
from cmworkstation.store.relations import talk


class Friend(Protocol):
    """An invented person who helps."""

    @property
    def name(self) -> str:
        """Their name, as they write it everywhere."""

    @property
    def names(self) -> int:
        """Under how many of their names we know them."""

    @property
    def evidence(self) -> str:
        """How we know that it is one person."""

    @property
    def region(self) -> str:
        """Where they say they live."""

    @property
    def topics(self) -> Sequence[str]:
        """What they care about."""

    @property
    def source(self) -> str:
        """Where they said so."""

    @property
    def project(self) -> str:
        """For what they help."""

    @property
    def begin(self) -> Begin:
        """How they were asked."""

    @property
    def happened(self) -> Sequence[tuple[str, int, str]]:
        """What happened: kind, days ago, words."""

    @property
    def silent(self) -> bool:
        """Whether they are met where they have not written for the longest time."""

    @property
    def goodbyes(self) -> Sequence[str]:
        """What was said of the end."""


def befriend(services: Services, friends: Iterable[Friend]) -> None:
    """Enter people with what they declared, and what happened with each; who is not there is left out."""
    contacts, relations = services.contacts, services.relations
    now = services.clock.now()
    for one in friends:
        found = [who for who in services.erasures.people(one.name) if who.name == one.name]
        if not found:
            continue
        first, *rest = sorted(found, key=lambda who: -who.messages)
        if one.silent:
            first, *rest = sorted(found, key=lambda who: _last(services, who.id))
        contact_id, _ = contacts.create(first.id)
        for other in rest[: one.names - 1]:
            contacts.link(contact_id, other.id, one.evidence)
        contacts.note(contact_id, region=one.region)
        for topic in one.topics:
            contacts.declare(contact_id, topic, one.source)
        contacts.consent(contact_id, Matter.KEEP, True, one.source)
        relation, _ = relations.open(contact_id, one.project, one.begin)
        for kind, days, words in one.happened:
            at = now - timedelta(days=days)
            relations.note(relation.id, Kind(kind), words, at=at)
            if kind == Kind.BEGUN:
                services.asks.note(
                    first.id, one.begin.ask, How.FORM, relation_id=relation.id, at=at
                )
        for name in one.goodbyes:
            relations.done(relation.id, Goodbye(name))
        if len(one.goodbyes) == len(Goodbye):
            relations.close(relation.id)


def _last(services: Services, author: AuthorId) -> datetime:
    """Return when somebody last wrote under one of their names."""
    return talk(services.workspace.read(), [author]).theirs or services.clock.now()
