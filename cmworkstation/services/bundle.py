"""The compliance bundle: a ZIP that proves, without this program, what was said, why and by whom.

It holds JSON Lines, pages to read, a manifest with the SHA-256 of every file, the journal's chain, and a script of the
standard library alone that checks all of it, signatures included. Whoever writes it signs it, where they have a key:
the end of the journal is then vouched for by somebody. It is one moment of the workspace, whatever is written
meanwhile.
"""

import json
import zipfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from cmworkstation import __version__, resources
from cmworkstation.domain.bundle import (
    Compared,
    Conversation,
    Pages,
    Period,
    Said,
    Summary,
    Written,
)
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.dossier import Dossier
from cmworkstation.domain.errors import (
    BackupDamaged,
    BackupMissing,
    NotAllowed,
    VaultLocked,
    VaultMissing,
)
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.profile import Profile, Signature
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.signed_file import canonical
from cmworkstation.services.acting import Acting
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.proof import Proof
from cmworkstation.services.whole_file import whole_file
from cmworkstation.store import bundle as table
from cmworkstation.store.database import Connection, Workspace

FORMAT: Final = "cmworkstation-bundle"
VERSION: Final = 1
MANIFEST, SEAL, SCRIPT = "manifest.json", "manifest.sha256", "verify.py"
SIGNED: Final = "manifest.signed"
STATEMENT: Final = "cmw-bundle/1"
SUFFIX: Final = ".proof.zip"
EVER: Final = (-(1 << 62), 1 << 62)  # ms
ON_A_PAGE: Final = 500  # conversations of the index
OFTEN: Final = 2_000  # rows between two steps of progress
PAGES_AT_ONCE: Final = 25
STILL: Final = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can name
MOST_NAMED: Final = 200  # differences that are named one by one

Steps = Generator[Progress, None, Written]
Signing = Callable[[bytes], Signature | None]
Dossiers = Callable[[OutboxId], Dossier]


class Bundles:
    """Writes bundles and compares them with the workspace. Run the generators on a lane."""

    def __init__(
        self,
        workspace: Workspace,
        proof: Proof,
        profiles: Profiles,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take what a bundle tells of, and the keys with which it is signed."""
        self._profiles = profiles
        self._workspace = workspace
        self._proof = proof
        self._acting = acting
        self._clock = clock

    def write(self, target: Path, pages: Pages, period: Period = Period()) -> Steps:  # noqa: B008 - a frozen value
        """Write a bundle to `target`; `pages` puts it into words. Closing the generator leaves nothing.

        Raises `BackupFailed` when it cannot be written there, and `NoRoom`.
        """
        with whole_file(target) as partial:
            target.parent.mkdir(parents=True, exist_ok=True)
            with (
                self._one_moment() as connection,
                zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                written = yield from _Writing(
                    connection, archive, pages, period, self._clock.now()
                ).run(self._proof, self._acting.current(), self._signed)
        return written

    def _signed(self, payload: bytes) -> Signature | None:
        """Sign as whoever acts; None where nobody is entered, or their key is out of reach."""
        try:
            return self._profiles.sign(payload)
        except (NotAllowed, VaultLocked, VaultMissing):
            return None

    def compare(self, source: Path) -> Generator[Progress, None, Compared]:
        """Read a bundle again and compare every row with what the workspace holds now, whose signatures are checked.

        Raises `BackupMissing` and `BackupDamaged`.
        """
        found: list[tuple[str, str, str]] = []
        compared = 0
        try:
            with zipfile.ZipFile(source) as archive, self._one_moment() as connection:
                manifest = json.loads(archive.read(MANIFEST))
                since, until = _bounds(_period_of(manifest))
                last = int(manifest["journal"]["rows"])
                for done, part in enumerate(table.PARTS):
                    yield Progress(done, len(table.PARTS), "check")
                    theirs = _lines_of(archive, part)
                    ours = (_line(row) for row in _rows(connection, part, since, until, last))
                    for there, here in zip_longest(theirs, ours):
                        compared += 1
                        if there != here and len(found) < MOST_NAMED:
                            what = (
                                "not here"
                                if here is None
                                else "not there"
                                if there is None
                                else "different"
                            )
                            found.append((part, _name(there or here or b"{}"), what))
                signatures = self._proof.signatures()
        except FileNotFoundError as error:
            raise BackupMissing(type(error).__name__) from error
        except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
            raise BackupDamaged(type(error).__name__) from error
        return Compared(compared, tuple(found), signatures)

    @contextmanager
    def _one_moment(self) -> Iterator[Connection]:
        """Hold one moment of the workspace for all that this thread reads."""
        connection = self._workspace.read()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.rollback()


class _Writing:
    """One bundle while it is written."""

    def __init__(
        self,
        connection: Connection,
        archive: zipfile.ZipFile,
        pages: Pages,
        period: Period,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._archive = archive
        self._pages = pages
        self._period = period
        self._now = now
        self._since, self._until = _bounds(period)
        self._last = table.last_act(connection)
        self._listed: list[dict[str, object]] = []
        self._last_hash = ""
        self._counts: dict[str, int] = {}
        self._charters: list[tuple[str, str, str]] = []

    def run(self, proof: Proof, by: Profile, sign: Signing) -> Steps:
        total = len(table.PARTS) + table.count(self._connection, self._since, self._until)
        done = 0
        for part in table.PARTS:
            yield Progress(done, total, "write")
            yield from self._data(part, done, total)
            done += 1
        listed = list(self._conversations())
        dossiers = proof.many()
        for one in listed:
            if (
                done % PAGES_AT_ONCE == 0
            ):  # a window that is told too often has no time for anything else
                yield Progress(done, total, "write")
            said = said_of(self._connection, one.id, dossiers)
            self._put(f"html/conversation-{one.id}.html", self._pages.conversation(one, said))
            done += 1
        pages = self._index(listed, by.name)
        self._put(SCRIPT, resources.text("proof", SCRIPT))
        self._seal(by, sign)
        yield Progress(total, total, "write")
        return Written(self._counts, len(listed) + pages)

    def _data(self, part: str, done: int, total: int) -> Generator[Progress, None, None]:
        digest, size, count = sha256(), 0, 0
        name = f"data/{part}.jsonl"
        with self._archive.open(_entry(name), "w", force_zip64=True) as file:
            for row in _rows(self._connection, part, self._since, self._until, self._last):
                line = _line(row)
                file.write(line)
                digest.update(line)
                size, count = size + len(line), count + 1
                if part == "journal":
                    self._last_hash = str(row["hash"])
                elif part == "charters":
                    self._charters.append((row["charter_id"], row["version"], row["hash"]))
                if count % OFTEN == 0:
                    yield Progress(done, total, "write")
        self._counts[part] = count
        self._note(name, size, digest.hexdigest())

    def _conversations(self) -> Iterator[Conversation]:
        names = {
            row["id"]: row["name"]
            for row in table.rows(self._connection, "accounts", self._since, self._until, 0)
        }
        for row in table.rows(self._connection, "conversations", self._since, self._until, 0):
            yield Conversation(
                row["id"],
                names.get(row["account"], ""),
                row["title"],
                row["author_name"],
                from_ms(row["last_at"]),
                0,
            )

    def _index(self, listed: list[Conversation], by: str) -> int:
        newest = sorted(listed, key=lambda one: one.at, reverse=True)
        parts = [newest[at : at + ON_A_PAGE] for at in range(0, len(newest), ON_A_PAGE)] or [[]]
        summary = Summary(
            self._period, self._now, by, self._counts, tuple(self._charters), self._last_hash
        )
        for n, part in enumerate(parts, 1):
            name = "html/index.html" if n == 1 else f"html/index-{n}.html"
            self._put(name, self._pages.index(summary, part, n, len(parts)))
        return len(parts)

    def _seal(self, by: Profile, sign: Signing) -> None:
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "program": __version__,
            "language": self._pages.language,
            "made_at": self._now.isoformat(timespec="seconds"),
            "since": _iso(self._period.since),
            "until": _iso(self._period.until),
            "journal": {"rows": self._counts["journal"], "last": self._last_hash},
            "rows": self._counts,
            "files": self._listed,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        self._archive.writestr(_entry(MANIFEST), text)
        seal = sha256(text.encode()).hexdigest()
        self._archive.writestr(_entry(SEAL), seal + "\n")
        at = to_ms(self._now)
        journal = {"rows": self._counts["journal"], "last": self._last_hash}
        statement = canonical({"statement": STATEMENT, "manifest": seal, "at": at, **journal})
        signature = sign(statement)
        if signature is not None:
            signed = {
                "statement": statement.decode(),
                "profile_id": by.id,
                "at": at,
                "fingerprint": signature.fingerprint,
                "signature": signature.value,
            }
            self._archive.writestr(_entry(SIGNED), canonical(signed) + b"\n")

    def _put(self, name: str, text: str) -> None:
        raw = text.encode("utf-8", "replace")
        self._archive.writestr(_entry(name), raw)
        self._note(name, len(raw), sha256(raw).hexdigest())

    def _note(self, name: str, size: int, digest: str) -> None:
        self._listed.append({"name": name, "bytes": size, "sha256": digest})


def said_of(connection: Connection, conversation_id: int, dossiers: Dossiers) -> list[Said]:
    """Return the messages of a conversation with their earlier states and dossiers, in reading order."""
    found = table.of_conversation(connection, conversation_id)
    before: dict[int, list[tuple[datetime, str]]] = {}
    for row in found["revisions"]:
        before.setdefault(row["message_id"], []).append((from_ms(row["seen_at"]), row["text"]))
    sent = {row["remote_id"]: row["id"] for row in found["replies"]}
    return [
        Said(
            at=from_ms(row["at"]),
            author=row["author_name"],
            handle=row["author_handle"],
            ours=bool(row["ours"]),
            visibility=row["visibility"],
            text="\n".join(part for part in (row["title"], row["text"]) if part),
            spoiler=row["spoiler"],
            url=row["url"],
            deleted_at=from_ms(row["deleted_at"]) if row["deleted_at"] else None,
            before=tuple(before.get(row["id"], ())),
            dossier=dossiers(OutboxId(sent[row["remote_id"]]))
            if row["remote_id"] in sent
            else None,
        )
        for row in found["messages"]
    ]


def file_name(now: datetime) -> str:
    """Return what a bundle is called unless a person calls it otherwise."""
    return f"cmworkstation-{now:%Y-%m-%d}{SUFFIX}"


def _rows(
    connection: Connection, part: str, since: int, until: int, last: int
) -> Iterator[dict[str, Any]]:
    """Yield rows as a bundle holds them: the words of acts outside the period stay out, their proof stays in."""
    for row in table.rows(connection, part, since, until, last):
        if part == "journal" and not since <= _ms(table.act_time(row["head"])) < until:
            row["salt"] = row["payload"] = None
        yield row


def _line(row: Mapping[str, object]) -> bytes:
    """Return a row as one line: one text for one row."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _lines_of(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(f"data/{part}.jsonl") as file:
        yield from file


def _name(line: bytes) -> str:
    """Return what a row is called: its id, hash or number."""
    row = json.loads(line)
    return next((str(row[key]) for key in ("id", "hash", "fingerprint", "n") if key in row), "")


def _bounds(period: Period) -> tuple[int, int]:
    first, last = EVER
    return (
        first if period.since is None else to_ms(period.since),
        last if period.until is None else to_ms(period.until),
    )


def _period_of(manifest: Mapping[str, Any]) -> Period:
    since, until = (
        datetime.fromisoformat(manifest[name]) if manifest[name] else None
        for name in ("since", "until")
    )
    return Period(since, until)


def _iso(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()


def _ms(text: str) -> int:
    try:
        return to_ms(datetime.fromisoformat(text))
    except ValueError:
        return 0


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STILL)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
