"""The blanks of a holding statement: which of them mean a moment, and what may stand in them before anybody knows more.

What is proposed is in the language of the statement, not of the window, and says no more than that we are looking.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from cmworkstation.domain.charter.automatic import day_in_words
from cmworkstation.domain.charter.clauses import Statement
from cmworkstation.domain.charter.filling import FIELD
from cmworkstation.domain.charter.invariants_texts import NEXT_UPDATE
from cmworkstation.domain.charter.words import primary
from cmworkstation.domain.values import dataclass

LONGEST = 200  # characters of one blank
SIGNED_BY = (
    "signed_by"  # the blank for a full name, where the signature wants one and nobody is known
)
SINCE = re.compile("heure|hour|time|since|depuis|quand|when", re.IGNORECASE)
# What is asked for, by words that its name contains, and what may be said while nobody knows.
PROPOSED: tuple[tuple[str, Mapping[str, str]], ...] = (
    (
        r"inconnu|unknown|not_known",
        {
            "fr": "l’ampleur et la cause, que nous vérifions",
            "en": "how far it goes and why, which we are checking",
        },
    ),
    (
        r"^su$|connu|known",
        {
            "fr": "nous avons été alertés et nous vérifions chaque point",
            "en": "we have been told, and are checking every point",
        },
    ),
    (
        r"action|faire|do$",
        {"fr": "suivre ce fil, où nous répondons", "en": "follow this page, where we answer"},
    ),
)


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank: its name, what is proposed for it, whether it must be filled, and whether it is the next moment."""

    name: str
    proposed: str
    required: bool
    next_update: bool = False

    @property
    def label(self) -> str:
        """Return its name as people write it."""
        return self.name.replace("_", " ").replace("-", " ").capitalize()


def blanks(
    statement: Statement, language: str, now: datetime, again: datetime, known: Mapping[str, str]
) -> tuple[Blank, ...]:
    """Return the blanks of a statement in the order of its text; `now` and `again` are by the clock on the wall.

    `known` holds what fills itself, by name: that is not asked for.
    """
    body = statement.body.get(language) or next(iter(statement.body.values()), "")
    names = dict.fromkeys(match[1] for match in FIELD.finditer(body))
    loose = {one[:-1] for one in statement.variables if one.endswith("?")}
    return tuple(
        Blank(
            name,
            _proposed(name, primary(language), now, again),
            name not in loose,
            bool(NEXT_UPDATE.search(name)),
        )
        for name in names
        if name != "signature" and ":" not in name and not known.get(name)
    )


def moment_in_words(at: datetime, now: datetime, language: str) -> str:
    """Return a moment as a statement says it: the hour, and the day where it is another one."""
    spoken = primary(language)
    hour = (
        f"{at.hour}\u00a0h\u00a0{at.minute:02}" if spoken == "fr" else f"{at.hour}:{at.minute:02}"
    )
    if at.date() == now.date():
        return hour
    day = day_in_words(at.date(), spoken)
    return f"{hour} le {day}" if spoken == "fr" else f"{hour} on {day}"


def missing(asked: Sequence[Blank], given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of blanks that must be filled and are not, or hold more than a blank may."""
    return tuple(
        one.name
        for one in asked
        if (one.required and not given.get(one.name, "").strip())
        or len(given.get(one.name, "")) > LONGEST
    )


def _proposed(name: str, language: str, now: datetime, again: datetime) -> str:
    if NEXT_UPDATE.search(name):
        return moment_in_words(again, now, language)
    if SINCE.search(name):
        return moment_in_words(now, now, language)
    for pattern, words in PROPOSED:
        if re.search(pattern, name, re.IGNORECASE):
            return words.get(language, "")
    return ""
