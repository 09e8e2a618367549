"""Commands about copies of the workspace: what they do, and what they say. `cli` prints it.

cmworkstation backup | backup-plan | restore | rehearse | salvage | export | verify-export | import
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cmworkstation import words
from cmworkstation.domain.backup import Backup, Every, Keep
from cmworkstation.domain.errors import BackupMissing, NotAllowed, NotAWorkspace
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr
from cmworkstation.services.whole_file import whole_file
from cmworkstation.words import backups as plans
from cmworkstation.words import leaving

if TYPE_CHECKING:
    from cmworkstation.services.rescue import Rescue
    from cmworkstation.services.workstation import Services

T = TypeVar("T")
LONGEST_KEY = 65_536  # bytes of a file with a passphrase or a key
FIXED_SQLITE = (3, 51, 3)  # the first version without the WAL-reset bug


@dataclass(frozen=True, slots=True)
class Said:
    """What a command found: facts for a program, lines for a person, and the exit status."""

    facts: Mapping[str, object]
    lines: tuple[str, ...]
    status: int = 0


def write_out(file: Path, content: str | bytes) -> None:
    """Write a file that a person asked for, whole, line ends as they are. Raises `BackupFailed`, `NoRoom`."""
    with whole_file(file) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)


def read_in(file: Path, most: int) -> str:
    """Read a text of at most so many bytes that a person named, with line ends of ours. Raises `BackupMissing`."""
    try:
        with file.open("rb") as opened:
            return opened.read(most).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupMissing(type(error).__name__) from None


def read_bytes(file: Path, most: int) -> bytes:
    """Read a file that a person named, one byte beyond `most` at the furthest. Raises `BackupMissing`."""
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise BackupMissing(type(error).__name__) from None


def backup(services: "Services", options: Namespace) -> Said:
    """Write a copy now, check it and say where it is."""
    copies = services.backups
    made = walk(copies.make(folder=options.to) if options.to else copies.make_everywhere())
    line = tr("{file}: {size}, {messages} messages, opened and counted").format(
        file=made.path, size=words.size(made.size), messages=made.count("message")
    )
    return Said(described(made), (line,))


def rehearse(services: "Services", options: Namespace) -> Said:
    """Try a restore of a copy, the newest unless another is named."""
    from cmworkstation.services import rehearsal  # noqa: PLC0415 - for this command only
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415

    one = (
        Rescue(services.folder).described(options.copy) if options.copy else services.backups.last()
    )
    if one is None:
        return Said({"copy": None}, (tr("There is no backup yet."),), 1)
    secret = secret_for(Rescue(services.folder), one, options) if one.sealed else ""
    done = walk(rehearsal.rehearse(one, services.clock.now(), secret=secret))
    services.backups.note_rehearsal(done)
    facts = {
        "copy": str(one.path),
        "messages": done.messages,
        "conversations": done.conversations,
        "found": done.found,
        "problems": list(done.problems),
    }
    if done.problems:
        lines = [tr("Wrong: {what}").format(what=one) for one in done.problems]
        return Said(facts, tuple(lines), 1)
    text = tr("{file} can be restored: {messages} messages in {conversations} conversations.")
    said = text.format(file=one.path.name, messages=done.messages, conversations=done.conversations)
    return Said(facts, (said,))


def restore(folder: Path, options: Namespace) -> Said:
    """Put a copy in the place of the workspace, or into a folder that has none."""
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415 - for this command only

    rescue = Rescue(options.into or folder)
    if options.into and rescue.file.exists():
        raise NotAllowed("folder-not-empty")
    one = rescue.described(options.copy)
    with rescue.claimed():
        try:
            opened = one
            if one.sealed:
                opened = walk(rescue.unlock(one, secret_for(rescue, one, options)))
            walk(rescue.restore(opened, datetime.now(UTC), keep=not options.only_copy))
        except BaseException:
            rescue.withdraw()
            raise
        aside = rescue.finish()
    facts = {"workspace": str(rescue.folder), "copy": str(one.path), "kept": str(aside or "")}
    lines = [
        tr("Restored to {folder} from {file}.").format(folder=rescue.folder, file=one.path.name)
    ]
    if aside:
        lines.append(tr("What stood there is kept as {file}.").format(file=aside.name))
    lines.append(tr("Newer messages come again from the platforms at the next sync."))
    return Said(facts, tuple(lines))


def secret_for(rescue: "Rescue", one: Backup, options: Namespace) -> str:
    """Return what opens an encrypted copy: read from the file that was named, else asked for."""
    if options.key:
        return read_in(options.key, LONGEST_KEY).rstrip("\n")
    if rescue.wants_passphrase(one):
        return ask(tr("Passphrase of the backup: "))
    return ask(tr("Secret key (AGE-SECRET-KEY-…): "))


def ask(said: str) -> str:
    """Ask for something that the screen does not show; standard input where there is no terminal."""
    if sys.stdin.isatty():
        import getpass  # noqa: PLC0415 - for who is asked

        return getpass.getpass(said)
    return sys.stdin.readline().rstrip("\n")


def add_plan(one: ArgumentParser) -> None:
    """Add what the plan of the backups is changed with."""
    one.add_argument("--every", choices=[str(each) for each in Every], help=tr("how often"))
    one.add_argument("--keep", choices=[str(each) for each in Keep], help=tr("how many are kept"))
    one.add_argument("--second", type=Path, help=tr("another folder, on a disk that may be away"))
    one.add_argument("--no-second", action="store_true", help=tr("no other folder any more"))
    one.add_argument(
        "--encrypt",
        action="store_true",
        help=tr("encrypt from now on; asks for a passphrase, which nobody can recover"),
    )
    one.add_argument(
        "--for",
        dest="keys",
        action="append",
        default=[],
        metavar="age1…",
        help=tr("also, or without --encrypt only, for this public key of age"),
    )
    one.add_argument("--plain", action="store_true", help=tr("encrypt no more"))


def plan(services: "Services", options: Namespace) -> Said:
    """Show the plan of the backups, and change it where asked to."""
    copies = services.backups
    before = copies.plan()
    if options.every or options.keep or options.second or options.no_second:
        second = None if options.no_second else options.second or before.second
        every, keep = Every(options.every or before.every), Keep(options.keep or before.keep)
        copies.change(every, keep, second)
    if options.plain:
        copies.encrypt_no_more()
    elif options.encrypt or options.keys:
        copies.encrypt(_new_passphrase() if options.encrypt else "", options.keys)
    now, after = copies.plan(), copies.second()
    lines = [plans.plan(now)]
    if after is not None:
        lines.append(plans.second(after, services.clock.now()))
    if options.encrypt:
        lines.append(
            tr("Nobody can recover a forgotten passphrase: keep it where the backups are not.")
        )
    facts = {
        "every": now.every,
        "keep": now.keep,
        "second": str(now.second or ""),
        "second_there": bool(after and after.there),
        "encrypted": now.sealed,
        "passphrase": now.passphrase,
        "keys": list(now.keys),
    }
    return Said(facts, tuple(lines))


def _new_passphrase() -> str:
    first = ask(tr("New passphrase: "))
    if not first or first != ask(tr("Once more: ")):
        raise NotAllowed("passphrases-differ")
    return first


def salvage(folder: Path, options: Namespace) -> Said:
    """Save what can be read of a damaged workspace into a new file."""
    del options
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415 - for this command only

    rescue = Rescue(folder)
    if not rescue.can_salvage():
        raise NotAWorkspace("unknown")
    with rescue.claimed():
        result = walk(rescue.salvage(datetime.now(UTC)))
        aside = rescue.finish()
    facts = {
        "workspace": str(folder),
        "saved": result.saved,
        "filled": result.filled,
        "copy": result.backup,
        "husks": result.husks,
        "journal": list(result.journal),
        "kept": str(aside or ""),
    }
    return Said(
        facts,
        tuple(
            words.salvaged(result.saved, result.filled, result.backup, result.husks, result.journal)
        ),
    )


def export(services: "Services", options: Namespace) -> Said:
    """Write everything but secrets to an archive, or to a new folder."""
    from cmworkstation.services import exchange  # noqa: PLC0415 - for this command only

    target = options.file
    if target.is_dir():
        target = target / exchange.file_name(services.clock.now(), folder=options.folder)
    counted = walk(exchange.export(services.workspace, target, folder=options.folder))
    text = tr("{file}: {messages} messages, {drafts} drafts, {replies} replies")
    line = text.format(
        file=target,
        messages=counted.get("message", 0),
        drafts=counted.get("draft", 0),
        replies=counted.get("outbox", 0),
    )
    digest = exchange.digest(target)
    lines = (line, tr("Fingerprint of the contents: {digest}").format(digest=digest))
    return Said({"file": str(target), "rows": counted, "digest": digest}, lines)


def verify_export(folder: Path, options: Namespace) -> Said:
    """Compare every file of an export with what was written; nothing is taken in."""
    from cmworkstation.services import exchange  # noqa: PLC0415 - for this command only

    del folder
    found = walk(exchange.verify(exchange.place(options.file)))
    facts = {
        "file": str(options.file),
        "rows": dict(found.rows),
        "files": found.files,
        "bytes": found.size,
        "digest": found.digest,
        "wrong": [{"file": one.path, "why": one.why} for one in found.wrong],
    }
    return Said(facts, tuple(leaving.verified(found)), int(bool(found.wrong)))


def take_in(folder: Path, options: Namespace) -> Said:
    """Make a workspace of an archive; one that has something in it gives way only when it is asked to."""
    from cmworkstation.services import exchange  # noqa: PLC0415 - for this command only
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415

    rescue = Rescue(options.into or folder)
    if rescue.file.exists() and not options.replace:
        raise NotAllowed("folder-not-empty")
    with rescue.claimed():
        archive = exchange.place(options.file)
        counted = walk(exchange.take_in(rescue, archive, datetime.now(UTC)))
        aside = rescue.finish()
    facts = {"workspace": str(rescue.folder), "rows": counted, "kept": str(aside or "")}
    text = tr("{messages} messages are in {folder} now. Sign in to your accounts again.")
    lines = [text.format(messages=counted.get("message", 0), folder=rescue.folder)]
    if aside:
        lines.append(tr("What stood there is kept as {file}.").format(file=aside.name))
    return Said(facts, tuple(lines))


def health(services: "Services") -> Said:
    """Say how the file and its copies are, for `doctor`."""
    copies = services.backups
    last, tried = copies.last(), copies.rehearsal()
    version = services.workspace.sqlite_version()
    free, needed = copies.room()
    now = services.clock.now()
    facts = {
        "backup": described(last) if last else None,
        "backup_folder": str(copies.folder()),
        "rehearsal": {"at": tried.at.isoformat(), "problems": list(tried.problems)}
        if tried
        else None,
        "damage": services.workspace.damage,
        "ended_badly": services.workspace.ended_badly,
        "free_bytes": free,
        "sqlite_wal_reset_fixed": tuple(int(part) for part in version.split(".")) >= FIXED_SQLITE,
    }
    lines = [
        tr("Last backup: {when}, {size}, in {folder}").format(
            when=words.when(last.made_at, now), size=words.size(last.size), folder=last.path.parent
        )
        if last
        else tr("Last backup: none yet. “cmworkstation backup” makes one."),
        tr("Last trial of a restore: {when}, {how}").format(
            when=words.when(tried.at, now), how=tr("all well") if tried.well else tried.problems[0]
        )
        if tried
        else tr("Last trial of a restore: none yet. “cmworkstation rehearse” makes one."),
        tr("Free on the disk of the backups: {free}").format(free=words.size(free)),
    ]
    if free < needed:
        lines.append(
            tr("That is too little for a backup: {needed} are needed.").format(
                needed=words.size(needed)
            )
        )
    if services.workspace.damage:
        lines.append(tr("The file is damaged: {what}").format(what=services.workspace.damage))
    if not facts["sqlite_wal_reset_fixed"]:
        lines.append(
            tr(
                "This SQLite can damage a file when two connections write at once (mended in 3.51.3);"
                " here one connection alone writes, and one program alone opens the workspace."
            )
        )
    return Said(facts, tuple(lines), int(bool(services.workspace.damage)))


def described(one: Backup) -> dict[str, object]:
    """Return a copy as data."""
    return {
        "file": str(one.path),
        "made_at": one.made_at.isoformat(),
        "bytes": one.size,
        "checked": one.checked,
        "why": one.why,
        "schema": one.schema,
        "rows": dict(one.rows),
    }


def walk(steps: Generator[Progress, None, T]) -> T:
    """Carry out long work to its end, and say on the error stream how far it is."""
    shown = ""
    live = sys.stderr.isatty()
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            if live and shown:
                sys.stderr.write("\n")
            result: T = end.value
            return result
        text = words.progress(step)
        if text == shown or (not live and step.total and step.done < step.total):
            continue
        shown = text
        sys.stderr.write(f"\r{text:<40}" if live else f"{text}\n")
        sys.stderr.flush()
