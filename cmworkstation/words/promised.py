"""Words about promises: where they stand, and how well they were kept."""

from datetime import date, datetime, timedelta

from cmworkstation.domain import foreign
from cmworkstation.domain.promise import Due, Figures, Promise, PromiseState, Quick, day_in_words
from cmworkstation.domain.promising import Proposal
from cmworkstation.i18n import N_, language, tr, trn

STATES: dict[PromiseState, str] = {
    PromiseState.DRAFT: N_("not sent yet"),
    PromiseState.OPEN: N_("open"),
    PromiseState.KEPT: N_("kept"),
    PromiseState.WONT: N_("we will not"),
    PromiseState.BROKEN: N_("broken"),
    PromiseState.WITHDRAWN: N_("withdrawn"),
    PromiseState.REFUSED: N_("is none"),
    PromiseState.GONE: N_("never given"),
}
QUICK: dict[str, str] = {
    "tomorrow": N_("Tomorrow"),
    "next-open": N_("The next open day"),
    "friday": N_("Friday"),
    "week": N_("In a week"),
}


def state(promise: Promise, now: datetime) -> str:
    """Return where a promise stands."""
    return tr("late") if promise.is_late(now) else tr(STATES[promise.state])


def day(value: date, today: date) -> str:
    """Return a day in the person's language, as it would stand in a text."""
    return day_in_words(value, language(), today)


def quick(choice: Quick, today: date) -> str:
    """Return what a quick choice says: its name and its day."""
    return tr("{name}: {day}").format(name=tr(QUICK[choice.name]), day=day(choice.day, today))


def figures(found: Figures) -> str:
    """Return the figures in one sentence."""
    if not found.due:
        return tr("No promise was due yet.")
    said = trn(
        "{kept} of {n} promise that was due was kept on its day",
        "{kept} of {n} promises that were due were kept on their day",
        found.due,
    ).format(kept=found.kept_on_date, n=found.due)
    parts = [said]
    if found.lateness is not None:
        late = _lateness(found.lateness)
        parts.append(tr("late ones by {span} in the middle").format(span=late))
    if found.broken:
        parts.append(trn("{n} was broken", "{n} were broken", found.broken).format(n=found.broken))
    if found.wont:
        parts.append(
            trn("{n} will not be kept", "{n} will not be kept", found.wont).format(n=found.wont)
        )
    return tr("; ").join(parts) + "."


def _lateness(span: timedelta) -> str:
    hours = max(1, round(span.total_seconds() / 3600))
    if hours < 48:  # noqa: PLR2004 - two days
        return trn("{n} hour", "{n} hours", hours).format(n=hours)
    days = round(hours / 24)
    return trn("{n} day", "{n} days", days).format(n=days)


def sounds(proposal: Proposal, today: date) -> str:
    """Return that a sentence sounds like a promise, by which words, and for which day."""
    found = proposal.found
    because = foreign.line(found.because, 60)
    if found.day is None:
        return tr("Sounds like a promise without a day: “{words}”").format(words=because)
    said = tr("Sounds like a promise: “{words}”, “{when}”, so by {day}")
    return said.format(
        words=because, when=foreign.line(found.when, 40), day=day(proposal.day, today)
    )


def found(proposal: Proposal, today: date) -> str:
    """Return by which words and by which day a sentence that was sent is proposed."""
    said = proposal.found
    because = foreign.line(said.because, 60)
    by = day(proposal.day, today)
    if said.day is None:
        return tr("by “{words}”; no day was said, proposed is {day}").format(words=because, day=by)
    when = foreign.line(said.when, 40)
    if proposal.day != said.day:
        text = tr("by “{words}”, “{when}”; you are closed then, so by {day}")
        return text.format(words=because, when=when, day=by)
    return tr("by “{words}”, “{when}”: {day}").format(words=because, when=when, day=by)


def due(found: Due) -> str:
    """Return what is late and what is due by tomorrow, "" for nothing."""
    parts = []
    if found.late:
        n = len(found.late)
        parts.append(trn("{n} promise is late.", "{n} promises are late.", n).format(n=n))
    if found.soon:
        n = len(found.soon)
        parts.append(
            trn("{n} promise is due by tomorrow.", "{n} promises are due by tomorrow.", n).format(
                n=n
            )
        )
    return " ".join(parts)
