"""The files that go along with an approved answer: each by the hash of its bytes, and what it shows, by language.

The charter's text names them; their bytes lie beside it. A description without a language (`alt = "…"`) holds for
all of them; `alt = { en = "…", fr = "…" }` says it in each.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.words import Files, Words, said

HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
ANY = ""  # the language of a description that was written without one
KNOWN = ("hash", "name", "alt")


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One file of an answer; `rest` is what else the text says of it, kept as it is."""

    hash: str
    name: str
    alt: Words = field(default_factory=dict)
    rest: Mapping[str, str | Words] = field(default_factory=dict)

    def described(self, language: str, default: str = "") -> str:
        """Return what it shows in a language, else without one, else in the charter's first or any other."""
        return self.alt.get(language) or self.alt.get(ANY) or said(self.alt, language, default)

    def is_described(self, language: str) -> bool:
        """Tell whether it says what it shows to those who read this language."""
        return bool((self.alt.get(language) or self.alt.get(ANY, "")).strip())


def files_of(answer: Answer) -> tuple[AnswerFile, ...]:
    """Return the files of an answer, in their order."""
    return read(answer.attachments)


def read(attachments: Files) -> tuple[AnswerFile, ...]:
    """Return what the value of `attachments` says."""
    return tuple(_file(one) for one in attachments)


def written(files: Sequence[AnswerFile]) -> Files:
    """Return these files as the value of `attachments`; a description in no language stays a plain text."""
    found = []
    for one in files:
        table: dict[str, str | Words] = {"hash": one.hash, "name": one.name}
        alt = {language: text for language, text in one.alt.items() if text}
        if alt:
            table["alt"] = alt[ANY] if set(alt) == {ANY} else alt
        found.append({**table, **one.rest})
    return tuple(found)


def described(one: AnswerFile, language: str, text: str, languages: Iterable[str]) -> AnswerFile:
    """Return a file with other words in one language.

    Words without a language become those of all other `languages`, so that none of them loses its own.
    """
    plain = one.alt.get(ANY, "")
    alt = {other: one.alt.get(other) or plain for other in languages if other != language}
    alt |= {other: words for other, words in one.alt.items() if other not in (ANY, language)}
    alt[language] = " ".join(text.split())
    return AnswerFile(
        one.hash, one.name, {key: text for key, text in alt.items() if text}, one.rest
    )


def hashes_in(text: str) -> frozenset[str]:
    """Return everything in a charter's text that could name a file, also in one that cannot be read."""
    return frozenset(HASH.findall(text))


def _file(one: Mapping[str, str | Words]) -> AnswerFile:
    alt = one.get("alt", "")
    words = {ANY: alt} if isinstance(alt, str) else dict(alt)
    return AnswerFile(
        _text(one.get("hash")),
        _text(one.get("name")),
        {language: text for language, text in words.items() if text},
        {key: value for key, value in one.items() if key not in KNOWN},
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
