"""Contacts: a person over all networks, linked by hand with evidence. Nothing here is ever joined by itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.contact import (
    LONGEST_FIELD,
    LONGEST_NOTE,
    SHORTEST_EVIDENCE,
    Added,
    Card,
    Consent,
    Contact,
    ContactId,
    Decisions,
    How,
    Matter,
    Moment,
    Side,
    Topic,
    together,
    undecided,
)
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import AuthorId, MessageId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.profile_links import Links, Reason, bare, links_of, reason
from cmworkstation.domain.topic import named
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import contact_times, messages, people, topics
from cmworkstation.store import contacts as table
from cmworkstation.store.database import Connection, Workspace

MOST_MOMENTS = 300
MOST_ALIKE = 40
Profile = tuple[str, str, str, str]  # platform, name, handle, address


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that may be the same person; `contact_id` where it belongs to another contact already."""

    author_id: AuthorId
    platform: str
    name: str
    handle: str
    why: Reason
    about: str = ""
    contact_id: ContactId | None = None


class Contacts:
    """The contacts of this workspace."""

    def __init__(
        self, workspace: Workspace, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # Who is who

    def of_author(self, author_id: AuthorId) -> ContactId | None:
        """Return the contact that an author is part of, None where there is none."""
        return table.of_author(self._workspace.read(), author_id)

    def of_authors(self, author_ids: Iterable[AuthorId]) -> Mapping[AuthorId, ContactId]:
        """Return author → contact for those who have one."""
        return table.of_authors(self._workspace.read(), author_ids)

    def authors(self, contact_id: ContactId) -> tuple[AuthorId, ...]:
        """Return the authors that are a person."""
        connection = self._workspace.read()
        return table.authors(connection, table.root(connection, contact_id))

    def card(self, contact_id: ContactId) -> Card:
        """Return a person over all networks; of one that was merged, the merged card. Raises `KeyError`."""
        connection = self._workspace.read()
        table.one(connection, contact_id)
        return self._card(connection, table.root(connection, contact_id))

    def _card(self, connection: Connection, contact_id: ContactId) -> Card:
        own = table.one(connection, contact_id)
        parts, evidence = table.merged(connection, contact_id)
        merged = tuple(self._card(connection, one).contact for one in parts)
        return Card(
            together(own, merged) if merged else own,
            own,
            table.identities(connection, contact_id),
            table.topics(connection, contact_id),
            table.consents(connection, contact_id),
            merged,
            evidence,
        )

    def called(self, contact_id: ContactId) -> str:
        """Return what a contact is called by itself, whatever it was merged with. Raises `KeyError`."""
        return self._card(self._workspace.read(), contact_id).called

    def listed(self, typed: str = "") -> tuple[Card, ...]:
        """Return all contacts, or those whose names, region or topics say these words, as their names sort."""
        connection = self._workspace.read()
        wanted = contact_times.called(connection, typed)
        cards = (self._card(connection, one) for one in wanted)
        return tuple(sorted(cards, key=lambda card: (fold(card.called), card.id)))

    def moments(self, contact_id: ContactId, limit: int = MOST_MOMENTS) -> tuple[Moment, ...]:
        """Return what happened with a person over all networks, the newest first."""
        return contact_times.of(self._workspace.read(), self.authors(contact_id), limit)

    def filed(self, moments: Iterable[Moment]) -> Mapping[int, tuple[str, ...]]:
        """Return conversation → the topics of the board under which it is filed, for those of some moments."""
        wanted = (one.conversation_id for one in moments if one.conversation_id)
        return contact_times.filed(self._workspace.read(), wanted)

    def suggestions(self, contact_id: ContactId) -> tuple[Suggestion, ...]:
        """Return names that may be the same person, each with its reason, the strongest first. Nothing is linked."""
        connection = self._workspace.read()
        mine = self.authors(contact_id)
        found: dict[AuthorId, Suggestion] = {}
        for author in mine:
            here = self._profile(connection, author)
            for other in contact_times.alike(connection, author, MOST_ALIKE):
                if other in mine or people.is_ours(connection, other):
                    continue
                there = self._profile(connection, other)
                why = reason(
                    here[1], there[1], here[0][3], there[0][3], alike=_alike(here[0], there[0])
                )
                if why is not None:
                    found.setdefault(
                        AuthorId(other),
                        Suggestion(
                            AuthorId(other),
                            *there[0][:3],
                            *why,
                            table.of_author(connection, other),
                        ),
                    )
        order = list(Reason)
        return tuple(sorted(found.values(), key=lambda one: (order.index(one.why), one.name)))

    @staticmethod
    def _profile(connection: Connection, author_id: AuthorId | int) -> tuple[Profile, Links]:
        platform, name, handle, url, key, newest = contact_times.profile(connection, author_id)
        kept = messages.received(connection, MessageId(newest)) if newest is not None else None
        own = (handle, url, key)
        url = url or key  # which is an address on many platforms
        links = links_of(kept[2], own) if kept else Links()
        return (platform, name, handle, url), links | Links(frozenset({bare(url)} - {""}))

    # Making, linking, noting

    def create(self, author_id: AuthorId, name: str = "") -> tuple[ContactId, Changes]:
        """Make a contact of an author, or return the one that there is.

        Raises `KeyError`, and `NotAllowed` ("contact-ours") for an account of ours.
        """
        self._acting.require(Act.DRAFT)
        known = table.of_author(self._workspace.read(), author_id)
        if known:
            return known, Changes()
        self._foreign(author_id)
        now, by = self._clock.now(), self._acting.id
        new = Contact(ContactId(uuid7()), _line(name), by=by, created_at=now)
        with self._workspace.write(durable=True) as connection:
            table.put(connection, new)
            table.link(connection, new.id, author_id, How.FIRST, "", by, now)
            self._journal.note(connection, "contact.make", {"contact": new.id, "author": author_id})
        return new.id, Changes(contacts=True, drafts=True)

    def link(self, contact_id: ContactId, author_id: AuthorId, evidence: str) -> Changes:
        """Say that an author is this person, and why we know.

        Raises `KeyError`, and `NotAllowed` without evidence ("contact-evidence"), for an account of ours
        ("contact-ours"), and for an author who is part of another contact ("contact-linked": merge the two).
        """
        self._acting.require(Act.DRAFT)
        evidence = self._evidence(evidence)
        self._foreign(author_id)
        connection = self._workspace.read()
        table.one(connection, contact_id)
        contact_id = table.root(connection, contact_id)
        known = table.of_author(connection, author_id)
        if known == contact_id:
            return Changes()
        if known:
            raise NotAllowed("contact-linked")
        with self._workspace.write(durable=True) as connection:
            table.link(
                connection,
                contact_id,
                author_id,
                How.HAND,
                evidence,
                self._acting.id,
                self._clock.now(),
            )
            self._journal.note(
                connection, "contact.link", {"contact": contact_id, "author": author_id}
            )
        return Changes(contacts=True, drafts=True)

    def unlink(self, author_id: AuthorId) -> Changes:
        """Say that an author is not this person. Raises `NotAllowed` for the last one ("contact-last")."""
        self._acting.require(Act.DRAFT)
        connection = self._workspace.read()
        contact_id = table.of_author(connection, author_id)
        if contact_id is None:
            return Changes()
        own = next(
            one for one in table.identities(connection, contact_id) if one.author_id == author_id
        )
        beside = [one for one in table.authors(connection, own.contact_id) if one != author_id]
        if not beside:
            raise NotAllowed("contact-last")
        with self._workspace.write(durable=True) as connection:
            table.unlink(connection, author_id)
            self._journal.note(
                connection, "contact.unlink", {"contact": contact_id, "author": author_id}
            )
        return Changes(contacts=True, drafts=True)

    def note(
        self,
        contact_id: ContactId,
        *,
        name: str | None = None,
        language: str | None = None,
        region: str | None = None,
        note: str | None = None,
    ) -> Changes:
        """Keep what was noted about a person themselves; None leaves it as it is. Raises `KeyError`.

        On a merged card it belongs to the merged card alone; the two beneath keep what they say.
        """
        self._acting.require(Act.DRAFT)
        given = {"name": name, "language": language, "region": region}
        said = {field: _line(text) for field, text in given.items() if text is not None}
        if note is not None:
            said["note"] = note.strip()[:LONGEST_NOTE]
        with self._workspace.write(durable=True) as connection:
            before = table.one(connection, contact_id)
            before = table.one(connection, table.root(connection, contact_id))
            changed = [field for field, text in said.items() if getattr(before, field) != text]
            if not changed:
                return Changes()
            table.put(connection, before.saying(**said))
            told = {"contact": before.id, "changed": changed}
            self._journal.note(connection, "contact.note", told)
        return Changes(contacts=True, drafts=True)

    # What they declared

    def declare(
        self, contact_id: ContactId, words: str, source: str = "", topic_id: str = ""
    ) -> tuple[Topic, Changes]:
        """Keep a topic that somebody declared, with where they said so; one of the board is called as it is there.

        What was declared before, whatever its case and accents, stays as it is. Raises `NotAllowed` for none.
        """
        self._acting.require(Act.DRAFT)
        if not _line(words):
            raise NotAllowed("contact-topic")
        connection = self._workspace.read()
        contact_id = table.root(connection, contact_id)
        said, board = _line(words), topics.listed(connection)
        known = named(board, said) if not topic_id else None
        if known is not None:
            said, topic_id = known.title, known.id
        for one in table.topics(connection, contact_id):
            if fold(one.words) == fold(said):
                return one, Changes()
        new = Topic(
            id=uuid7(),
            contact_id=contact_id,
            words=said,
            topic_id=topic_id,
            source=_line(source),
            by=self._acting.id,
            at=self._clock.now(),
        )
        with self._workspace.write(durable=True) as connection:
            table.add_topic(connection, new)
            told = {"contact": contact_id, "topic": new.id}
            self._journal.note(connection, "contact.topic", told)
        return new, Changes(contacts=True, drafts=True)

    def undeclare(self, topic: Topic) -> Changes:
        """Take a declared topic out again."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_topic(connection, topic.id)
            told = {"contact": topic.contact_id, "topic": topic.id}
            self._journal.note(connection, "contact.topic-off", told)
        return Changes(contacts=True, drafts=True)

    def declare_again(self, topic: Topic) -> Changes:
        """Put a declared topic back that was taken out in error."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.add_topic(connection, topic)
            told = {"contact": topic.contact_id, "topic": topic.id}
            self._journal.note(connection, "contact.topic", told)
        return Changes(contacts=True, drafts=True)

    def consent(
        self, contact_id: ContactId, matter: Matter, granted: bool, source: str, topic: str = ""
    ) -> tuple[Consent, Changes]:
        """Keep what somebody said to a matter, of a topic alone where one is given; what they said before of it ends.

        Raises `NotAllowed` without a source ("contact-consent").
        """
        self._acting.require(Act.DRAFT)
        if len(_line(source)) < SHORTEST_EVIDENCE:
            raise NotAllowed("contact-consent")
        connection = self._workspace.read()
        contact_id = table.root(connection, contact_id)
        topic = _line(topic)
        before = [
            one
            for one in table.consents(connection, contact_id)
            if one.matter is matter and fold(one.topic) == fold(topic)
        ]
        now = self._clock.now()
        new = Consent(uuid7(), contact_id, matter, granted, _line(source), self._acting.id, now)
        new = replace(new, topic=topic)
        with self._workspace.write(durable=True) as connection:
            for one in before:
                if one.contact_id == contact_id and one.ended_at is None:
                    table.end_consent(connection, one.id, now)
            table.add_consent(connection, new)
            told = {"contact": contact_id, "matter": matter.value, "granted": granted}
            if topic:
                told["topic"] = topic
            self._journal.note(connection, "contact.consent", told)
        return new, Changes(contacts=True, drafts=True)

    def consent_off(self, consent: Consent) -> Changes:
        """Take back what somebody said: from now on they count as not asked about it. The row stays, with both days."""
        return self._consent_holds(consent, self._clock.now())

    def consent_again(self, consent: Consent) -> Changes:
        """Let hold again what was taken back in error."""
        return self._consent_holds(consent, None)

    def _consent_holds(self, consent: Consent, until: datetime | None) -> Changes:
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.end_consent(connection, consent.id, until)
            told = {"contact": consent.contact_id, "consent": consent.id, "holds": until is None}
            self._journal.note(connection, "contact.consent-off", told)
        return Changes(contacts=True, drafts=True)

    # Merging, and taking it back

    def merge(
        self, first: ContactId, second: ContactId, evidence: str
    ) -> tuple[ContactId, Changes]:
        """Let two contacts stand together as one, and return it; the two beneath are not touched.

        Raises `KeyError`, and `NotAllowed` without evidence or for one with itself ("contact-same").
        """
        self._acting.require(Act.DRAFT)
        evidence = self._evidence(evidence)
        connection = self._workspace.read()
        for one in (first, second):
            table.one(connection, one)
        parts = [table.root(connection, one) for one in (first, second)]
        if parts[0] == parts[1]:
            raise NotAllowed("contact-same")
        now, by = self._clock.now(), self._acting.id
        new = Contact(ContactId(uuid7()), by=by, created_at=now)
        with self._workspace.write(durable=True) as connection:
            table.put(connection, new)
            table.merge(connection, parts, new.id, evidence, by, now)
            told = {"contact": new.id, "first": parts[0], "second": parts[1]}
            self._journal.note(connection, "contact.merge", told)
        return new.id, Changes(contacts=True, drafts=True)

    def added(self, contact_id: ContactId) -> tuple[Added, ...]:
        """Return what was added to a merged card itself: what a split must ask for."""
        return tuple(table.added(self._workspace.read(), contact_id))

    def split(
        self, contact_id: ContactId, decisions: Decisions | None = None
    ) -> tuple[tuple[ContactId, ContactId], Changes]:
        """Take a merge apart, and return the two.

        Raises `NotAllowed` for one that was not merged ("contact-whole"), or whose merged card holds what nobody has
        said yet to whom it goes ("contact-split").
        """
        self._acting.require(Act.DRAFT)
        decisions = decisions or {}
        with self._workspace.write(durable=True) as connection:
            contact_id = table.root(connection, contact_id)
            parts, _ = table.merged(connection, contact_id)
            if not parts:
                raise NotAllowed("contact-whole")
            found = tuple(table.added(connection, contact_id))
            if undecided(found, decisions):
                raise NotAllowed("contact-split")
            first, second = parts
            for one in found:
                side = decisions[one.key]
                to = [
                    who
                    for who, no in ((first, Side.SECOND), (second, Side.FIRST))
                    if side is not no
                ]
                table.hand(connection, contact_id, one, to)
            table.part(connection, contact_id)
            table.remove(connection, contact_id)
            told = {"contact": contact_id, "first": first, "second": second}
            self._journal.note(connection, "contact.split", told)
        return (first, second), Changes(contacts=True, drafts=True)

    # What these share

    def _foreign(self, author_id: AuthorId) -> None:
        connection = self._workspace.read()
        if people.is_ours(connection, author_id):
            raise NotAllowed("contact-ours")

    def _evidence(self, evidence: str) -> str:
        said = _line(evidence)
        if len(said) < SHORTEST_EVIDENCE:
            raise NotAllowed("contact-evidence")
        return said


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_FIELD]


def _alike(one: Profile, other: Profile) -> bool:
    """Tell whether two profiles bear the same name and the same handle, the server's part aside."""
    locals_ = [fold(who[2]).lstrip("@").partition("@")[0].partition(".")[0] for who in (one, other)]
    return bool(one[1]) and fold(one[1]) == fold(other[1]) and locals_[0] == locals_[1]
