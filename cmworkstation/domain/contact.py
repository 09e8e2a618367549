"""Contacts: a person over all networks, made of authors that somebody linked by hand, each with its evidence.

A merge is a contact of its own over two others, which stay as they are: taking it back leaves nothing behind. What was
added to the merged card belongs to neither of the two until somebody says to whom.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NewType

from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.values import dataclass, replace

ContactId = NewType("ContactId", str)

SHORTEST_EVIDENCE = 3  # characters that say why two names are one person
LONGEST_FIELD = 500
LONGEST_NOTE = 10_000
FIELDS = ("name", "language", "region", "note")


class How(StrEnum):
    """How an author came to be part of a contact."""

    FIRST = "first"  # the contact was made of this author
    HAND = "hand"  # linked by a person, for a reason in their words


class Matter(StrEnum):
    """What somebody agreed to, or said no to."""

    KEEP = "keep"  # that a card is kept
    NEWS = "news"  # news about what they take part in
    NEXT = "next"  # being asked again, next time
    OTHERS = "others"  # hearing of other operations


@dataclass(frozen=True, slots=True)
class Contact:
    """What was noted about a person themselves; "" where nothing was."""

    id: ContactId
    name: str = ""
    language: str = ""
    region: str = ""  # as they declared it, never guessed
    note: str = ""
    by: str = ""
    created_at: datetime | None = None

    def saying(self, **said: str) -> "Contact":
        """Return the contact with other fields; what is not given stays."""
        return replace(self, **said)  # type: ignore[arg-type]  # texts alone


@dataclass(frozen=True, slots=True)
class Identity:
    """One name of a person on one platform, with why it is taken for theirs."""

    author_id: AuthorId
    contact_id: ContactId
    platform: str
    name: str
    handle: str
    url: str
    how: How
    evidence: str
    by: str
    at: datetime
    messages: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that somebody declared, in their words, with where they said so."""

    id: str
    contact_id: ContactId
    words: str
    topic_id: str = ""  # of the topic board
    source: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to (or not), and where they said so; it holds until it is ended.

    `topic` is about what alone they said it, in words; "" where they said it of everything.
    """

    id: str
    contact_id: ContactId
    matter: Matter
    granted: bool
    source: str
    by: str
    at: datetime
    ended_at: datetime | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A person over all networks. `contact` is what the cards say together; `merged` holds the two of a merge."""

    contact: Contact
    own: Contact  # what was noted on this card itself
    identities: tuple[Identity, ...]
    topics: tuple[Topic, ...] = ()
    consents: tuple[Consent, ...] = ()
    merged: tuple[Contact, ...] = ()
    evidence: str = ""  # of the merge

    @property
    def id(self) -> ContactId:
        """The contact's id: of the merged one where it was merged."""
        return self.contact.id

    @property
    def called(self) -> str:
        """What to call them: their noted name, else the name of the identity that was heard of last."""
        if self.contact.name or not self.identities:
            return self.contact.name
        latest = max(
            self.identities, key=lambda one: (one.last_at is not None, one.last_at, one.at)
        )
        return latest.name or latest.handle

    @property
    def authors(self) -> tuple[AuthorId, ...]:
        """The authors that are this person."""
        return tuple(one.author_id for one in self.identities)

    def may(self, matter: Matter) -> bool | None:
        """Tell what they last said to a matter; None where they were not asked."""
        said = [
            one
            for one in self.consents
            if one.matter is matter and one.ended_at is None and not one.topic
        ]
        return max(said, key=lambda one: (one.at, one.id)).granted if said else None

    @property
    def about(self) -> tuple[Consent, ...]:
        """What they said to hearing of single topics and still holds, by the words of the topic."""
        last: dict[str, Consent] = {}
        for one in sorted(self.consents, key=lambda one: (one.at, one.id)):
            if one.topic and one.ended_at is None:
                last[one.topic.casefold()] = one
        return tuple(last[key] for key in sorted(last))


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened with a person: "wrote", "answered", "gift", "promise", "topic"; where, in which words."""

    at: datetime
    kind: str
    words: str
    conversation_id: int = 0  # 0 where there is none
    platform: str = ""


class Side(StrEnum):
    """To whom something of a merged card goes when it is taken apart."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Added:
    """Something that was added to a merged card itself: `kind` is a field, "link", "topic", "consent" or "relation"."""

    kind: str
    id: str  # of its row; the name of the field where it is one
    words: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart."""
        return self.kind, self.id

    @property
    def may_be_both(self) -> bool:
        """Tell whether both people may have it: a name of a platform or a relation has one person."""
        return self.kind in ("field", "topic", "consent")


Decisions = Mapping[tuple[str, str], Side]


def together(merged: Contact, parts: tuple[Contact, ...]) -> Contact:
    """Return what the cards of a merge say together: the merged card first, then the two, first wins; notes add up."""
    said = {
        name: next((v for one in (merged, *parts) if (v := getattr(one, name))), "")
        for name in FIELDS
    }
    said["note"] = "\n\n".join(one.note for one in (*parts, merged) if one.note)
    return merged.saying(**said)


def undecided(added: tuple[Added, ...], decisions: Decisions) -> tuple[Added, ...]:
    """Return what nobody has said yet to whom it goes, or what was given to both and cannot be."""
    return tuple(
        one
        for one in added
        if one.key not in decisions or (decisions[one.key] is Side.BOTH and not one.may_be_both)
    )
