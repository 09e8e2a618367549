"""Long work in words: how far it is, and what came of saving a damaged file."""

from collections.abc import Mapping, Sequence

from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import N_, number, tr, trn


def no_copy() -> str:
    """Return that no copy could be written, before the reason."""
    return tr("No backup could be made. The workspace itself is safe.")


STEPS = {
    "watch": N_("Reading what is watched"),
    "copy": N_("Copying"),
    "check": N_("Checking"),
    "write": N_("Writing"),
    "read": N_("Reading"),
    "seal": N_("Encrypting"),
    "merge": N_("Filling gaps from the newest backup"),
    "mend": N_("Mending"),
    "open": N_("Opening"),
    "similar": N_("Comparing"),
    "update": N_("Updating"),
    "rules": N_("Looking through the messages"),
    "fetch": N_("Fetching"),
    "history": N_("Looking back"),
    "ledger": N_("Reading the intake ledger"),
    "export": N_("Exporting"),
    "erase": N_("Erasing"),
    "save": N_("Saving"),
    "count": N_("Counting"),
    "archive": N_("Importing"),
}


def progress(step: Progress) -> str:
    """Return how far long work is: "Copying 40 %", or "Fetching: 1,200" where nobody knows the end."""
    said = tr(STEPS[step.text]) if step.text in STEPS else ""
    if step.total:
        return tr("{what} {n} %").format(what=said, n=100 * step.done // step.total).strip()
    if not step.done:
        return f"{said} …".strip()
    return tr("{what}: {n}").format(what=said, n=number(step.done)) if said else number(step.done)


def salvaged(
    saved: Mapping[str, int],
    filled: Mapping[str, int],
    copy: str,
    husks: int,
    journal: Sequence[str],
) -> list[str]:
    """Return what came out of a damaged file, a sentence each."""
    read, added = saved.get("message", 0), filled.get("message", 0)
    lines = [
        trn("{n} message could be read.", "{n} messages could be read.", read).format(n=read),
        tr("Drafts read: {drafts}; replies read: {replies}.").format(
            drafts=saved.get("draft", 0), replies=saved.get("outbox", 0)
        ),
    ]
    if copy:
        text = trn(
            "{n} more came from the backup {file}.", "{n} more came from the backup {file}.", added
        )
        lines.append(text.format(n=added, file=copy))
    else:
        lines.append(tr("There was no backup to fill the gaps from."))
    if husks:
        text = trn(
            "{n} message is known by its place only; it is read again from its platform.",
            "{n} messages are known by their place only; they are read again from their platforms.",
            husks,
        )
        lines.append(text.format(n=husks))
    if journal:
        text = trn(
            "The journal has a break at {n} place; that stays visible.",
            "The journal has breaks at {n} places; that stays visible.",
            len(journal),
        )
        lines.append(text.format(n=len(journal)))
    return lines
