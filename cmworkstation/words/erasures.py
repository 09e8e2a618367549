"""Erasing, legal holds and how long something is kept, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.erasure import Hold, Traces
from cmworkstation.domain.retention import Due, Kept
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.services.erasures import Contact, Receipt
from cmworkstation.words import days, problems

if TYPE_CHECKING:
    from cmworkstation.services.older_copies import LetGo, OlderCopy

KINDS: Mapping[Kept, str] = {
    Kept.PUBLIC: N_("Public conversations"),
    Kept.PRIVATE: N_("Private conversations"),
    Kept.COPIES: N_("Copies exactly as they were received"),
    Kept.CONTACTS: N_("People who were not heard of"),
    Kept.MENTIONS: N_("Mentions that the watch found"),
}
MEANING: Mapping[Kept, str] = {
    Kept.PUBLIC: N_("Their words go, ours and notes too; who wrote when stays, and figures hold."),
    Kept.PRIVATE: N_("Their words go, ours and notes too; who wrote when stays, and figures hold."),
    Kept.COPIES: N_("Messages stay; what the platform sent beside their words goes."),
    Kept.CONTACTS: N_("Name and handle go; what they wrote stays under another name."),
    Kept.MENTIONS: N_(
        "What others say elsewhere goes, changes of watched pages among it; what became a thread stays."
    ),
}
TOLD: Mapping[str, str] = {
    "person": N_("Who it is"),
    "message": N_("Message"),
    "earlier": N_("What a message said before"),
    "answer": N_("Our answer"),
    "note": N_("Internal note"),
    "promise": N_("Promise"),
    "interest": N_("What ties us"),
    "contact": N_("What was noted of you"),
    "link": N_("Why this name is taken for yours"),
    "declared": N_("A topic that you declared"),
    "consent": N_("What you agreed to, or not"),
    "relation": N_("For what we asked for your help"),
    "happened": N_("What happened in it"),
    "ask": N_("What you were asked for"),
}


def pseudonym(number_: int) -> str:
    """Return what somebody is called who was erased."""
    return tr("Erased person {n}").format(n=number_)


def contact(one: Contact) -> tuple[str, str]:
    """Return a person in one line, and a quieter one below it."""
    wrote = trn("{n} message", "{n} messages", one.messages).format(n=number(one.messages))
    called = foreign.line(one.name or one.handle, 80)
    return called, " · ".join(
        part for part in (foreign.line(one.handle, 80), words.platform(one.platform), wrote) if part
    )


def known(one: Traces) -> list[tuple[str, str]]:
    """Return what is known of a person: lines, each with "info", "warn" or "error"."""
    wrote = trn("{n} message in {homes}.", "{n} messages in {homes}.", one.messages).format(
        n=number(one.messages),
        homes=trn("{n} conversation", "{n} conversations", one.conversations).format(
            n=number(one.conversations)
        ),
    )
    lines = [(wrote, "info")]
    for count, text in (
        (one.answers, trn("{n} answer of ours.", "{n} answers of ours.", one.answers)),
        (
            one.mentions,
            trn(
                "{n} message of others elsewhere names them.",
                "{n} messages of others elsewhere name them.",
                one.mentions,
            ),
        ),
        (
            one.watched,
            trn(
                "{n} mention that the watch found is theirs.",
                "{n} mentions that the watch found are theirs.",
                one.watched,
            ),
        ),
        (one.drafts, trn("{n} draft.", "{n} drafts.", one.drafts)),
        (one.notes, trn("{n} internal note.", "{n} internal notes.", one.notes)),
        (one.promises, trn("{n} promise.", "{n} promises.", one.promises)),
        (
            one.interests,
            trn("{n} tie between us.", "{n} ties between us.", one.interests),
        ),
    ):
        if count:
            lines.append((text.format(n=number(count)), "info"))
    if one.kept:
        kept = trn(
            "A legal hold keeps {n} of these messages as it is, with their name.",
            "A legal hold keeps {n} of these messages as they are, with their name.",
            one.kept,
        )
        lines.append((kept.format(n=number(one.kept)), "warn"))
    if one.other_names:
        text = tr("The same person has other names, and each is erased by itself: {names}.")
        shown = ", ".join(foreign.line(name, 60) for name in one.other_names)
        lines.append((text.format(names=shown), "warn"))
    lines += [
        (tr("A legal hold forbids it: {reason}").format(reason=foreign.line(reason, 200)), "error")
        for reason in one.held
    ]
    if one.on_their_way:
        lines.append((problems.reason("erase-on-its-way"), "error"))
    if one.by_hand:
        named = ", ".join(f"“{foreign.line(name, 60)}”" for name in one.by_hand)
        text = tr("These rules or views name them; change them yourself: {names}.")
        lines.append((text.format(names=named), "warn"))
    return lines


def still_holds(one: "OlderCopy") -> str:
    """Return how many people were erased since a copy was made, and where it lies."""
    said = trn("{n} person erased since", "{n} people erased since", one.erased)
    parts = [said.format(n=number(one.erased)), tr("in the second place") if one.second else ""]
    return " · ".join(filter(None, parts))


def let_go(done: "LetGo") -> str:
    """Return what became of the copies that were to go."""
    said = trn("{n} backup deleted, {size}.", "{n} backups deleted, {size}.", done.gone)
    lines = [said.format(n=number(done.gone), size=words.size(done.size))] if done.gone else []
    if done.made is not None:
        lines.append(tr("A new one was made first."))
    if done.stayed:
        left = trn(
            "{n} could not be deleted: look whether its disk can be written.",
            "{n} could not be deleted: look whether their disk can be written.",
            done.stayed,
        )
        lines.append(left.format(n=number(done.stayed)))
    return " ".join(lines) or tr("Nothing was deleted.")


def erased(one: Receipt) -> list[tuple[str, str]]:
    """Return what an erasure did, a line each."""
    done = trn("Done: {n} message.", "Done: {n} messages.", one.messages)
    lines = [
        (done.format(n=number(one.messages)), "good"),
        (tr("They are called “{name}” now.").format(name=one.erased.name), "good"),
    ]
    if one.watched:
        seen = trn(
            "{n} mention of the watch no longer names them, and what they write there is not taken in again.",
            "{n} mentions of the watch no longer name them, and what they write there is not taken in again.",
            one.watched,
        )
        lines.append((seen.format(n=number(one.watched)), "good"))
    if one.renamed:
        other = trn(
            "So they are in {n} other text that named them.",
            "So they are in {n} other texts that named them.",
            one.renamed,
        )
        lines.append((other.format(n=number(one.renamed)), "good"))
    kept = trn(
        "The journal still verifies; {n} act lost its words.",
        "The journal still verifies; {n} acts lost their words.",
        one.acts,
    )
    return [
        *lines,
        (kept.format(n=number(one.acts)), "good"),
        (
            tr(
                "Backups made before still hold them until they go by themselves; when one is restored, they are"
                " erased again."
            ),
            "info",
        ),
        (tr("On the platforms they stay until you delete them there."), "info"),
    ]


def gone(count: int) -> str:
    """Return how much went."""
    return trn("Done: {n} went.", "Done: {n} went.", count).format(n=number(count))


def months(count: int) -> str:
    """Return how long something is kept."""
    return trn("{n} month", "{n} months", count).format(n=number(count))


def due(one: Due) -> str:
    """Return what a rule would let go of now."""
    counts = {
        Kept.COPIES: trn("{n} copy", "{n} copies", one.count),
        Kept.CONTACTS: trn("{n} person", "{n} people", one.count),
        Kept.MENTIONS: trn("{n} mention", "{n} mentions", one.count),
    }
    what = counts.get(one.rule.kind, trn("{n} conversation", "{n} conversations", one.count))
    parts = [what.format(n=number(one.count))]
    if one.oldest:
        parts.append(tr("the oldest of {date}").format(date=days.day_of(one.oldest)))
    if one.held:
        text = trn("{n} kept by a legal hold", "{n} kept by a legal hold", one.held)
        parts.append(text.format(n=number(one.held)))
    if one.open:
        text = trn("{n} too old and still open", "{n} too old and still open", one.open)
        parts.append(text.format(n=number(one.open)))
    return ", ".join(parts)


def hold(one: Hold, by: str, now: datetime) -> tuple[str, str]:
    """Return a legal hold in one line, and a quieter one below it."""
    since = words.when(one.since, now)
    below = [tr("since {when}").format(when=since), by]
    if one.ended_at:
        below.append(tr("ended {when}").format(when=words.when(one.ended_at, now)))
    about = foreign.line(one.about, 80)
    return f"{about} — {foreign.line(one.reason, 160)}", " · ".join(one for one in below if one)


def told(kind: str, facts: Mapping[str, Any]) -> str:
    """Return one thing that is known of a person, as a paragraph of a text file."""
    lines = [f"## {tr(TOLD[kind])}"]
    for name, value in facts.items():
        if value in (None, "", "[]", 0):
            continue
        said = words.exactly(from_ms(value)) if name.endswith("at") else str(value)
        lines.append(f"- {name}: {said}")
    return "\n".join(lines) + "\n"
