"""Taking messages in by hand: pasted, from a screenshot, a saved page or a forwarded mail.

What is taken in is kept as received, understood and sorted like whatever a connector brings, with who took it in, when
and from what. It belongs to an account that stands for its platform, made when the platform is named first.
"""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cmworkstation.domain import permalink
from cmworkstation.domain.account import Account
from cmworkstation.domain.capture import (
    LONGEST,
    SHORT,
    Capture,
    Guess,
    How,
    Provenance,
    Twin,
)
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, Unreadable
from cmworkstation.domain.ids import AccountId, ConversationId, MessageId, uuid7
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.message import Message
from cmworkstation.domain.profile import Act
from cmworkstation.sdk import forwarded, html, saved_page, shapes
from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.sdk.mime import reading
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.media import Media, read_file
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.recognising import body_digest
from cmworkstation.services.sync import Sync
from cmworkstation.store import accounts as account_table
from cmworkstation.store import captures as table
from cmworkstation.store import messages
from cmworkstation.store.database import Connection, Workspace

MANUAL = "manual"  # the connector's key
STREAM = "captures"
CAPTURED = "capture"  # the kind of raw item that the connector understands
MOST_RECENT = 200
# Platforms with a look of their own, by what people call them.
LOOKS = {
    one: one
    for one in "mastodon bluesky wordpress instagram facebook linkedin youtube reddit threads".split()
} | {"twitter": "twitter", "x": "twitter"}
PAGES = (".html", ".htm", ".xhtml")
ARCHIVES = (".mhtml", ".mht")
MAILS = (".eml",)


class Captured:
    """A message that was taken in: what is told, what undo needs."""

    def __init__(self, capture_id: str, message: MessageId, home: ConversationId) -> None:
        """Name the capture, its message and the conversation that it stands in."""
        self.id = capture_id
        self.message_id = message
        self.conversation_id = home


class Captures:
    """Takes messages in by hand."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        accounts: Accounts,
        sync: Sync,
        media: Media,
        journal: Journal,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the way in that every message takes, and where pictures are kept."""
        self._workspace = workspace
        self._platforms = platforms
        self._accounts = accounts
        self._sync = sync
        self._media = media
        self._journal = journal
        self._clock = clock
        self._acting = acting

    # What something seems to be

    def of_file(self, path: Path) -> Guess:
        """Return what a file seems to hold. Raises `NotAllowed` for what is no page, no mail and no picture."""
        data = read_file(path)
        return self.of_bytes(data, path.name)

    def of_bytes(self, data: bytes, name: str) -> Guess:
        """Return what the bytes of a file seem to hold. Raises `NotAllowed`."""
        ending = Path(name).suffix.lower()
        if ending in PAGES:
            return _page(data, name)
        try:
            if ending in ARCHIVES:
                return _page(reading.read(data).html.encode("utf-8", "replace"), name)
            if ending in MAILS:
                return _mail(data, name)
        except Unreadable:
            raise NotAllowed("capture-unreadable") from None
        raise NotAllowed("capture-kind")

    @staticmethod
    def of_text(text: str) -> Guess:
        """Return what a pasted text seems to hold: a forwarded mail, an address alone, or words."""
        tidy = text.strip()[:LONGEST]
        if address := permalink.read(tidy) if "\n" not in tidy and " " not in tidy else "":
            return Guess(How.PASTE, address=address)
        found = forwarded.in_text(tidy)
        if found is None:
            return Guess(How.PASTE, text=tidy)
        return _forwarded(found, "")

    @staticmethod
    def of_page(source: str) -> Guess:
        """Return what markup that was pasted seems to hold."""
        return _page(source.encode("utf-8", "replace"), "")

    # What can be seen

    def places(self) -> tuple[Account, ...]:
        """Return the platforms for which messages are taken in by hand."""
        return tuple(one for one in self._accounts.listed() if one.platform == MANUAL)

    def place(self, name: str) -> Account | None:
        """Return the account of a platform that a person names; None: there is none yet."""
        wanted = " ".join(name.split()).casefold()
        found = (one for one in self.places() if _called(one).casefold() == wanted)
        return next(found, None)

    def answerable(self, platform: str) -> tuple[Twin, ...]:
        """Return the newest messages of a platform that a captured one may answer."""
        account = self.place(platform)
        if account is None:
            return ()
        connection = self._workspace.read()
        number = account_table.number(connection, account.id)
        found = table.recent(connection, number, MOST_RECENT)
        return tuple(
            Twin(id_, home, author, text, at, same_address=False)
            for id_, home, author, text, at in found
        )

    def twins(self, capture: Capture) -> tuple[Twin, ...]:
        """Return what was captured before and looks like the same."""
        connection = self._workspace.read()
        return table.twins(connection, permalink.folded(capture.address), _digest(capture))

    def provenance(self, message_id: MessageId) -> tuple[Provenance, ...]:
        """Return who captured a message, the latest first; nothing for one that a connector brought."""
        return table.of_message(self._workspace.read(), message_id)

    # What a person asks for

    def keep(self, capture: Capture, *, again: bool = False) -> tuple[Captured, Changes]:
        """Take a message in; `again` although it looks like one that is here.

        Under an address that is here it becomes what that message says now, and what it said stays readable. Raises
        `NotAllowed` with what is missing, or "captured-before".
        """
        self._acting.require(Act.DRAFT)
        tidy = _checked(capture, self._clock.now())
        twins = self.twins(tidy)
        if twins and not again:
            raise NotAllowed("captured-before")
        place = self.place(tidy.platform)
        account = place or self._made(tidy.platform)
        known = next((one for one in twins if one.same_address), None)
        id_ = uuid7()
        with self._workspace.write(durable=True) as connection:
            if place is None:
                account_table.add(connection, account, self._clock.now())
                told = {"account": account.id, "platform": account.look, "handle": ""}
                self._journal.note(connection, "account.add", told)
            name = _name(connection, tidy, known, id_)
            raw = RawItem(CAPTURED, id_, self._payload(connection, account, tidy, name, id_))
            connector = self._platforms.connector(account)
            page = Page(STREAM, (raw,), "")
            changes = self._sync.store_page(account, connector, page, self._clock.now())
            number = account_table.number(connection, account.id)
            stands = table.stands(connection, number, name)
            if stands is None:
                raise NotAllowed("capture-unreadable")
            message = messages.message(connection, stands)
            self._note(connection, tidy, id_, message)
        kept = Captured(id_, message.id, message.conversation_id)
        return kept, changes | Changes(accounts=place is None)

    def undo(self, capture_id: str) -> Changes:
        """Take back what was captured. Raises `NotAllowed` once something was made of it, or it was an edit."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            home = table.forget(connection, capture_id)
            if home is None:
                raise NotAllowed("capture-used")
            self._journal.note(connection, "capture.undo", {"capture": capture_id})
        return Changes(conversations=frozenset({home}), accounts=True)

    # Small steps

    def _made(self, platform: str) -> Account:
        """Return the account that stands for a platform; it is stored with its first message."""
        name = " ".join(platform.split())
        kind = self._platforms.kind(MANUAL)
        return Account(
            id=AccountId(uuid7()),
            platform=MANUAL,
            look=LOOKS.get(name.casefold(), name),
            name=name,
            handle="",
            server="",
            colour=self._accounts.free_colour(),
            settings={"platform": name, "writer_key": f"{name.casefold()}:us"},
            capabilities=kind.manifest.capabilities,
        )

    def _payload(
        self, connection: Connection, account: Account, one: Capture, name: str, id_: str
    ) -> bytes:
        parent = ""
        if one.parent_id is not None:
            answered = messages.message(connection, one.parent_id)
            if answered.account_id != account.id:
                raise NotAllowed("capture-elsewhere")
            parent = answered.remote_id
        return shapes.pack(
            {
                "id": id_,
                "remote_id": name,
                "platform": _called(account),
                "author": one.author,
                "handle": one.handle,
                "at": one.at.isoformat(),
                "text": one.text,
                "html": one.html,
                "title": one.title,
                "address": one.address,
                "parent_id": parent,
                "visibility": one.visibility.value,
                "language": one.language,
                "ours": one.ours,
                "pictures": [_picture(file) for file in one.pictures],
                "how": one.how.value,
                "file": one.file,
                "by": self._acting.id,
                "captured_at": self._clock.now().isoformat(),
            }
        )

    def _note(self, connection: Connection, one: Capture, id_: str, message: Message) -> None:
        seen = Provenance(id_, one.how, one.file, self._acting.id, self._clock.now())
        table.add(
            connection,
            seen,
            message.id,
            address=permalink.folded(one.address),
            digest=_digest(one),
            pictures=[file.hash for file in one.pictures],
        )
        # Neither whose words it were nor these: undo and rules of how long things are kept leave the journal alone.
        told = {"capture": id_, "platform": one.platform, "how": one.how.value}
        self._journal.note(connection, "capture.keep", told)


def _checked(one: Capture, now: datetime) -> Capture:
    """Return a capture in tidy words. Raises `NotAllowed` with what is missing or cannot be."""
    tidy = replace(
        one,
        platform=" ".join(one.platform.split())[:60],
        author=" ".join((one.author or one.handle).split())[:SHORT],
        handle="".join(one.handle.split())[:SHORT],
        title=" ".join(one.title.split())[:SHORT],
        text=one.text.strip()[:LONGEST],
        address=permalink.read(one.address),
    )
    missing = {
        "capture-platform": not tidy.platform,
        "capture-author": not tidy.author,
        "capture-text": not (tidy.text or tidy.html or tidy.pictures),
        "capture-zone": tidy.at.tzinfo is None,
        "address-unclear": bool(one.address.strip()) and not tidy.address,
    }
    if why := next((key for key, wrong in missing.items() if wrong), ""):
        raise NotAllowed(why)
    try:
        at = tidy.at.astimezone(UTC)
    except OverflowError:  # the first day of the calendar, in a zone that was ahead
        at = datetime.min.replace(tzinfo=UTC)
    if at > now:
        raise NotAllowed("capture-future")
    return replace(tidy, at=at)


def _name(connection: Connection, one: Capture, known: Twin | None, id_: str) -> str:
    """Return the permanent name of a captured message: its address, or one of ours."""
    if known is not None:
        return messages.message(connection, known.message_id).remote_id
    return one.address or f"capture:{id_}"


def _called(account: Account) -> str:
    return account.settings.get("platform", account.name)


def _digest(one: Capture) -> str:
    """Return what tells a captured message from others: its words, and who wrote them."""
    who = " ".join((one.author or one.handle).split()).casefold()
    text = one.text or html.to_text(html.clean(one.html))
    shown = ",".join(file.hash for file in one.pictures) if not text.strip() else ""
    return sha256(f"{who}\0{body_digest(text)}\0{shown}".encode()).hexdigest()


def _picture(file: MediaFile) -> dict[str, object]:
    return {
        "hash": file.hash,
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "alt": file.alt,
    }


def _page(data: bytes, name: str) -> Guess:
    found = saved_page.read(data)
    if not (found.text or found.html):
        raise NotAllowed("capture-unreadable")
    return Guess(
        How.PAGE,
        text=found.text,
        author=found.author,
        handle=found.handle,
        title=found.title,
        at=found.at,
        address=permalink.read(found.address),
        platform=found.site,
        html=found.html,
        file=name,
    )


def _mail(data: bytes, name: str) -> Guess:
    return _forwarded(forwarded.read(data), name)


def _forwarded(found: forwarded.Forwarded, name: str) -> Guess:
    return Guess(
        How.MAIL,
        text=found.text[:LONGEST],
        author=found.author or found.address,
        handle=found.address,
        title=found.subject[:SHORT],
        at=found.at,
        file=name,
    )
