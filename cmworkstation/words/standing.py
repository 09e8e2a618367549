"""Who has a conversation in hand and until when it is out of the way, in words."""

from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Conversation, Status
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.i18n import N_, tr

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
    """Return what was said at the hand-over, and to whom; "" where nothing was said."""
    if not row.assignee or not row.handed:
        return ""
    said = foreign.line(row.handed, 280)
    if row.assignee == me:
        return tr("Handed to you: {words}").format(words=said)
    name = foreign.line(row.assignee_name, 40)
    return tr("Handed to {name}: {words}").format(name=name, words=said)


def in_hand(row: Conversation, me: str) -> str:
    """Return who has a conversation, or for whom it waits; "" for nobody."""
    if not row.assignee:
        return ""
    name = foreign.line(row.assignee_name, 40)
    if row.status is Status.WAITING_COLLEAGUE:
        return tr("waiting for {name}").format(name=tr("you") if row.assignee == me else name)
    return tr("→ you") if row.assignee == me else f"→ {name}"
