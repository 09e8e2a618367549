"""Commands that prove something: what they do, and what they say. `cli` prints it.

cmworkstation verify | journal | dossier | bundle
"""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_arguments import count, since
from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain.bundle import Period
from cmworkstation.domain.ids import OutboxId
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.services.bundle import file_name
from cmworkstation.words import bundle as pages
from cmworkstation.words import dossier as words
from cmworkstation.words import journal as journals

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what proves something."""
    add("verify", tr("check the file, the search index, the counters and the journal"), verify)
    one = add("journal", tr("show who did what, the newest first"), journal, reading=True)
    one.add_argument("--limit", type=count, default=50)
    one = add(
        "dossier",
        tr("show why, by whom and under which charter a reply was sent"),
        dossier,
        reading=True,
    )
    one.add_argument("reply", help=tr("id of the reply, as “outbox --json” lists it"))
    one = add(
        "bundle",
        tr("write a bundle that proves what was said, why and by whom"),
        bundle,
        reading=True,
    )
    one.add_argument("file", type=Path, help=tr("the bundle, or a folder for it"))
    one.add_argument("--since", type=since, help=tr("first day, such as 2024-03-31"))
    one.add_argument("--until", type=since, help=tr("first day that is not in it any more"))
    one.add_argument(
        "--compare", action="store_true", help=tr("read a bundle and compare it with the workspace")
    )


def verify(services: "Services", _options: Namespace) -> Said:
    """Check everything that can be checked; 1 when anything is wrong."""
    file = services.workspace.problems()
    counters = services.inbox.recount()
    found = services.proof.verify()
    facts = {
        "file": file,
        "counters": counters,
        "journal": list(found.journal.problems),
        "acts": found.journal.rows,
        "replies": found.replies,
        "unproven": [asdict(one) for one in found.unproven],
        "signatures": found.signatures.checked,
        "misfits": [asdict(one) for one in found.signatures.misfits],
    }
    lines = [tr("Wrong: {what}").format(what=one) for one in (*file, *counters)]
    lines += words.verified(found)
    if lines:
        return Said(facts, tuple(lines), 1)
    acts = trn(
        "All is well; {n} act in the journal.",
        "All is well; {n} acts in the journal.",
        found.journal.rows,
    ).format(n=found.journal.rows)
    replies = trn(
        "The charter of {n} sent reply is as it was.",
        "The charters of {n} sent replies are as they were.",
        found.replies,
    ).format(n=found.replies)
    signed = trn(
        "{n} signature fits what was signed.",
        "{n} signatures fit what was signed.",
        found.signatures.checked,
    ).format(n=found.signatures.checked)
    more = ((replies, found.replies), (signed, found.signatures.checked))
    return Said(facts, (acts, *(line for line, n in more if n)))


def journal(services: "Services", options: Namespace) -> Said:
    """List who did what, the newest first."""
    acts = services.journal.acts(options.limit)
    name_of = services.profiles.name
    lines = [
        journals.line(one.n, one.at, one.kind, one.by, one.payload, name_of).replace("\n", "\n    ")
        for one in acts
    ]
    facts = [asdict(one) | {"who": name_of(one.by)} for one in acts]
    return Said({"acts": facts}, tuple(lines) or (tr("Nobody has done anything yet."),))


@unknown(N_("There is no reply “{id}”."), "reply")
def dossier(services: "Services", options: Namespace) -> Said:
    """Show why, by whom, when and under which charter a reply was sent. Raises `KeyError`."""
    one = services.proof.dossier(OutboxId(options.reply))
    return Said(asdict(one), (words.as_text(one).rstrip("\n"),))


def bundle(services: "Services", options: Namespace) -> Said:
    """Write a compliance bundle of a period, or compare one with the workspace; 1 when it differs."""
    if options.compare:
        found = walk(services.bundles.compare(options.file))
        facts = {
            "rows": found.rows,
            "differences": found.differences,
            "signatures": found.signatures.checked,
            "misfits": [asdict(one) for one in found.signatures.misfits],
        }
        return Said(facts, tuple(pages.compared(found)), 0 if found.whole else 1)
    period = Period(options.since, options.until)
    target = options.file
    if target.is_dir():
        target /= file_name(services.clock.now())
    done = walk(services.bundles.write(target, pages.HtmlPages(), period))
    facts = {"file": str(target), "rows": dict(done.counts), "pages": done.pages}
    return Said(facts, (pages.written(done, str(target)),))
