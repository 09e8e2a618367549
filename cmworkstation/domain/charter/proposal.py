"""Making an answer for everybody out of a reply to one person.

What belongs to that person or that day becomes a blank: their name, dates, hours, figures. The greeting and
the signature are taken off and the general ones put in their place.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cmworkstation.domain.charter.filling import FIELD
from cmworkstation.domain.charter.words import primary

ID_LENGTH = 40
GREETING = re.compile(
    r"\A\s*(?i:bonjour|bonsoir|salut|hello|hi|dear|chère|cher|good (?:morning|afternoon|evening)|madame|monsieur)"
    r"(?:\s+(?:[A-ZÀ-Þ][\w’'-]*|(?i:à|et|tous|toutes|all|everyone|everybody|there|madame|monsieur|chère|cher))){0,4}"
    r"[ \u00a0\u202f]*(?:[,!.:]|\n|\Z)\s*"
)
MENTIONS = re.compile(r"\A\s*(?:@[\w.-]+(?:@[\w.-]+\w)?[,:]?\s+)+")
CLOSING = re.compile(
    r"\n\s*(?:(?:bien )?cordialement|bien à vous|à bientôt|belle journée|bonne journée|kind regards|best wishes|"
    r"regards|see you soon)\b[^\n]{0,40}(?=\n|\Z)",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"(?:\n\s*|[ \t]+)(?:[–—^-]{1,2}\s?)[^\n]{1,80}\Z|\n[^\n]{0,30}, pour [^\n]{1,60}\Z"
)
MONTH = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
DAY = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
PARTS = (
    ("url", re.compile(r"https?://\S+|\S+@\S+\.\w+|@\w\S*")),
    ("field", FIELD),
    (
        "date",
        re.compile(
            rf"\b(?:(?:{DAY})\s+)?(?:the )?\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:of )?(?:{MONTH})(?:\s+\d{{4}})?\b"
            rf"|\b(?:(?:{DAY}),?\s+)?(?:{MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b"
            r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(
            r"\b\d{1,2}[\s\u00a0\u202f]?h(?:[\s\u00a0\u202f]?\d\d)?\b|\b\d{1,2}:\d\d\b|\b\d{1,2}\s?[ap]m\b"
        ),
    ),
    ("number", re.compile(r"(?<![\w.,-])\d[\d\u00a0\u202f]*(?:[.,]\d+)?(?![\w])")),
)
NAMES: Mapping[str, Mapping[str, str]] = {
    "fr": {"name": "prenom", "date": "date", "time": "heure", "number": "nombre"},
    "en": {"name": "first_name", "date": "date", "time": "time", "number": "number"},
}
FRAME = {"fr": "Bonjour {name},\n\n", "en": "Hello {name},\n\n"}


@dataclass(frozen=True, slots=True)
class Blank:
    """A field that stands where the reply had the words `was`."""

    name: str
    was: str


@dataclass(frozen=True, slots=True)
class General:
    """A text for everybody: its fields (an ending "?" for those that may stay empty), and what they replaced."""

    body: str
    variables: tuple[str, ...]
    blanks: tuple[Blank, ...]


def general_text(text: str, language: str, names: Iterable[str], *, signed: bool) -> General:
    """Return a reply without what belongs to one person and one day.

    `names` are those of the person; with `signed`, the charter's own signature ends the text.
    """
    words = NAMES.get(primary(language), NAMES["en"])
    body = _bare(text)
    blanks: list[Blank] = []
    for name in sorted(filter(None, names), key=len, reverse=True):
        body, found = re.subn(rf"(?<!\w){re.escape(name)}(?!\w)", "{" + words["name"] + "}", body)
        if found:
            blanks.append(Blank(words["name"], name))
    body = _with_blanks(body, words, blanks)
    frame = FRAME.get(primary(language), FRAME["en"]).format(name="{" + words["name"] + "}")
    whole = frame + body + ("\n\n{signature}" if signed else "")
    return General(whole, variables_of(whole), tuple(blanks))


def variables_of(*texts: str) -> tuple[str, ...]:
    """Return the fields that texts have, in order; the person's first name may stay empty."""
    found = dict.fromkeys(match[1] for text in texts for match in FIELD.finditer(text))
    optional = {words["name"] for words in NAMES.values()}
    return tuple(
        name + "?" * (name in optional) for name in found if ":" not in name and name != "signature"
    )


def without_greeting(text: str) -> str:
    """Return a text without the mentions and the greeting at its beginning."""
    body = GREETING.sub("", MENTIONS.sub("", text.strip()), count=1).strip()
    return body[:1].upper() + body[1:]


def slug(title: str, taken: Iterable[str]) -> str:
    """Return a name for an entry that is not taken yet, from its title."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("œ", "oe"))
    plain = "".join(char for char in plain if char.isascii())
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:ID_LENGTH].strip("-") or "answer"
    known = set(taken)
    n = 2
    unique = name
    while unique in known:
        unique, n = f"{name}-{n}", n + 1
    return unique


def _bare(text: str) -> str:
    """Return a reply without greeting, closing words and signature."""
    body = without_greeting(text)
    body = SIGNED.sub("", body.rstrip())
    body = CLOSING.sub("", "\n" + body).strip()
    return body[:1].upper() + body[1:]


def _with_blanks(body: str, words: Mapping[str, str], blanks: list[Blank]) -> str:
    """Put blanks in the place of dates, hours and figures; addresses and fields stay as they are."""
    count: dict[str, int] = {}
    pieces: list[str] = []
    at = 0
    while at < len(body):
        found = [(kind, match) for kind, shape in PARTS if (match := shape.search(body, at))]
        if not found:
            break
        kind, match = min(found, key=lambda one: one[1].start())
        pieces.append(body[at : match.start()])
        if kind in {"url", "field"}:
            pieces.append(match[0])
        else:
            count[kind] = count.get(kind, 0) + 1
            name = words[kind] + (f"_{count[kind]}" if count[kind] > 1 else "")
            blanks.append(Blank(name, match[0]))
            pieces.append("{" + name + "}")
        at = match.end()
    return "".join(pieces) + body[at:]
