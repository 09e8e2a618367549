"""Values in words, for the window and the command line alike: times, sizes, names of platforms.

Whatever belongs to one subject has a module of its own.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cmworkstation.i18n import N_, language, tr, trn

# Proper nouns, the same in every language; where people write somewhere else, what that is.
PLATFORMS = {
    "mastodon": "Mastodon",
    "gotosocial": "GoToSocial",
    "pleroma": "Pleroma",
    "akkoma": "Akkoma",
    "snac": "snac",
    "pixelfed": "Pixelfed",
    "wordpress": "WordPress",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "bluesky": "Bluesky",
    "discourse": "Discourse",
    "lemmy": "Lemmy",
    "matrix": "Matrix",
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "google_business": "Google Business",
    "reddit": "Reddit",
    "threads": "Threads",
    "twitter": "X",
    "x": "X",
    "github": "GitHub",
    "telegram": "Telegram",
    "hackernews": "Hacker News",
}


PLACES = {
    "feed": N_("feed"),
    "rss": N_("feed"),
    "email": N_("e-mail"),
    "demo": N_("demonstration"),
    "web": N_("web"),
}


def platform(look: str) -> str:
    """Return a platform's name as people know it; `look` is the key of the platform or of a server's software."""
    if look in PLACES:
        return tr(PLACES[look])
    return PLATFORMS.get(look, look[:1].upper() + look[1:])


def in_language(texts: Mapping[str, str]) -> str:
    """Return a charter's text in the person's language, else in the first that it has."""
    return texts.get(language()) or next(iter(texts.values()), "")


def size(n: int) -> str:
    """Return a number of bytes in the unit that people read: "712 kB", "3.4 MB"."""
    for unit, step in ((N_("{n} GB"), 1e9), (N_("{n} MB"), 1e6)):
        if n >= step:
            number = f"{n / step:.1f}"
            return tr(unit).format(n=number.replace(".", ",") if language() == "fr" else number)
    return tr("{n} kB").format(n=max(1, round(n / 1000)))


def when(at: datetime, now: datetime) -> str:
    """Return a time as people say it: "today 14:05", "yesterday 9:30", "Fri 3 Oct", "3 Oct 2025"."""
    local, today = at.astimezone(), now.astimezone()
    days = (today.date() - local.date()).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return tr("today {time}").format(time=clock)
    if days == 1:
        return tr("yesterday {time}").format(time=clock)
    if days == -1:
        return tr("tomorrow {time}").format(time=clock)
    months = tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    weekdays = tr("Mon Tue Wed Thu Fri Sat Sun").split()
    if abs(days) < 180:  # noqa: PLR2004 - half a year: the weekday still helps, the year does not
        return f"{weekdays[local.weekday()]} {local.day} {months[local.month - 1]}"
    return f"{local.day} {months[local.month - 1]} {local.year}"


def at(moment: datetime, now: datetime) -> str:
    """Return when something will happen, within a sentence: "at 14:05", "tomorrow 09:30", "Fri 3 Oct"."""
    local, today = moment.astimezone(), now.astimezone()
    if local.date() == today.date():
        return tr("at {time}").format(time=f"{local:%H:%M}")
    if (local.date() - today.date()).days == 1:
        return tr("tomorrow {time}").format(time=f"{local:%H:%M}")
    return when(moment, now)


def dated(at: datetime) -> str:
    """Return a time with its date and its year, for what is printed and kept."""
    return exactly(at)[:-3]


def exactly(at: datetime) -> str:
    """Return a time to the second with its date, for whoever hovers over a short one."""
    local = at.astimezone()
    if language() == "fr":
        return f"{local:%d/%m/%Y %H:%M:%S}"
    return f"{local:%d %b %Y %H:%M:%S}"


def moment(at: datetime, now: datetime) -> str:
    """Return a time with its hour, however long ago: "today 14:05", "Fri 3 Oct, 14:05"."""
    said, clock = when(at, now), f"{at.astimezone():%H:%M}"
    return said if said.endswith(clock) else f"{said}, {clock}"


def span(length: timedelta) -> str:
    """Return a length of time in one unit: "less than a minute", "5 min", "3 h", "2 days"."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 60:  # noqa: PLR2004
        return trn("{n} min", "{n} min", minutes).format(n=minutes)
    if minutes < 48 * 60:
        return trn("{n} h", "{n} h", minutes // 60).format(n=minutes // 60)
    return trn("{n} day", "{n} days", minutes // 1440).format(n=minutes // 1440)
