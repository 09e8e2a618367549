"""What leaves the workspace, in words: exports and whether they are whole, mail, dates."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.calendar_file import Entry
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.words import operations, upkeep

if TYPE_CHECKING:
    from cmworkstation.services.dates import Dated, Followed
    from cmworkstation.services.exchange import Verified
    from cmworkstation.services.workstation import Services

KINDS: Final[Mapping[str, str]] = {  # of dates
    "answer": N_("Answers that are due"),
    "promise": N_("Promises"),
    "expert": N_("Answers of experts"),
    "dialogue": N_("Questions to people"),
    "relation": N_("News, thanks and goodbyes that we owe"),
    "agreed": N_("What was agreed after a crisis"),
    "planned": N_("Planned posts"),
    "charter": N_("Reviews of the charter"),
    "operation": N_("Operations"),
}
WRONG: Final[Mapping[str, str]] = {  # what is the matter with a file of an export
    "changed": N_("{file}: other bytes than were written"),
    "missing": N_("{file}: missing"),
    "twice": N_("{file}: there twice"),
    "more": N_("{file}: the list of contents does not name it"),
}


class Mail:
    """What a mailbox says, in the language that is spoken now."""

    def person(self, number: int) -> str:
        """Return what a private person is called whose name is left out."""
        return tr("Person {n}").format(n=number)

    def elsewhere(self) -> str:
        """Return how it is said that a file stayed on its server."""
        return tr("File that stayed on its server: {name}")


def entries(found: "Iterable[Dated]", *, names: bool) -> list[Entry]:
    """Return dates as a calendar shows them; without names nobody learns who wrote what."""
    found = list(found)
    planned = [one.operation for one in found if one.operation is not None]
    instead = {(one.uid, one.recurrence_id) for one in planned if one.recurrence_id}
    return [
        operations.entry(one.key, one.operation, instead, details=names)
        if one.operation is not None
        else Entry(
            f"{one.key}@cmworkstation.invalid",
            one.at,
            _title(one, names=names),
            _more(one) if names else "",
            tr(KINDS[one.kind]),
        )
        for one in found
    ]


TITLES: Final[Mapping[str, tuple[str, str]]] = {  # of a kind and what: with names, and without
    "answer": (N_("Answer {who} ({account})"), N_("Answer due on {account}")),
    "promise": (N_("Promised to {who} ({account})"), N_("Promise due on {account}")),
    "planned": (N_("Leaves for {who} ({account})"), N_("Planned post on {account}")),
    "agreed": (N_("{who}: {about}"), N_("Something agreed after a crisis is due")),
    "expert": (N_("{who} answers as an expert"), N_("An expert’s answer is due")),
    "dialogue-opens": ("", N_("A question to people opens: {about}")),
    "dialogue-closes": ("", N_("Last day for answers: {about}")),
    "relation-news": (N_("News for {who}"), N_("News are owed to somebody")),
    "relation-thanks": (N_("Thanks to {who}"), N_("Thanks are owed to somebody")),
    "relation-goodbye": (N_("A goodbye to {who}"), N_("A goodbye is owed to somebody")),
}


def _title(one: "Dated", *, names: bool) -> str:
    if one.reminder is not None:
        return f"{foreign.line(one.about, 60)} – {upkeep.line(one.reminder)}"
    with_name, without = TITLES[f"{one.kind}-{one.what}" if one.what else str(one.kind)]
    return tr(with_name if names and one.who else without).format(
        who=foreign.line(one.who, 60),
        account=foreign.line(one.account, 60),
        about=foreign.line(one.about, 120),
    )


def _more(one: "Dated") -> str:
    return "" if one.reminder is not None else foreign.line(one.about, 300)


def verified(found: "Verified") -> list[str]:
    """Return how an export was found: whether it is whole, what it holds, and by what it is known."""
    digest = tr("Fingerprint of the contents: {digest}").format(digest=found.digest)
    return [*(line for line, _ in _found(found)), digest]


def found(one: "Verified") -> list[tuple[str, str]]:
    """Return the same for a window: lines, each with "good", "info" or "error"; the fingerprint in groups."""
    digits = " ".join(one.digest[at : at + 8] for at in range(0, len(one.digest), 8))
    digest = tr("Fingerprint of the contents: {digest}").format(digest=digits)
    return [*_found(one), (digest, "info")]


def _found(one: "Verified") -> Iterator[tuple[str, str]]:
    n = len(one.wrong)
    if not one.wrong:
        yield tr("The export is whole: every file is as it was written."), "good"
    else:
        text = trn(
            "The export is not whole: {n} file is not as it was written.",
            "The export is not whole: {n} files are not as they were written.",
            n,
        )
        yield text.format(n=number(n)), "error"
    for what in one.wrong:
        yield tr(WRONG[what.why]).format(file=foreign.line(what.path, 160)), "error"
    text = tr("{messages} messages, {drafts} drafts, {replies} replies; {files} files, {size}")
    held = text.format(
        messages=number(one.rows.get("message", 0)),
        drafts=number(one.rows.get("draft", 0)),
        replies=number(one.rows.get("outbox", 0)),
        files=number(one.files),
        size=words.size(one.size),
    )
    yield held, "info"


def followed(services: "Services", one: "Followed") -> list[Entry]:
    """Return the dates of a calendar that is kept up to date."""
    return entries(services.dates.listed(one.kinds), names=one.names)
