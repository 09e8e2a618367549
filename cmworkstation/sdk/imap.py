"""A mailbox on an IMAP server, read without leaving traces.

- Folders are opened with EXAMINE and messages read with BODY.PEEK: nothing becomes "seen" by it.
- The password travels in AUTHENTICATE or LOGIN over an encrypted line (`sdk.tls`), and stands in no log.
- Whatever a server answers becomes one of our errors; after one that leaves the connection in an unknown state
  it is opened anew. One that was kept from the last reading may have died since: its first question is repeated.

One `Mailbox` belongs to one thread.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cmworkstation.domain.errors import (
    Gone,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    WorkstationError,
)
from cmworkstation.sdk import tls
from cmworkstation.sdk.imap_line import BROKE_OFF, NO_SENSE, REFUSED, Client, agree, greeted

ASK_S = 60.0
LOGIN_S = 30.0
FETCH_S = 120.0
LOOK_S = 60.0  # a search through headers may read a whole folder
REISSUE_S = 24 * 60.0  # a server may hang up after half an hour of silence
WORDS_CAP = 300
AT_ONCE = 400  # messages asked for in one command: servers take lines of some kilobytes
CODE = re.compile(r"\[([A-Z-]+)")
TOO_BUSY = {"UNAVAILABLE": 60.0, "INUSE": 30.0, "LIMIT": 300.0}
WRONG_SECRET = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED"})
SAID_NO = frozenset({"NOPERM", "CANNOT", "OVERQUOTA", "ALREADYEXISTS", "PRIVACYREQUIRED", "CONTACTADMIN"})  # fmt: skip
# What a broken answer makes of a parser.
NONSENSE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, OSError, StopIteration,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server lists it; `role` is "sent", "drafts", "junk", "trash", "archive", "all" or ""."""

    name: str
    role: str = ""
    can_open: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """How a folder stood when it was opened."""

    validity: int
    next_uid: int
    count: int
    modseq: int = 0  # 0 where the server counts no changes


@dataclass(frozen=True, slots=True)
class Head:
    """What a folder knows of a message besides its words."""

    uid: int
    flags: frozenset[str]
    at: datetime | None = None
    size: int = 0


class Mailbox:
    """One person's mail on one server."""

    def __init__(
        self, place: tls.Place, user: str, password: str, pins: Collection[str] = ()
    ) -> None:
        """Take where the server listens, who we are there, and the certificates that a person confirmed."""
        self._place = place
        self._user = user
        self._password = password
        self._pins = tuple(pins)
        self._client: Client | None = None
        self._qresync = False

    def __repr__(self) -> str:
        """Name the server and nothing else."""
        return f"Mailbox({str(self._place)!r})"

    def sign_in(self) -> None:
        """Open the connection if there is none. Raises `NotSignedIn`, `Untrusted`, `Offline`, `Temporary`."""
        with self._asking(LOGIN_S):
            pass

    def software(self) -> str:
        """Return what the server calls itself, "" when it says nothing."""
        with self._asking() as client:
            if not client.has_capability("ID"):
                return ""
            said = client.id_()
        pairs = said[0] if said and isinstance(said[0], tuple) else ()
        known = dict(zip(pairs[::2], pairs[1::2], strict=False))
        return _text(known.get(b"name") or b"")[:60]

    def folders(self) -> tuple[Folder, ...]:
        """Return all folders."""
        with self._asking() as client:
            listed = client.list_folders()
        found = []
        for flags, _, name in listed:
            marks = {_text(flag).lstrip("\\").casefold() for flag in flags}
            can_open = not marks & {"noselect", "nonexistent"}
            found.append(Folder(str(name), _role(str(name), marks), can_open))
        return tuple(found)

    def examine(self, folder: str) -> State:
        """Open a folder to read it, and return how it stands. Raises `Gone` when there is none."""
        kept = self._client is not None
        try:
            return self._examine(folder)
        except ServerTrouble:
            if not kept:
                raise
        return self._examine(folder)  # the kept connection had died

    def uids(self, first: int, last: int = 0) -> list[int]:
        """Return the numbers from `first` on (to `last`) in the open folder, ascending."""
        found = self.search(f"UID {first}:{last or '*'}")
        return sorted(uid for uid in found if uid >= first and (not last or uid <= last))

    def search(self, criteria: str) -> list[int]:
        """Return the numbers of the messages that meet IMAP search criteria, in the open folder."""
        if not criteria.isascii() or re.search(r"[\r\n\0]", criteria):
            return []
        with self._asking(LOOK_S) as client:
            return sorted(int(uid) for uid in client.search(criteria))

    def with_id(self, message_id: str) -> list[int]:
        """Return the numbers of the messages with this Message-ID (with its angle brackets)."""
        return self.search(f"HEADER MESSAGE-ID {quoted(message_id)}")

    def heads(self, uids: Sequence[int]) -> dict[int, Head]:
        """Return number → what the open folder knows of the message, without those that are gone."""
        found = self._fetch(uids, ["FLAGS", "INTERNALDATE", "RFC822.SIZE"])
        return {uid: _head(uid, parts) for uid, parts in found.items()}

    def flags(self, uids: Sequence[int]) -> dict[int, Head]:
        """Return number → flags, without messages that are gone."""
        return {uid: _head(uid, parts) for uid, parts in self._fetch(uids, ["FLAGS"]).items()}

    def changed_since(self, uids: Sequence[int], modseq: int) -> tuple[dict[int, Head], set[int]]:
        """Return what changed among these since `modseq` (CONDSTORE): flags by number, and who vanished.

        With QRESYNC the server itself tells who vanished, else the numbers that are left are asked for.
        """
        if not uids:
            return {}, set()
        with self._asking(FETCH_S) as client:
            more = " VANISHED" if self._qresync else ""
            found = client.fetch(list(uids), ["FLAGS"], [f"CHANGEDSINCE {modseq}{more}"])
            told = client.said("VANISHED")
        changed = {uid: _head(uid, parts) for uid, parts in found.items()}
        if self._qresync:
            return changed, set(uids) & _numbers(told)
        return changed, set(uids) - set(self.uids(min(uids), max(uids)))

    def messages(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return number → message as it was received."""
        found = self._fetch(uids, ["BODY.PEEK[]"])
        return {uid: _bytes(parts.get(b"BODY[]")) for uid, parts in found.items() if b"BODY[]" in parts}  # fmt: skip

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return number → the head of the message."""
        found = self._fetch(uids, ["BODY.PEEK[HEADER]"])
        return {uid: _bytes(parts.get(b"BODY[HEADER]")) for uid, parts in found.items()}

    def structure(self, uid: int) -> Any:  # noqa: ANN401 - the library's nested tuples, read by `sdk.mailparts`
        """Return of which parts a message is made (BODYSTRUCTURE), None when it is gone."""
        return self._fetch([uid], ["BODYSTRUCTURE"]).get(uid, {}).get(b"BODYSTRUCTURE")

    def section(self, uid: int, section: str, limit: int, start: int = 0) -> bytes:
        """Return some bytes of one part of a message ("1.2", "1.MIME", "HEADER"), as it was received."""
        found = self._fetch([uid], [f"BODY.PEEK[{section}]<{start}.{limit}>"], limit + 65_536)
        for key, value in found.get(uid, {}).items():
            if key.startswith(f"BODY[{section}]".encode()):
                return _bytes(value)
        return b""

    def append(self, folder: str, message: bytes, flags: Sequence[str], at: datetime) -> None:
        """Put a message into a folder, making the folder where it is missing."""
        try:
            self._append(folder, message, flags, at)
        except Gone:
            with self._asking() as client:
                client.create_folder(folder)
            self._append(folder, message, flags, at)

    def mark(self, folder: str, uid: int, flag: str) -> None:
        """Set a flag of a message."""
        with self._asking() as client:
            client.select_folder(folder)
            client.add_flags([uid], [flag], silent=True)

    def move(self, folder: str, uid: int, target: str) -> None:
        """Move a message to another folder."""
        with self._asking() as client:
            client.select_folder(folder)
            if client.has_capability("MOVE"):
                client.move([uid], target)
            else:
                client.copy([uid], target)
                client.add_flags([uid], ["\\Deleted"], silent=True)

    def listen(
        self,
        folder: str,
        heard: Callable[[], object],
        stopped: Callable[[], bool],
        *,
        reissue_s: float = REISSUE_S,
    ) -> None:
        """Wait for news of a folder (IDLE) and call `heard` for each, until `stopped` says so.

        Raises `Refused` where the server knows no IDLE, `Temporary` when the connection ended.
        """
        self.examine(folder)
        with self._asking() as client:
            if not client.has_capability("IDLE"):
                raise Refused("the server cannot call", code="no-push")
            while not stopped():
                client.idle_once(heard, stopped, reissue_s)

    def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.hang_up()

    def _examine(self, folder: str) -> State:
        with self._asking() as client:
            said = client.select_folder(folder, readonly=True)
            return State(
                int(said.get(b"UIDVALIDITY", 0)),
                int(said.get(b"UIDNEXT", 0)),
                int(said.get(b"EXISTS", 0)),
                int(said.get(b"HIGHESTMODSEQ", 0)) if b"NOMODSEQ" not in said else 0,
            )

    def _append(self, folder: str, message: bytes, flags: Sequence[str], at: datetime) -> None:
        with self._asking(FETCH_S) as client:
            client.append(folder, message, list(flags), at)

    def _fetch(
        self, uids: Sequence[int], what: Sequence[str], max_bytes: int = tls.MAX_BYTES
    ) -> Mapping[int, Mapping[bytes, Any]]:
        found: dict[int, Mapping[bytes, Any]] = {}
        for start in range(0, len(uids), AT_ONCE):
            with self._asking(FETCH_S, max_bytes) as client:
                found.update(client.fetch(list(uids[start : start + AT_ONCE]), list(what)))
        return found

    @contextmanager
    def _asking(self, seconds: float = ASK_S, max_bytes: int = tls.MAX_BYTES) -> Iterator["Client"]:  # fmt: skip
        """Give out the connection for one question; translate what goes wrong."""
        if self._client is None:
            self._client = self._opened()
        client = self._client
        client.wire.allow(seconds, max_bytes)
        try:
            yield client
        except Refused:
            raise
        except WorkstationError:
            self.close()
            raise
        except BROKE_OFF:
            self.close()
            raise ServerTrouble("the connection was ended") from None
        except NO_SENSE:
            self.close()
            raise ServerTrouble("an answer that makes no sense") from None
        except REFUSED as error:
            meant = self._meaning(str(error))
            if isinstance(meant, ServerTrouble):
                self.close()
            raise meant from None
        except NONSENSE:
            self.close()
            raise ServerTrouble("an answer that makes no sense") from None

    def _opened(self) -> "Client":
        wire = tls.connect(self._place, agree, self._pins, LOGIN_S)
        try:
            if self._place.security is tls.Security.STARTTLS:
                wire.pretend(b"* OK encrypted\r\n")
            client = greeted(wire)
            self._log_in(client)
            self._qresync = client.learn_changes()
        except WorkstationError:
            wire.close()
            raise
        except BROKE_OFF:
            wire.close()
            raise ServerTrouble("the connection was ended") from None
        except REFUSED as error:
            wire.close()
            raise self._meaning(str(error)) from None
        except NONSENSE:
            wire.close()
            raise ServerTrouble("an answer that makes no sense") from None
        return client

    def _log_in(self, client: "Client") -> None:
        try:
            if client.has_capability("AUTH=PLAIN"):
                client.plain_login(self._user, self._password)
            else:
                client.login(self._user, self._password)
        except BROKE_OFF:
            raise
        except UnicodeError:
            raise NotSignedIn("a password that this server cannot be told") from None
        except REFUSED as error:
            meant = self._meaning(str(error))
            said = CODE.search(str(error))
            if not said or (isinstance(meant, Refused) and said[1] not in SAID_NO):
                raise NotSignedIn("refused") from None
            raise meant from None

    def _meaning(self, said: str) -> WorkstationError:
        """Return the error that a server's NO or BAD stands for."""
        code = match[1] if (match := CODE.search(said)) else ""
        words = said.replace(self._password, "…") if self._password else said
        words = re.sub(r"^.*?(?:failed|error): ", "", words).removeprefix("BAD ")[:WORDS_CAP]
        if code in WRONG_SECRET:
            return NotSignedIn(code.lower())
        if code in TOO_BUSY:
            return RateLimited(code.lower(), retry_after=TOO_BUSY[code])
        if code in {"NONEXISTENT", "TRYCREATE"}:
            return Gone(code.lower(), code=code.lower(), words=words)
        if code in SAID_NO:
            return Refused(code.lower(), code=code.lower(), words=words)
        # The library words a NO as "… failed: …"; anything else was no answer to what was asked.
        if "failed: " not in said or code in {"SERVERBUG", "CORRUPTION", "CLIENTBUG"}:
            return ServerTrouble(code.lower() or "bad")
        return Refused("no", code=code.lower() or "no", words=words)


def quoted(text: str) -> str:
    """Return a text as IMAP quotes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


SPECIAL = {
    "sent": "sent",
    "drafts": "drafts",
    "junk": "junk",
    "trash": "trash",
    "archive": "archive",
    "all": "all",
}
NAMES = {
    "sent": "sent", "sent items": "sent", "sent messages": "sent", "sent mail": "sent", "envoyés": "sent",
    "messages envoyés": "sent", "éléments envoyés": "sent", "courrier envoyé": "sent", "outbox": "sent",
    "drafts": "drafts", "brouillons": "drafts",
    "junk": "junk", "spam": "junk", "junk e-mail": "junk", "indésirables": "junk", "courrier indésirable": "junk",
    "trash": "trash", "deleted items": "trash", "deleted messages": "trash", "corbeille": "trash",
    "éléments supprimés": "trash",
    "archive": "archive", "archives": "archive",
}  # fmt: skip


def _role(name: str, marks: set[str]) -> str:
    """Return what a folder is for, by the server's marks, else by its usual names."""
    told = next((role for mark, role in SPECIAL.items() if mark in marks), "")
    last = re.split(r"[./]", name)[-1].casefold()
    return told or NAMES.get(last, "")


def _head(uid: int, parts: Mapping[bytes, Any]) -> Head:
    at = parts.get(b"INTERNALDATE")
    aware = at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else None
    size = parts.get(b"RFC822.SIZE")
    marks = parts.get(b"FLAGS") or ()
    flags = frozenset(_text(flag).casefold() for flag in marks)
    return Head(uid, flags, aware, size if isinstance(size, int) else 0)


def _numbers(lines: Sequence[bytes]) -> set[int]:
    """Return the numbers of "(EARLIER) 41,43:116", never more than a folder's window could hold."""
    found: set[int] = set()
    for first, last in re.findall(rb"(\d+)(?::(\d+))?", b" ".join(lines)):
        low, high = sorted((int(first), int(last or first)))
        found.update(range(low, min(high, low + 100_000) + 1))
    return found


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode() if isinstance(value, int) else b""  # fmt: skip


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
