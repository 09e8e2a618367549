"""Everything as an archive, and a workspace made of one, at the command line. `cli` prints what it says.

cmworkstation export | verify-export | import
"""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import tr, trn
from cmworkstation.words import leaving

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the three commands."""
    one = add("export", tr("write everything but secrets to an archive"), export, reading=True)
    one.add_argument("file", type=Path, help=tr("the archive, or a folder for it"))
    one.add_argument("--folder", action="store_true", help=tr("as a folder of files, not a ZIP"))
    one = add(
        "verify-export",
        tr("compare an export with what was written, without importing it"),
        verify_export,
        outside=True,
    )
    one.add_argument("file", type=Path, help=tr("the archive, or its folder"))
    one = add("import", tr("make a workspace of an archive"), take_in, outside=True)
    one.add_argument("file", type=Path, help=tr("the archive, or its folder"))
    one.add_argument("--into", type=Path, help=tr("another folder"))
    one.add_argument(
        "--replace", action="store_true", help=tr("set the present workspace aside and keep it")
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
        unclear = exchange.on_their_way(rescue)
        aside = rescue.finish()
    facts = {
        "workspace": str(rescue.folder),
        "rows": counted,
        "kept": str(aside or ""),
        "unclear": unclear,
    }
    text = tr("{messages} messages are in {folder} now. Sign in to your accounts again.")
    lines = [text.format(messages=counted.get("message", 0), folder=rescue.folder)]
    if unclear:
        said = trn(
            "{n} reply was on its way: the program looks for it before anything is sent again.",
            "{n} replies were on their way: the program looks for them before anything is sent again.",
            unclear,
        )
        lines.append(said.format(n=unclear))
    if aside:
        lines.append(tr("What stood there is kept as {file}.").format(file=aside.name))
    return Said(facts, tuple(lines))
