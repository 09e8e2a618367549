"""Variables that fill themselves: the person's first name, our account, the date, opening hours, our site.

They are written as any other variable; an answer that wants another word where the program does not know
says so: `{prenom|à vous}`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cmworkstation.domain.charter.hours import DAYS, Minutes, read_intervals
from cmworkstation.domain.charter.model import Calendar, Charter
from cmworkstation.domain.charter.words import primary

# French and English name of each variable.
NAMES = {
    "first_name": ("prenom", "first_name"),
    "handle": ("pseudo", "handle"),
    "account": ("compte", "account"),
    "today": ("aujourdhui", "today"),
    "hours": ("horaires", "opening_hours"),
    "link": ("lien", "link"),
}
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
}
WEEK = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
SPAN = {"fr": "du {first} au {last}", "en": "{first} to {last}"}
AND = {"fr": " et ", "en": " and "}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who is answered, by whom, and when."""

    first_name: str = ""
    handle: str = ""
    account: str = ""
    on: date | None = None


def automatic_values(charter: Charter, occasion: Occasion, language: str) -> dict[str, str]:
    """Return the values that are known, by the names that answers use for them."""
    spoken = primary(language)
    known = {
        "first_name": occasion.first_name,
        "handle": occasion.handle,
        "account": occasion.account,
        "today": day_in_words(occasion.on, spoken) if occasion.on else "",
        "hours": opening_hours(charter.calendars[0], spoken) if charter.calendars else "",
        "link": f"https://{charter.links.allow[0]}" if charter.links.allow else "",
    }
    return {name: known[what] for what, names in NAMES.items() for name in names}


def day_in_words(day: date, language: str) -> str:
    """Return a date as it stands in a reply; in a language that is not known here, by its numbers."""
    months = MONTHS.get(primary(language))
    if months is None:
        return day.isoformat()
    first = "1er" if primary(language) == "fr" and day.day == 1 else str(day.day)
    return f"{first} {months[day.month - 1]} {day.year}"


def opening_hours(calendar: Calendar, language: str) -> str:
    """Return a week in words, "" where it holds what cannot be read or the language is not known."""
    names = WEEK.get(primary(language))
    if names is None:
        return ""
    try:
        week = [read_intervals(calendar.week.get(day, ())) for day in DAYS]
    except ValueError:
        return ""
    return ", ".join(_parts(week, names, primary(language)))


def _parts(
    week: Sequence[tuple[Minutes, ...]], names: Sequence[str], language: str
) -> Iterator[str]:
    for hours, days in groupby(range(7), key=lambda day: week[day]):
        run = list(days)
        if not hours:
            continue
        said = names[run[0]]
        if len(run) > 1:
            said = SPAN[language].format(first=names[run[0]], last=names[run[-1]])
        yield f"{said} {AND[language].join(_interval(one, language) for one in hours)}"


def _interval(minutes: Minutes, language: str) -> str:
    start, end = minutes
    if language == "fr":
        return f"de {_hour(start)} à {_hour(end)}"
    return f"{start // 60}:{start % 60:02}–{end // 60}:{end % 60:02}"


def _hour(minutes: int) -> str:
    return f"{minutes // 60}\u00a0h" + (f"\u00a0{minutes % 60:02}" if minutes % 60 else "")
