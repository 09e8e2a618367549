"""Commands about copies of the workspace: what they do, and what they say. `cli` prints it.

cmworkstation backup | backup-plan | restore | rehearse | salvage
"""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.cli_files import read_in, walk
from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain.backup import Backup, Every, Keep
from cmworkstation.domain.errors import NotAllowed, NotAWorkspace
from cmworkstation.i18n import tr
from cmworkstation.words import backups as plans
from cmworkstation.words import steps

if TYPE_CHECKING:
    from cmworkstation.services.rescue import Rescue
    from cmworkstation.services.workstation import Services

LONGEST_KEY = 65_536  # bytes of a file with a passphrase or a key


def add_options(add: Adding) -> None:
    """Add what copies are made, tried and put back with."""
    one = add(
        "backup", tr("back up the workspace, open the backup and count it"), backup, reading=True
    )
    one.add_argument("--to", type=Path, help=tr("another folder, for this backup alone"))
    _add_plan(add("backup-plan", tr("show or change when, where and how backups are made"), plan))
    one = add(
        "rehearse", tr("try a restore aside, without touching anything"), rehearse, reading=True
    )
    one.add_argument("copy", type=Path, nargs="?", help=tr("the backup; the newest when left out"))
    one.add_argument("--key", type=Path, help=tr("a file with the passphrase or the secret key"))
    one = add("restore", tr("put a backup in the place of the workspace"), restore, outside=True)
    one.add_argument("copy", type=Path, help=tr("the backup"))
    one.add_argument("--key", type=Path, help=tr("a file with the passphrase or the secret key"))
    one.add_argument("--into", type=Path, help=tr("a folder that has no workspace yet"))
    one.add_argument(
        "--only-copy",
        action="store_true",
        help=tr("take over no drafts and replies of the present workspace"),
    )
    add("salvage", tr("save what can be read of a damaged workspace"), salvage, outside=True)


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


def _add_plan(one: ArgumentParser) -> None:
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
            steps.salvaged(result.saved, result.filled, result.backup, result.husks, result.journal)
        ),
    )


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
