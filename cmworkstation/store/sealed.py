"""Encrypted copies: a ZIP with a copy of the database in the format of age, and what a person needs to open it.

    README.txt        how to open it without this program
    note.json         when it was made, of what, and the SHA-256 of what is inside
    key.age           the secret key, itself encrypted with the passphrase (not where only other people's keys are used)
    workspace.db.age  the copy, encrypted for that key and for whatever other keys were named

So a passphrase is wanted for opening alone: whoever writes a copy knows only the public key, and no passphrase waits
anywhere. Every copy is opened again while it is written, by a key that is made for this and forgotten.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from cmworkstation import resources
from cmworkstation.domain.errors import BackupDamaged, BadKey, WrongPassphrase
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.values import dataclass
from cmworkstation.store import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUFFIX: Final = ".age.zip"
README, NOTE, KEY, DATA = "README.txt", "note.json", "key.age", "workspace.db.age"
STILL = (1980, 1, 1, 0, 0, 0)
LONGEST = 1 << 20  # bytes of a note or a key
SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how any such key begins

Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Lock:
    """For whom copies are encrypted: public keys, and the secret one of the first under a passphrase, if any."""

    keys: tuple[str, ...]
    key: bytes = b""


def lock(passphrase: str, others: "Sequence[str]" = ()) -> Lock:
    """Return a new lock that a passphrase opens, "" for none, and also the holders of other keys.

    Raises `BadKey` where one of them is no key of age, or nobody could open it. It takes a second or two, as each
    guess at the passphrase will.
    """
    from pyrage import passphrase as by_words  # noqa: PLC0415 - for who encrypts
    from pyrage import x25519  # noqa: PLC0415

    for one in others:
        _recipient(one)
    if not passphrase:
        if not others:
            raise BadKey("nobody")
        return Lock(tuple(others))
    own = x25519.Identity.generate()
    return Lock((str(own.to_public()), *others), by_words.encrypt(str(own).encode(), passphrase))


def is_sealed(path: Path) -> bool:
    """Tell whether a file is an encrypted copy, by its name."""
    return path.name.endswith(SUFFIX)


def seal(plain: Path, target: Path, using: Lock, note: Mapping[str, Any], tell: Tell) -> None:
    """Write an encrypted copy of a file, open it again and compare; whoever calls gives it its place.

    Raises `OSError` where it cannot be written, and `BackupDamaged` where it does not come out as it went in.
    """
    from pyrage import x25519  # noqa: PLC0415 - for who encrypts

    witness = x25519.Identity.generate()  # lives as long as this call
    keys = [*map(_recipient, using.keys), witness.to_public()]
    total = 2 * plain.stat().st_size
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry(README), resources.text("export", "README-backup.txt"))
        archive.writestr(_entry(NOTE), json.dumps(note, ensure_ascii=False, indent=1) + "\n")
        if using.key:
            archive.writestr(_entry(KEY), using.key)
        with plain.open("rb") as source, archive.open(_entry(DATA), "w", force_zip64=True) as out:
            _encrypted(_Told(source, tell, total), out, keys)
    with zipfile.ZipFile(target) as archive, archive.open(DATA) as source:
        digest = _Digest()
        _decrypted(_Told(source, tell, total, total // 2), digest, [witness])
    if digest.hexdigest() != note["sha256"]:
        raise BackupDamaged("it does not come out as it went in")


def note(path: Path) -> dict[str, Any]:
    """Return what an encrypted copy says of itself. Raises `BackupDamaged`, and `OSError` where it cannot be read."""
    with _opened(path) as archive:
        found = json.loads(_short(archive, NOTE))
        if not isinstance(found, dict):
            raise BackupDamaged("not an encrypted backup")
        return found


def wants_passphrase(path: Path) -> bool:
    """Tell whether a passphrase opens a copy; else only a key does. Raises as `note`."""
    with _opened(path) as archive:
        return KEY in archive.namelist()


def unseal(path: Path, target: Path, secret: str, tell: Tell) -> None:
    """Write what is inside an encrypted copy to `target`; `secret` is the passphrase, or a secret key of age.

    Raises `WrongPassphrase`, `BackupDamaged`, and `OSError` where it cannot be read or written.
    """
    with _opened(path) as archive:
        said = json.loads(_short(archive, NOTE))
        keys = _identities(archive, secret)
        size = archive.getinfo(DATA).file_size
        try:
            with archive.open(DATA) as source, target.open("wb") as out:
                _decrypted(_Told(source, tell, size, text="open"), out, keys)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    if files.sha256(target) != said.get("sha256"):
        target.unlink()
        raise BackupDamaged("other bytes than were written")
    files.flush(target)


def _identities(archive: zipfile.ZipFile, secret: str) -> list[Any]:
    import pyrage  # noqa: PLC0415 - for who opens one

    try:
        if secret.strip().upper().startswith(SECRET) or KEY not in archive.namelist():
            lines = (line.strip() for line in secret.splitlines())
            found = [
                pyrage.x25519.Identity.from_str(one.upper())
                for one in lines
                if one and not one.startswith("#")
            ]
            if not found:
                raise WrongPassphrase("no key")
            return found
        own = pyrage.passphrase.decrypt(_short(archive, KEY), secret).decode()
        return [pyrage.x25519.Identity.from_str(own)]
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
        raise WrongPassphrase(type(error).__name__) from None


def _recipient(text: str) -> Any:  # noqa: ANN401 - a class of the library, which has no types
    from pyrage import RecipientError, x25519  # noqa: PLC0415 - for who encrypts

    try:
        return x25519.Recipient.from_str(text.strip())
    except RecipientError as error:
        raise BadKey(type(error).__name__) from None


def _encrypted(source: "_Told", out: IO[bytes], keys: "Sequence[Any]") -> None:
    import pyrage  # noqa: PLC0415 - as above

    guarded = _Guarded(out)
    try:
        pyrage.encrypt_io(source, guarded, keys)
    except Exception:
        _raise_own(source, guarded)
        raise


def _decrypted(source: "_Told", out: "IO[bytes] | _Digest", keys: "Sequence[Any]") -> None:
    import pyrage  # noqa: PLC0415 - as above

    guarded = _Guarded(out)
    try:
        pyrage.decrypt_io(source, guarded, keys)
    except pyrage.DecryptError as error:
        _raise_own(source, guarded)
        if "No matching keys" in str(error):
            raise WrongPassphrase("no matching key") from None
        raise BackupDamaged("the encrypted part is not whole") from None
    except OSError:  # what the library says of a part that is cut or altered
        _raise_own(source, guarded)
        raise BackupDamaged("the encrypted part is not whole") from None


def _raise_own(*some: "_Told | _Guarded") -> None:
    """Raise what went wrong on our side of the library, which tells it as a text only."""
    for one in some:
        if one.trouble is not None:
            raise one.trouble


class _Told:
    """Reads a file and tells how far it is; what telling raises ends the work."""

    def __init__(
        self, file: IO[bytes], tell: Tell, total: int, done: int = 0, text: str = "seal"
    ) -> None:
        self._file = file
        self._tell = tell
        self._total = max(1, total)
        self._done = done
        self._text = text
        self.trouble: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            part = self._file.read(size)
            self._done += len(part)
            self._tell(Progress(min(self._done, self._total), self._total, self._text))
        except BaseException as error:
            self.trouble = error
            raise
        return part


class _Guarded:
    """Writes to a file and keeps what went wrong."""

    def __init__(self, out: "IO[bytes] | _Digest") -> None:
        self._out = out
        self.trouble: BaseException | None = None

    def write(self, part: bytes) -> int:
        try:
            return self._out.write(part)
        except BaseException as error:
            self.trouble = error
            raise

    def flush(self) -> None:
        try:
            self._out.flush()
        except BaseException as error:
            self.trouble = error
            raise


class _Digest:
    """A file of which nothing but the digest is kept."""

    def __init__(self) -> None:
        self._found = hashlib.sha256()

    def write(self, part: bytes) -> int:
        self._found.update(part)
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def hexdigest(self) -> str:
        return self._found.hexdigest()


@contextmanager
def _opened(path: Path) -> "Iterator[zipfile.ZipFile]":
    try:
        with zipfile.ZipFile(path) as archive:
            if not {NOTE, DATA} <= set(archive.namelist()):
                raise BackupDamaged("not an encrypted backup")
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, KeyError) as error:
        raise BackupDamaged(f"archive: {type(error).__name__}") from error
    except (NotImplementedError, RuntimeError) as error:
        raise BackupDamaged(f"archive: {type(error).__name__}") from error


def _short(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LONGEST:
        raise BackupDamaged("not an encrypted backup")
    return archive.read(name)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STILL)
    entry.external_attr = 0o600 << 16
    return entry
