"""Commands that prove something: what they do, and what they say. `cli` prints it.

cmworkstation verify | journal | dossier | bundle
"""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from cmworkstation.cli_copies import Said, walk
from cmworkstation.domain.bundle import Period
from cmworkstation.domain.ids import OutboxId
from cmworkstation.i18n import tr, trn
from cmworkstation.services.bundle import file_name
from cmworkstation.words import bundle as pages
from cmworkstation.words import dossier as words
from cmworkstation.words import journal as journals

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


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
