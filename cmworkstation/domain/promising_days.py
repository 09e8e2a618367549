"""Until which day something said is in time: "tomorrow", "avant vendredi", "sous 48 h", "by 15 March".

Plain rules over folded text (lower case, no accents, see `promising.fold`). A day that is named counts whole; "before"
and « avant » end the day before. Where a wording may mean two days, the earlier one is taken: a reminder that comes
early does no harm.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = {
    name: n % 7
    for n, name in enumerate(
        "lundi mardi mercredi jeudi vendredi samedi dimanche"
        " monday tuesday wednesday thursday friday saturday sunday".split()
    )
}
MONTHS = {
    name: n % 12 + 1
    for n, name in enumerate(
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
        " january february march april may june july august september october november december".split()
    )
}
_COUNTED = (
    "un:1 une:1 a:1 an:1 one:1 deux:2 two:2 trois:3 three:3 quatre:4 four:4 cinq:5 five:5 six:6 sept:7 seven:7"
    " huit:8 eight:8 neuf:9 nine:9 dix:10 ten:10 douze:12 fourteen:14 quinze:15 vingt:20 trente:30"
)
NUMBERS = {name: int(n) for name, _, n in (one.partition(":") for one in _COUNTED.split())}
IDIOMS = {8: 7, 15: 14}  # « huit jours » is a week, « quinze jours » are two
FRIDAY, TUESDAY, SUNDAY = 4, 1, 6
HALF_DAY, DAY = 12, 24  # hours
MIDDLE, EARLY = 15, 10  # of a month

_WEEKDAY = "|".join(WEEKDAYS)
_MONTH = "|".join(MONTHS)
_N = r"\d{1,3}|" + "|".join(NUMBERS)
_UNIT = r"heures?|h|hours?|hrs?|jours?|days?|semaines?|weeks?|mois|months?|minutes?|min|mins"  # longest first


@dataclass(frozen=True, slots=True)
class Said:
    """A day in a text: where its words stand, and the day they mean."""

    start: int
    end: int
    day: date


def days_in(text: str, today: date) -> tuple[Said, ...]:
    """Return the days that a folded text names, in the order of the text, seen from the day it was said on.

    What only tells which thing is meant ("Friday's concert", « la réunion du 15 mars ») is left out.
    """
    found = sorted(_all(text, today), key=lambda one: (one.start, -one.end))
    kept: list[Said] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            continue
        kept.append(one)
    return tuple(one for one in kept if not _tells_which(text, one))


def _tells_which(text: str, one: Said) -> bool:
    before, after = text[: one.start], text[one.end :]
    return bool(OF.search(before)) or after.startswith(("'s ", "'s,"))


OF = re.compile(
    r"\b(?:de|du|d'|of|since|depuis|until|till|jusqu'a|jusqu'au|jusque)\s*(?:the |le |la )?$"
)
BEFORE = re.compile(r"\b(?:avant|before)\s+(?:le |la |the )?$")


def _all(text: str, today: date) -> Iterator[Said]:
    for pattern, meant in RULES:
        for match in pattern.finditer(text):
            day = meant(match, today)
            if day is None:
                continue
            start = match.start()
            before = BEFORE.search(text[:start])
            if before:
                start = before.start()
                if pattern in ENDS and not match.groupdict().get("part"):
                    day = max(today, day - timedelta(1))
            lead = LEAD.search(text[:start])
            yield Said(lead.start() if lead and not before else start, match.end(), day)


LEAD = re.compile(
    r"\b(?:d'ici(?: a| au)?|au plus tard|avant|des|pour|by|on|within|from|for|no later than)\s+(?:le |la |the )?$"
)


def _weekday(match: re.Match[str], today: date) -> date:
    ahead = (WEEKDAYS[match["weekday"]] - today.weekday()) % 7
    return today + timedelta(ahead or 7)


def _number(said: str) -> int:
    return NUMBERS.get(said) or int(said)


def _span(match: re.Match[str], today: date) -> date | None:
    number = _number(match["more"] or match["n"])
    unit = match["unit"]
    if unit.startswith("min"):
        return today
    if unit.startswith("h"):
        return today if number <= HALF_DAY else today + timedelta(-(-number // DAY))
    if unit.startswith(("s", "w")):
        return today + timedelta(7 * number)
    if unit.startswith("m"):
        month = today.month - 1 + number
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    if match["open"] or match["ouvre"]:
        return _working(today, number)
    if unit.startswith("j"):
        number = IDIOMS.get(number, number) if not match["n"].isdigit() else number
    return today + timedelta(number)


def _working(today: date, number: int) -> date:
    day = today
    while number > 0:
        day += timedelta(1)
        number -= day.weekday() <= FRIDAY
    return day


def _dated(match: re.Match[str], today: date) -> date | None:
    groups = match.groupdict()
    month = MONTHS.get(groups["month"]) or int(groups["month"])
    number = int(re.sub(r"\D", "", groups["d"]))
    year = int(groups["year"]) if groups.get("year") else today.year
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two digits
    try:
        day = date(year, month, number)
        if not groups.get("year") and day < today:
            day = date(year + 1, month, number)
    except ValueError:
        return None
    return day


def _of_month(match: re.Match[str], today: date) -> date | None:
    """Return the next such day of a month: "the 12th"."""
    number = int(re.sub(r"\D", "", match["d"]))
    for ahead in range(3):
        month = today.month - 1 + ahead
        year, month = today.year + month // 12, month % 12 + 1
        if (
            1 <= number <= monthrange(year, month)[1]
            and (found := date(year, month, number)) >= today
        ):
            return found
    return None


def _month(match: re.Match[str], today: date) -> date:
    month = MONTHS[match["month"]]
    year = today.year + (month < today.month)
    how = match["how"]
    if BEFORE_MONTH.match(how):
        return date(year, month, 1) - timedelta(1)
    if how.startswith(("mi", "mid")):
        return date(year, month, MIDDLE)
    if how.startswith(("debut", "early", "the beginning", "beginning")):
        return date(year, month, EARLY)
    return date(year, month, monthrange(year, month)[1])


BEFORE_MONTH = re.compile(r"(?:avant|before)\b(?! (?:la |the )?(?:fin|end))")


def _this_week(day: int, weeks: int = 0) -> Callable[[re.Match[str], date], date]:
    def meant(_match: re.Match[str], today: date) -> date:
        found = today + timedelta(day - today.weekday() + 7 * weeks)
        return found if found >= today else found + timedelta(7)

    return meant


def _end_of_month(months: int) -> Callable[[re.Match[str], date], date]:
    def meant(_match: re.Match[str], today: date) -> date:
        month = today.month - 1 + months
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, monthrange(year, month)[1])

    return meant


def _in_days(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _match, today: today + timedelta(days)


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_PART = r"(?P<part> (?:matin|midi|soir|apres-midi|morning|noon|lunch|lunchtime|afternoon|evening|night))?"
_TOMORROW = _re(rf"\b(?:demain|tomorrow){_PART}(?!-)\b")
_NAMED = _re(
    rf"\b(?:(?:ce|this|next|this coming|le|de) )?(?P<weekday>{_WEEKDAY})(?: (?:prochain|qui vient))?{_PART}\b"
)
_DATE = _re(
    rf"\b(?P<d>\d{{1,2}}(?:er|st|nd|rd|th)?)(?: of)? (?P<month>{_MONTH})\b(?:,? (?P<year>20\d\d)\b)?"
)
_DATE_US = _re(
    rf"\b(?P<month>{_MONTH}) (?P<d>\d{{1,2}}(?:st|nd|rd|th)?)\b(?! ?(?:h|heures|%|€))(?:,? (?P<year>20\d\d)\b)?"
)
_FIGURES = _re(r"(?<![\d/])(?P<d>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?(?![\d/])")
_ISO = _re(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<d>\d\d)\b")
_THE_TH = _re(
    r"\b(?:le|the) (?P<d>\d{1,2}(?:er|st|nd|rd|th))\b(?! (?:of )?[a-z])|\ble (?P<n>\d{1,2})(?=\s*(?:[.,;!)]|$))"
)
ENDS = (_TOMORROW, _NAMED, _DATE, _DATE_US, _FIGURES, _ISO, _THE_TH)  # "before" ends the day before


def _the(match: re.Match[str], today: date) -> date | None:
    plain = re.match(r"(?P<d>\d+)", match["d"] or match["n"])
    return _of_month(plain, today) if plain else None


RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_re(r"\b(?:apres-demain|(?:the )?day after tomorrow)\b"), _in_days(2)),
    (_TOMORROW, _in_days(1)),
    (
        _re(
            r"\b(?:aujourd'hui|ce (?:soir|midi|matin)|cet(?:te)? apres-midi|dans la (?:journee|soiree|matinee)"
            r"|d'ici ce soir|tout a l'heure|dans l'heure|today|tonight|this (?:morning|afternoon|evening)"
            r"|within the hour|(?:avant|d'ici) midi|(?:before|by) (?:noon|lunch(?:time)?)"
            r"|(?:the )?end of (?:the|this) day|fin de journee)\b"
        ),
        _in_days(0),
    ),
    (
        _re(
            r"\b(?:debut de (?:la )?semaine prochaine|early next week|(?:the )?(?:beginning|start) of next week)\b"
        ),
        _this_week(TUESDAY, 1),
    ),
    (
        _re(
            r"\b(?:(?:en |la )?(?:fin de |courant )?(?:la )?semaine prochaine|(?:the end of |later )?next week)\b"
        ),
        _this_week(FRIDAY, 1),
    ),
    (
        _re(
            r"\b(?:(?:(?:la |en )?fin de (?:la |cette )?|dans la |cette |courant de la )semaine"
            r"|(?:the )?end of (?:the |this )?week|(?:later )?this week)\b(?! prochaine)"
        ),
        _this_week(FRIDAY),
    ),
    (_re(r"\b(?:ce week-end|this weekend|the weekend)\b"), _this_week(SUNDAY)),
    (
        _re(
            r"\b(?:(?:la )?fin (?:du|de ce) mois|ce mois-ci|courant du mois|(?:the )?end of (?:the"
            r"|this) month|this month)\b"
        ),
        _end_of_month(0),
    ),
    (_re(r"\b(?:le mois prochain|next month)\b"), _end_of_month(1)),
    (
        _re(
            rf"\b(?:sous|dans|d'ici(?: a)?|in|within|inside)(?: (?:les|the next|un delai de|about|environ))?"
            rf" (?P<n>{_N})(?: (?:ou|a|or|to) (?P<more>{_N}))?[ -]?(?P<open> ?(?:working|business) )?"
            rf"(?P<unit>{_UNIT})\b(?P<ouvre> ouvr\w+)?"
        ),
        _span,
    ),
    (_re(r"\b(?:sous|dans la) (?:quinzaine)\b"), _in_days(14)),
    (_DATE, _dated),
    (_DATE_US, _dated),
    (_ISO, _dated),
    (_FIGURES, _dated),
    (
        _re(
            r"\b(?P<how>(?:en|courant|avant|before|in|by|during|d'ici|pour|debut|mi|mid|early|late)"
            r"(?: (?:la |the )?(?:fin|end)(?: de| of)?| debut| mi)?|(?:la |the )?(?:fin|end)(?: de| d'| of)?"
            rf"|(?:the )?beginning of)[ -](?P<month>{_MONTH})\b(?! \d)"
        ),
        _month,
    ),
    (_NAMED, _weekday),
    (_THE_TH, _the),
)
