"""Greeting somebody by name: whether a name can be greeted, whether a text does, and the text that would.

Silent when unsure: to greet a shop, a pseudonym or the wrong half of a name is worse than to greet nobody.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from cmworkstation.domain.charter.detect.greeting_words import (
    ALL_OF_THEM,
    ARTICLES,
    NOBODY,
    OPENERS,
    PARTICLES,
    PLAIN,
    POLITE,
    TITLES,
    WITHOUT_NAME,
)
from cmworkstation.domain.charter.text_view import folded

MOST_PARTS = 5  # of a name; a longer one is a sentence, or a company's
LONGEST = 30  # letters of what somebody is greeted with

_NOT_A_PERSON = re.compile(r"[\d@#_/\\|&+=*<>{}()\[\],:;!?]|\.\w")
_NAME = re.compile(
    r"(?:[Mm]a?c|[DdLlO]['’])?[^\W\d_a-z][^\W\d_A-Z]+(?:['’-](?:[^\W\d_])[^\W\d_A-Z]*)*"
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
_LEAD = re.compile(r"\A[^\w@>{]*")
_OPENER = re.compile(rf"(?:{'|'.join(OPENERS)})(?![\w'’-])", re.IGNORECASE)
_FAR = re.compile(r"[,.!?:;…\n–—(]|\s-\s|\Z")


class Greets(StrEnum):
    """Whom a text greets at its beginning."""

    NOBODY = "nobody"
    UNNAMED = "unnamed"  # "Bonjour," alone
    SOMEBODY = "somebody"  # a name, a title, everybody


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a text greets; `start` and `end` are the greeting word, `name_end` is where a name would end."""

    greets: Greets
    start: int = 0
    end: int = 0
    name_end: int = 0


def greetable(name: str) -> str:
    """Return what to greet somebody with, from the name that they show: a given name, or "" where nobody can tell.

    "Odile Marchand" and "Odile M." are greeted as "Odile". Of "MARCHAND Odile" and "Marchand, Odile" nobody knows for
    sure which half is whose: "SNCF Bretagne" and "Paul, Plumber" look the same.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name or _NOT_A_PERSON.search(name):
        return ""
    parts = [found[0] for one in name.split() if (found := _WORD.search(one))]
    plain = [folded(one.lower()).replace("’", "'") for one in parts]
    if not parts or len(parts) > MOST_PARTS or plain[0] in ARTICLES or plain[0] in TITLES:
        return ""
    if any(word in NOBODY for one in plain for word in re.split(r"['-]", one)):
        return ""
    if any(
        one[0].islower() and bare not in PARTICLES for one, bare in zip(parts, plain, strict=True)
    ):
        return ""  # a word among the names: a phrase, or what somebody does
    given = parts[0]
    fits = given[0].isupper() and 1 < len(given) <= LONGEST and _NAME.fullmatch(given)
    return given if fits and plain[0] not in PARTICLES else ""


def greeting_of(text: str) -> Greeting:
    """Return how a text greets. A mention or a field at its beginning stands for a name."""
    at = _LEAD.match(text)
    start = at.end() if at else 0
    if text[start : start + 1] in {"@", "{", ">"}:
        return Greeting(Greets.SOMEBODY)
    opener = _OPENER.match(text, start)
    if opener is None:
        return Greeting(Greets.NOBODY)
    end = opener.end()
    far = _FAR.search(text, end)
    whom = text[end : far.start() if far else len(text)].strip()
    lower = folded(whom.lower())
    if folded(opener[0].lower()) in POLITE or _is_somebody(whom, lower):
        return Greeting(Greets.SOMEBODY, start, end, end)
    stands_in = lower in WITHOUT_NAME
    return Greeting(
        Greets.UNNAMED, start, end, text.index(whom, end) + len(whom) if stands_in else end
    )


def _is_somebody(whom: str, lower: str) -> bool:
    """Tell whether what follows a greeting names somebody: a capital, a title, or all of them."""
    if not whom:
        return False
    first = re.split(r"[\s'’]", lower, maxsplit=1)[0]
    if whom[0].isupper() or whom[0] in "@{" or first in TITLES or first in POLITE:
        return True
    return any(lower == one or lower.startswith(f"{one} ") for one in ALL_OF_THEM)


def names(text: str, person: str) -> bool:
    """Tell whether a text says somebody's name anywhere."""
    wanted = folded(person.lower())
    return any(folded(one[0].lower()) == wanted for one in _WORD.finditer(text))


def beginning(person: str, language: str) -> str:
    """Return the greeting that a text would begin with; "" in a language in which we know none."""
    plain = PLAIN.get(language, "")
    return f"{plain} {person}," if plain else ""
