"""Whether the answers to complaints helped, in words."""

from collections.abc import Mapping
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain.experience import Experience, Helped
from cmworkstation.i18n import number, tr, trn


def intro() -> str:
    """Return what the page is."""
    return tr("Five open days after the answer to a complaint it is time to ask whether it helped.")


def below(one: Experience, now: datetime) -> str:
    """Return when it was answered, and when to ask."""
    answered = tr("answered {when}").format(when=words.when(one.replied_at, now))
    if one.wrote_since:
        return tr("{answered} · they wrote since: did it help?").format(answered=answered)
    if one.is_due(now):
        return tr("{answered} · it is time to ask").format(answered=answered)
    when = words.when(one.due_at, now)
    return tr("{answered} · ask {when}").format(answered=answered, when=when)


def summary(counts: Mapping[Helped, int]) -> str:
    """Return what was entered in the last thirty days; "" for nothing."""
    total = sum(counts.values())
    if not total:
        return ""
    yes, no = counts.get(Helped.YES, 0), counts.get(Helped.NO, 0)
    text = trn(
        "In 30 days {n} was entered: {yes} helped, {no} did not.",
        "In 30 days {n} were entered: {yes} helped, {no} did not.",
        total,
    )
    return text.format(n=number(total), yes=number(yes), no=number(no))


def open_now(n: int) -> str:
    """Return of how many it is time to ask."""
    return trn("Did it help? {n} to ask", "Did it help? {n} to ask", n).format(n=number(n))
