"""Stretches in which nothing was read, and how far back an account's messages reach, in words."""

from datetime import datetime

from cmworkstation import words
from cmworkstation.domain.gap import Cause, Depth, DepthState, Gap, GapState, How
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import problems

CAUSES: dict[Cause, str] = {
    Cause.CLOSED: N_("the program was closed"),
    Cause.ASLEEP: N_("the computer slept, or its clock was set"),
    Cause.CLOCK: N_("the computer’s clock was set back"),
    Cause.PAUSED: N_("paused by you"),
    Cause.OFFLINE: N_("no connection"),
    Cause.SIGNED_OUT: N_("the access had ended"),
    Cause.TROUBLE: N_("the server was in trouble"),
    Cause.WAITED: N_("the program waited, to leave room for replies"),
}


def time(gap: Gap, now: datetime) -> str:
    """Return when nothing was read: "yesterday 18:02 to today 9:05", "since today 8:40"."""
    if gap.until is None:
        return tr("since {since}").format(since=words.moment(gap.since, now))
    first, last = gap.since.astimezone(), gap.until.astimezone()
    until = f"{last:%H:%M}" if first.date() == last.date() else words.moment(gap.until, now)
    return tr("{since} to {until}").format(since=words.moment(gap.since, now), until=until)


def cause(gap: Gap) -> str:
    """Return why nothing was read."""
    return tr(CAUSES[gap.cause])


def standing(gap: Gap, now: datetime) -> str:
    """Return whether a gap is filled, and by what."""
    if gap.state is GapState.OPEN and gap.until is None:
        text = tr("goes on; it is filled after the next reading")
    elif gap.state is GapState.OPEN:
        text = tr("not filled yet: the platform is asked again for exactly this time")
    elif gap.state is GapState.FILLING:
        text = trn(
            "being filled: {n} missing message so far",
            "being filled: {n} missing messages so far",
            gap.missing,
        )
    elif gap.state is GapState.UNFILLABLE:
        text = tr("cannot be filled: the platform shows nothing from before {when}")
    elif gap.how is How.CURSOR:
        text = tr("filled: read on from where reading had stopped")
    elif not gap.missing:
        text = tr("filled: asked again for exactly this time, nothing was missing")
    else:
        text = trn(
            "filled: asked again for exactly this time, {n} missing message came",
            "filled: asked again for exactly this time, {n} missing messages came",
            gap.missing,
        )
    return text.format(
        n=gap.missing, when=words.moment(gap.kept_from, now) if gap.kept_from else ""
    )


def depth(value: Depth, now: datetime) -> str:
    """Return how far back an account's messages reach: "Read since today 9:00 · history back to 3 Mar 2024"."""
    if value.read_from is None:
        return tr("Not read yet")
    parts = [tr("Read since {when}").format(when=words.when(value.read_from, now))]
    if value.oldest_at is not None:
        parts.append(tr("history back to {when}").format(when=words.when(value.oldest_at, now)))
    if value.nothing_older:
        parts.append(tr("the platform shows nothing older"))
    elif value.complete_from is not None:
        parts.append(
            tr("complete from {when} on").format(when=words.when(value.complete_from, now))
        )
    return " · ".join(parts)


def looking_back(value: Depth) -> str:
    """Return how fetching older messages stands; "" when nobody asked for any."""
    if value.state is DepthState.IDLE:
        return ""
    came = trn("{n} older message came", "{n} older messages came", value.new).format(n=value.new)
    if value.state is DepthState.WANTED:
        waits = problems.sentence(value.trouble)
        return tr("Fetching older messages: {n} so far").format(n=value.new) + (
            f". {waits}" if waits else "…"
        )
    if value.state is DepthState.STOPPED:
        return tr("Stopped by you; {came}").format(came=came)
    return came[:1].upper() + came[1:]
