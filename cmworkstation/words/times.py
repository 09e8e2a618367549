"""Deadlines and lengths of time in words."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain import foreign
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import in_language, when

if TYPE_CHECKING:
    from cmworkstation.domain.reply_time import Figure
    from cmworkstation.services.times import Line

MINUTE, HOUR, DAY = 60, 3600, 86400
NEAR = 6  # days within which a weekday is enough


def moment(at: datetime, now: datetime) -> str:
    """Return a moment near by in few words: "10:50", "Mon 10:50", "Fri 3 Oct"."""
    there, here = at.astimezone(), now.astimezone()
    days = (there.date() - here.date()).days
    if days == 0:
        return f"{there:%H:%M}"
    if abs(days) <= NEAR:
        weekday = tr("Mon Tue Wed Thu Fri Sat Sun").split()[there.weekday()]
        return f"{weekday} {there:%H:%M}"
    return when(at, now)


def due(at: datetime, now: datetime) -> str:
    """Return until when an answer is due: "due 16:35", "due Mon 10:50", "late since Fri 17:50"."""
    said = tr("due {when}") if at >= now else tr("late since {when}")
    return said.format(when=moment(at, now))


def left(seconds: float, *, opening: bool) -> str:
    """Return how much time is left: "2 h 30 of opening time left", "40 min left"."""
    if opening and seconds < 1:
        return tr("due when you open")
    said = tr("{length} of opening time left") if opening else tr("{length} left")
    return said.format(length=length(seconds))


def cell(seconds: float) -> str:
    """Return a length of time for a column of a table: as `length`, and the shortest in a sign."""
    return length(seconds) if seconds >= MINUTE else tr("< 1 min")


def length(seconds: float) -> str:
    """Return a length of time in at most two units: "40 min", "2 h 30", "3 days"; days are those of the clock."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return tr("less than a minute")
    if minutes < HOUR // 60:
        return tr("{n} min").format(n=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 2 * DAY // HOUR:
        return (
            tr("{n} h {rest:02}").format(n=hours, rest=rest)
            if rest
            else tr("{n} h").format(n=hours)
        )
    days = round(timedelta(minutes=minutes) / timedelta(days=1))
    return trn("{n} day", "{n} days", days).format(n=days)


KINDS = {
    "first": N_("First reply"),
    "next": N_("Later replies"),
    "resolution": N_("Until it was settled"),
}


def of_line(line: "Line") -> str:
    """Return of what a line of the table is the figure: "First reply", "First reply · Mairie"."""
    kind = tr(KINDS[line.kind])
    if line.by == "all":
        return kind
    return f"{kind} · {key_of(line)}"


def key_of(line: "Line") -> str:
    """Return which channel or category a line is about."""
    name = in_language(line.label) if line.label else line.key
    return foreign.line(name, 60) or tr("no category")


def figures(figure: "Figure") -> str:
    """Return a figure in sentences."""
    said = [
        trn("{n} reply", "{n} replies", figure.n).format(n=figure.n),
        trn("{n} of them late", "{n} of them late", figure.late).format(n=figure.late)
        if figure.late
        else tr("none late"),
    ]
    half = tr("Half within {open} of opening time, {clock} on the clock.").format(
        open=length(figure.open_median), clock=length(figure.wall_median)
    )
    most = tr("Nine of ten within {open} of opening time, {clock} on the clock.").format(
        open=length(figure.open_p90), clock=length(figure.wall_p90)
    )
    return f"{', '.join(said)}. {half} {most}"
