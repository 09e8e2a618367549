"""Contact cards as files (vCard): what goes out is chosen and journalled, what comes in links names by hand alone.

Whoever said no to a card being kept goes into no file. Addresses of mail, what people declared, and notes stay here
unless somebody says otherwise each time. A card that comes in is compared with who wrote to us; it makes nobody known
who never did, and its words about a person are not taken over.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.contact import SHORTEST_EVIDENCE, Card, ContactId, Matter
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.mailbox import ADDRESS
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass
from cmworkstation.domain.vcard import LARGEST, Entry, Profile, Reading, read, written
from cmworkstation.services.acting import Acting
from cmworkstation.services.contacts import Contacts
from cmworkstation.services.journal import Journal
from cmworkstation.services.whole_file import whole_file
from cmworkstation.store import address_cards as table
from cmworkstation.store import contacts as contact_table
from cmworkstation.store import people
from cmworkstation.store.database import Workspace

Service = Callable[[str], str]  # makes the name of a platform that people know of its key


@dataclass(frozen=True, slots=True)
class Out:
    """What of a card goes out besides the name and the names on networks."""

    mails: bool = False
    declared: bool = False  # language, region and topics
    notes: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Cards that go out, and how many people stay out because they said no to a card."""

    entries: tuple[Entry, ...]
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Here:
    """One name of a card that wrote to us, and the contact that it is part of already."""

    author_id: AuthorId
    platform: str
    name: str
    handle: str
    contact_id: ContactId | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a card would bring: names that wrote to us, of whom some may be one contact already."""

    entry: Entry
    here: tuple[Here, ...] = ()

    @property
    def contacts(self) -> frozenset[ContactId]:
        """The contacts that these names are part of: several are for a person to merge."""
        return frozenset(one.contact_id for one in self.here if one.contact_id is not None)

    @property
    def new(self) -> tuple[Here, ...]:
        """The names that are part of no contact yet."""
        return tuple(one for one in self.here if one.contact_id is None)

    @property
    def brings(self) -> bool:
        """Tell whether it can be taken in: it has something new, and belongs to one person at most."""
        return bool(self.new) and len(self.contacts) <= 1


@dataclass(frozen=True, slots=True)
class Looked:
    """A file of cards before anything of it is taken in."""

    name: str
    proposals: tuple[Proposal, ...]
    broken: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class CardsUndo:
    """How to take back what was taken in: contacts that were made, and names that were linked."""

    made: tuple[ContactId, ...] = ()
    linked: tuple[AuthorId, ...] = ()


class AddressCards:
    """Cards out, and cards in."""

    def __init__(
        self,
        workspace: Workspace,
        contacts: Contacts,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the contacts."""
        self._workspace = workspace
        self._contacts = contacts
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # Out

    def chosen(self, wanted: Iterable[ContactId], out: Out, service: Service) -> Left:
        """Return the cards of contacts as they would go out, without those who said no. Raises `KeyError`."""
        cards = {card.id: card for card in map(self._contacts.card, wanted)}
        going = [card for card in cards.values() if card.may(Matter.KEEP) is not False]
        entries = tuple(_entry(card, out, service) for card in going)
        return Left(entries, len(cards) - len(going))

    def write(self, target: Path, wanted: Sequence[ContactId], out: Out, service: Service) -> int:
        """Write the cards of contacts; return how many went out. The journal keeps whose, and what of them.

        Raises `NotAllowed` where nobody is left ("cards-nobody"), `KeyError`, `BackupFailed` and `NoRoom`.
        """
        self._acting.require(Act.DRAFT)
        left = self.chosen(wanted, out, service)
        if not left.entries:
            raise NotAllowed("cards-nobody")
        text = written(left.entries, self._clock.now(), "-//CM Workstation//Contacts//EN")
        with whole_file(target) as partial:
            partial.write_bytes(text.encode("utf-8", "replace"))
        with self._workspace.write(durable=True) as connection:
            ids = [one.uid for one in left.entries]
            told = {
                "contacts": ids,
                "mails": out.mails,
                "declared": out.declared,
                "notes": out.notes,
            }
            self._journal.note(connection, "contact.cards-out", told)
        return len(left.entries)

    # In

    def look(self, file: Path) -> Looked:
        """Read a file of cards, and find whose names wrote to us; nothing is done. Raises `NotAllowed`."""
        try:
            with file.open("rb") as opened:
                data = opened.read(LARGEST + 1)
        except OSError as error:
            raise NotAllowed("cards-file") from error
        reading = read(data)
        if len(data) > LARGEST or not (reading.entries or reading.broken):
            raise NotAllowed("cards-file")
        return self.compared(reading, file.name)

    def compared(self, reading: Reading, name: str) -> Looked:
        """Return what the cards of a file would bring."""
        connection = self._workspace.read()
        wanted = {key for one in reading.entries for key in _keys(one)}
        known = table.by_address(connection, wanted)
        found = []
        for one in reading.entries:
            ids = dict.fromkeys(author for key in _keys(one) for author in known.get(key, ()))
            theirs = [author for author in ids if not people.is_ours(connection, author)]
            of = contact_table.of_authors(connection, theirs)
            named = table.named(connection, theirs)
            here = tuple(
                Here(AuthorId(author), *named[author], of.get(AuthorId(author)))
                for author in theirs
            )
            found.append(Proposal(one, here))
        return Looked(name, tuple(found), reading.broken, reading.more)

    def take_in(self, wanted: Sequence[Proposal], evidence: str) -> tuple[Changes, CardsUndo]:
        """Make contacts of cards, or link names to those that there are; `evidence` says how we know.

        Raises `NotAllowed` ("contact-evidence", "contact-linked"), `KeyError`; then nothing is done.
        """
        self._acting.require(Act.DRAFT)
        if len(evidence.strip()) < SHORTEST_EVIDENCE:
            raise NotAllowed("contact-evidence")
        made: list[ContactId] = []
        linked: list[AuthorId] = []
        for one in wanted:
            if not one.brings:
                continue
            new = list(one.new)
            home = next(iter(one.contacts), None)
            if home is None:
                home, _ = self._contacts.create(new.pop(0).author_id, one.entry.name)
                made.append(home)
            for each in new:
                self._contacts.link(home, each.author_id, evidence)
                linked.append(each.author_id)
        return Changes(contacts=True, drafts=True), CardsUndo(tuple(made), tuple(linked))

    def take_back(self, undo: CardsUndo) -> Changes:
        """Let names and contacts be as before; a contact to which something was added since then stays."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            for author in undo.linked:
                contact_table.unlink(connection, author)
            gone = [one for one in undo.made if table.is_bare(connection, one)]
            for one in gone:
                table.remove(connection, one)
            told = {"contacts": gone, "authors": list(undo.linked)}
            self._journal.note(connection, "contact.cards-back", told)
        return Changes(contacts=True, drafts=True)


def _entry(card: Card, out: Out, service: Service) -> Entry:
    profiles, mails = [], []
    for one in card.identities:
        address = one.url if one.url.startswith(("https://", "http://")) else ""
        if not address and ADDRESS.fullmatch(one.handle):
            mails.append(one.handle)
        elif address or one.handle:
            profiles.append(Profile(service(one.platform), address, one.handle))
    contact = card.contact
    return Entry(
        card.called,
        card.id,
        tuple(dict.fromkeys(profiles)),
        tuple(dict.fromkeys(mails)) if out.mails else (),
        contact.language if out.declared else "",
        contact.region if out.declared else "",
        tuple(one.words for one in card.topics) if out.declared else (),
        contact.note if out.notes else "",
    )


def _keys(one: Entry) -> tuple[str, ...]:
    """Return by what the names of a card are found: whole addresses, of pages, of mail, and of servers."""
    handles = (p.handle for p in one.profiles if "@" in p.handle.strip("@"))
    found = (*(p.url for p in one.profiles), *one.mails, *handles)
    return tuple(dict.fromkeys(table.key_of(key) for key in found if key))
