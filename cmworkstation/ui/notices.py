"""What the bars above the pages say: an error in words, merged when it repeats.

The sentences themselves stand in `cmworkstation.words`, which the command line shares.
"""

from collections.abc import Container

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.errors import StorageFull, StoreDamaged, Temporary, WorkstationError
from cmworkstation.domain.ground import Ground, ReadOnlyReason
from cmworkstation.domain.values import dataclass
from cmworkstation.i18n import tr
from cmworkstation.words import bands, problems, steps


@dataclass(frozen=True, slots=True)
class Notice:
    """One bar. `command` is the id of a command that helps; notices of one `key` are merged."""

    kind: str  # "info", "good", "warn", "error"; "frozen" and "exercise" for bands
    text: str
    hint: str = ""
    command: str = ""
    key: str = ""
    args: tuple[object, ...] = ()  # for the command
    also: str = ""  # a second command, for bands


def words(error: BaseException, account: Account | None = None) -> Notice:
    """Return an error in the person's language; `account` is the one that it concerns."""
    named = foreign.line(account.name) if account is not None else ""
    said = problems.error_of(named, error) if named else problems.error(error)
    key = f"{type(error).__name__} {account.id if account is not None else said.text}"
    args = (account.id,) if account is not None and said.command else ()
    return Notice(said.kind, said.text, said.hint, said.command, key, args)


def read_only(reason: ReadOnlyReason) -> Notice:
    """Return why this window only reads."""
    said = bands.read_only(reason)
    return Notice(said.kind, said.text, said.hint, said.command)


def no_copy() -> str:
    """Return that no copy could be written, before the reason."""
    return steps.no_copy()


def keyring(error: BaseException) -> Notice:
    """Return why the secrets of accounts cannot be had."""
    said = bands.keyring(error)
    return Notice(said.kind, said.text, said.hint, said.command)


def ground(found: Ground) -> Notice:
    """Return what is wrong with where the workspace stands."""
    said = bands.ground(found)
    return Notice(said.kind, said.text, said.hint, said.command)


def sentence(class_name: str) -> str:
    """Return what happened, for an error that is known by the name of its class; "" for none."""
    return problems.sentence(class_name)


FULL, GROUND, DAMAGED, KEYRING = "full", "ground", "damaged", "keyring"  # states that bands tell of


def is_quiet(error: BaseException, states: Container[str] = ()) -> bool:
    """Tell whether the status area is the place for an error: it passes by itself, or a band tells of it."""
    return isinstance(error, Temporary) or (
        (isinstance(error, StorageFull) and FULL in states)
        or (isinstance(error, StoreDamaged) and DAMAGED in states)
    )


def quietly(error: BaseException) -> str:
    """Return what the status area says of a step that a full disk refused; "" where the usual words do."""
    return (
        tr("The disk is full: this step was not kept. Try it again.")
        if isinstance(error, StorageFull)
        else ""
    )


def is_ours(error: BaseException) -> bool:
    """Tell whether an error is one the program knows, and not a mistake in the program."""
    return isinstance(error, WorkstationError)


def report(error: BaseException) -> str:
    """Return what a maker needs to see of an error: versions, its class, where it arose. No one's words."""
    from cmworkstation.ui import report as reports  # noqa: PLC0415 - seldom needed

    return reports.of(error)
