"""What can go wrong, by whose turn it is to act.

WorkstationError
├── UserFixable            a person can do something: it has a hint
│   ├── NotSignedIn        the platform no longer accepts our credentials
│   ├── Refused            the platform understood and said no
│   │   ├── Gone           what we answer to exists no more
│   │   ├── TooLong        over the platform's length limit
│   │   └── Duplicate      the platform already holds this very answer
│   ├── BadAddress         what was typed leads nowhere
│   │   └── NotThisPlatform  something answers there, but another kind of server
│   ├── PlatformMissing    no connector for this platform is installed here
│   ├── VaultLocked        the system keyring waits for its password
│   ├── VaultMissing       this system has no keyring that we trust
│   ├── CharterInvalid     a charter that cannot be read; has problems
│   ├── QueryError         a search that cannot be understood; has a code and the place
│   ├── IncompleteAnswer   a variable of an approved answer is still empty
│   ├── NotAllowed         the charter, a setting or one's role forbids this step
│   ├── BadSignature       signed by nobody we know, or altered since; has a reason
│   ├── FolderUnusable     no workspace can stand in this folder
│   │   ├── FolderTooDeep  its path is longer than a database can have
│   │   └── NetworkFolder  another computer could write there at the same time
│   ├── BackupFailed       a copy or an archive cannot be written there
│   ├── BackupMissing      there is no such copy, or it may not be read
│   ├── NoRoom             the disk has too little room for what was asked
│   ├── WorkspaceInUse     another process writes to this workspace
│   ├── WorkspaceClosed    what was asked came after this workspace was closed
│   ├── OpenedReadOnly     this workspace is only read here; has a reason
│   ├── StorageFull        the disk takes no more; has wanted
│   └── WorkspaceTooNew    a newer version of the program made this workspace
├── Temporary              passes by itself; retried quietly
│   ├── Offline            nothing left this machine
│   │   └── Untrusted      the server's certificate is not trusted; has a fingerprint to compare
│   ├── RateLimited        the server asks us to wait; has retry_after
│   ├── ServerTrouble      5xx, HTML in place of JSON, half an answer, on a request that is safe to repeat
│   └── Ambiguous          a request that is not safe to repeat may or may not have been carried out
└── Damaged                stop: data could be lost by going on
    ├── StoreDamaged       the workspace file is not what we wrote
    │   └── NotAWorkspace   it never was one: empty, a text, another program's
    ├── BackupDamaged      a copy or an archive is not what was written
    ├── ArchiveUnusable    what is to be imported is no archive that is known, or cannot be opened
    └── Unreadable         one fetched item cannot be parsed; it goes to quarantine

`detail` is for reports and logs and never holds a secret or somebody's words; the words that people read
are made by the window and the command line from the class and its facts.
"""

from collections.abc import Sequence


class WorkstationError(Exception):
    """Base of all errors that the program knows how to explain."""

    def __init__(self, detail: str = "") -> None:
        """Keep `detail`: a short technical text without secrets."""
        super().__init__(detail)
        self.detail = detail


class UserFixable(WorkstationError):
    """A person can do something about it."""


class NotSignedIn(UserFixable):
    """The platform no longer accepts our credentials for this account."""


class Refused(UserFixable):
    """The platform understood the request and said no; nothing was published."""

    def __init__(self, detail: str = "", *, code: str = "", words: str = "") -> None:
        """Keep the platform's error `code` and its own `words` (foreign text)."""
        super().__init__(detail or code)
        self.code = code
        self.words = words


class NoUploadRight(Refused):
    """The platform takes no files from this access: it was granted before files were asked for."""


class Gone(Refused):
    """What we answer to exists no more."""


class TooLong(Refused):
    """The text is over the limit; `over` units too many."""

    def __init__(self, detail: str = "", *, over: int = 0) -> None:
        """Keep by how many units the text is too long."""
        super().__init__(detail, code="too-long")
        self.over = over


class Duplicate(Refused):
    """The platform already holds this very answer at this very place."""


class BadAddress(UserFixable):
    """What was typed leads to no server."""


class NotThisPlatform(BadAddress):
    """Something answers at this address, but it is not the kind of server that was asked for."""


class PlatformMissing(UserFixable):
    """No connector for this platform is installed here; what it brought earlier stays."""


class VaultLocked(UserFixable):
    """The system keyring is there but locked, or the person dismissed its question."""


class VaultMissing(UserFixable):
    """This system has no keyring that we trust."""


class CharterInvalid(UserFixable):
    """A charter that cannot be used; `problems` says where and why."""

    def __init__(self, detail: str = "", problems: Sequence[object] = ()) -> None:
        """Keep the list of problems found by the charter reader."""
        super().__init__(detail)
        self.problems = tuple(problems)


class QueryError(UserFixable):
    """A search that cannot be understood: `code` says why, `at` and `length` where, in characters.

    Codes: unknown-field, no-value, unknown-value, no-date, group-open, group-not-open, group-empty, group-deep,
    too-long, too-many; of saved queries of the watch also mixed, near-number, near-what, no-language, only-not,
    nothing-asked.
    """

    def __init__(self, code: str, at: int, length: int) -> None:
        """Keep what is unclear and its place."""
        super().__init__(f"{code} at {at}")
        self.code = code
        self.at = at
        self.length = length


class IncompleteAnswer(UserFixable):
    """A variable of an approved answer is still empty; `names` lists them."""

    def __init__(self, names: Sequence[str]) -> None:
        """Keep the names of the empty variables."""
        super().__init__(", ".join(names))
        self.names = tuple(names)


class NotAllowed(UserFixable):
    """A rule of the charter, a setting or one's role forbids this step; `reason` is a short key."""

    def __init__(self, reason: str) -> None:
        """Keep the key of the reason."""
        super().__init__(reason)
        self.reason = reason


class BadSignature(UserFixable):
    """A signature does not hold: `reason` is "unknown-key", "ended-key", "wrong" or "no-card"."""

    def __init__(self, reason: str) -> None:
        """Keep the key of the reason."""
        super().__init__(reason)
        self.reason = reason


class FolderUnusable(UserFixable):
    """No workspace can stand in this folder: it is a file, or may not be written to."""


class BackupFailed(UserFixable):
    """A copy of the workspace, or an archive, cannot be written there."""


class BackupMissing(UserFixable):
    """There is no such copy of the workspace, or it may not be read."""


class WrongPassphrase(UserFixable):
    """An encrypted backup is not opened by this passphrase or key."""


class BadKey(UserFixable):
    """What was given is no public key (age1…) that a backup can be encrypted for."""


class PlaceAbsent(UserFixable):
    """The folder chosen for backups is not there: a disk that is not plugged in."""


class NoRoom(UserFixable):
    """The disk has too little room; nothing was written."""

    def __init__(self, needed: int, free: int) -> None:
        """Keep how many bytes are needed and how many are free."""
        super().__init__(f"{needed} bytes needed, {free} free")
        self.needed = needed
        self.free = free


class FolderTooDeep(FolderUnusable):
    """The path of the folder is longer than a database can have."""


class NetworkFolder(FolderUnusable):
    """The folder lies on a network drive, where another computer could write at the same time."""


class WorkspaceInUse(UserFixable):
    """Another process writes to this workspace."""


class WorkspaceClosed(UserFixable):
    """The workspace was closed while something still wanted to read or write there."""


class OpenedReadOnly(UserFixable):
    """Nothing can be written here: `reason` is a `ReadOnlyReason`."""

    def __init__(self, reason: str = "") -> None:
        """Keep why the workspace is only read."""
        super().__init__(reason)
        self.reason = reason


class StorageFull(UserFixable):
    """The disk takes no more, or a limit on it is reached; nothing that was there is lost.

    `wanted` says how many bytes to free before work goes on; 0 where a limit and not the disk is in the way.
    """

    def __init__(self, detail: str = "", *, wanted: int = 0) -> None:
        """Keep how much room is wanted, in bytes."""
        super().__init__(detail)
        self.wanted = wanted


class WorkspaceTooNew(UserFixable):
    """A newer version of the program made this workspace; it is left untouched."""

    def __init__(self, found: int, known: int) -> None:
        """Keep the schema number found in the file and the highest one this program knows."""
        super().__init__(f"schema {found}, known {known}")
        self.found = found
        self.known = known


class UpdateStopped(UserFixable):
    """A person stopped the update of a workspace to this version; the workspace is as it was before."""


class Temporary(WorkstationError):
    """It passes by itself and is tried again."""


class Offline(Temporary):
    """Nothing left this machine: no network, no such host, connection refused."""


class Exercise(Offline):
    """A drill goes on: nothing left this machine, and nothing will until it is over."""


class Untrusted(Offline):
    """The server's certificate cannot be trusted and nobody confirmed it; nothing left this machine.

    `reason` is "self-signed", "unknown-issuer", "expired", "not-yet", "name", "changed" or "other".
    """

    def __init__(
        self, reason: str, *, host: str = "", fingerprint: str = "", names: Sequence[str] = ()
    ) -> None:
        """Keep whose certificate it is: its SHA-256 fingerprint, and the names that it is made out to."""
        super().__init__(reason)
        self.reason = reason
        self.host = host
        self.fingerprint = fingerprint
        self.names = tuple(names)


class RateLimited(Temporary):
    """The server asks us to wait `retry_after` seconds; nothing was done."""

    def __init__(self, detail: str = "", *, retry_after: float = 60.0) -> None:
        """Keep the waiting time in seconds."""
        super().__init__(detail)
        self.retry_after = retry_after


class ServerTrouble(Temporary):
    """The server failed at something that is safe to ask again."""


class Ambiguous(Temporary):
    """A request left this machine and nobody told us whether it was carried out."""


class Damaged(WorkstationError):
    """Going on could lose data."""


class StoreDamaged(Damaged):
    """The workspace file is not what we wrote."""


class NotAWorkspace(StoreDamaged):
    """The file never was a workspace; `kind` is "empty", "text", "foreign" or "unknown"."""

    def __init__(self, kind: str, detail: str = "") -> None:
        """Keep what the file is."""
        super().__init__(detail or kind)
        self.kind = kind


class BackupDamaged(Damaged):
    """A backup of the workspace, or an archive, is not what was written; nothing was taken from it."""


class ArchiveUnusable(Damaged):
    """What a person wants to import is no archive that is known here, or it is damaged as a whole."""

    def __init__(self, reason: str, detail: str = "") -> None:
        """Keep why: "unknown", "cut-off", "missing", "unreadable", "empty", "packed"."""
        super().__init__(detail or reason)
        self.reason = reason


class Unreadable(Damaged):
    """One fetched item cannot be parsed; it goes to quarantine with its raw bytes."""
