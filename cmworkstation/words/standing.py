"""Who has a conversation in hand and until when it is out of the way, in words."""

from collections.abc import Sequence
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Conversation, Status
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.i18n import N_, tr, trn

PRESETS = {
    "later": N_("Later today"),
    "tomorrow": N_("Tomorrow morning"),
    "monday": N_("On Monday"),
    "week": N_("In a week"),
}


NEAR = 6  # days within which the name of the day says which one


def at(moment: datetime, now: datetime) -> str:
    """Return a moment with its hour: "today 14:05", "Mon 09:00", "Fri 3 Oct, 14:05"."""
    there, here = moment.astimezone(), now.astimezone()
    days = abs((there.date() - here.date()).days)
    if not 1 < days <= NEAR:
        return words.moment(moment, now)
    weekday = tr("Mon Tue Wed Thu Fri Sat Sun").split()[there.weekday()]
    return f"{weekday} {there:%H:%M}"


def snoozed(one: Snooze, now: datetime) -> str:
    """Return until when something is out of the way, or since when it is back."""
    if one.woke_at is not None:
        return tr("back since {time}").format(time=at(one.woke_at, now))
    if one.kind is Until.REPLY:
        return tr("snoozed until they write")
    if one.kind is Until.PROMISE:
        return tr("snoozed until the promise is due")
    if one.kind is Until.CRISIS:
        return tr("snoozed until the crisis is over")
    return tr("snoozed until {time}").format(time=at(one.until_at or now, now))


def handed(row: Conversation, me: str) -> str:
    """Return by whom it was handed over, to whom, and with which word; "" where nothing was said and it was taken."""
    if not row.assignee or not (row.handed or row.handed_by):
        return ""
    name = foreign.line(row.assignee_name, 40)
    giver = foreign.line(row.handed_by_name, 40)
    if row.assignee == me:
        who = tr("Handed to you by {giver}") if giver else tr("Handed to you")
    elif row.handed_by and row.handed_by == me:
        who = tr("You handed it to {name}")
    else:
        who = tr("Handed to {name} by {giver}") if giver else tr("Handed to {name}")
    who = who.format(name=name, giver=giver)
    if not row.handed:
        return who
    return tr("{who}: {words}").format(who=who, words=foreign.line(row.handed, 280))


def news(rows: Sequence[Conversation]) -> str:
    """Return what others handed to the person who acts; the latest first in `rows`."""
    last = rows[0]
    giver = foreign.line(last.handed_by_name, 40) or tr("somebody")
    n = len(rows)
    if n == 1:
        author = foreign.line(last.author_name, 40) or tr("Somebody")
        said = tr("{giver} handed you the conversation with {author}")
        said = said.format(giver=giver, author=author)
    else:
        said = trn(
            "{n} conversation was handed to you, the last by {giver}",
            "{n} conversations were handed to you, the last by {giver}",
            n,
        ).format(n=n, giver=giver)
    if not last.handed:
        return tr("{sentence}.").format(sentence=said)
    return tr("{who}: {words}").format(who=said, words=foreign.line(last.handed, 280))


def in_hand(row: Conversation, me: str) -> str:
    """Return who has a conversation, or for whom it waits; "" for nobody."""
    if not row.assignee:
        return ""
    name = foreign.line(row.assignee_name, 40)
    if row.status is Status.WAITING_COLLEAGUE:
        return tr("waiting for {name}").format(name=tr("you") if row.assignee == me else name)
    if row.assignee != me:
        return f"→ {name}"
    giver = foreign.line(row.handed_by_name, 40)
    return tr("→ you, from {giver}").format(giver=giver) if giver else tr("→ you")
