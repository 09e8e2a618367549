"""Filling an approved answer: variables, facts and the signature; what stays empty is named.

A required variable that is empty stays in the text as `{name}`, so that sending is blocked. An optional
one disappears together with the spaces and the punctuation that it would leave dangling. Facts that are
expired or unknown are not put in; the others are told with the text, which stands on them. `{name|word}`
has a word of its own for when nothing is known.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cmworkstation.domain.charter.clauses import Answer, Fact, Statement
from cmworkstation.domain.charter.facts import fact_hash, fact_text
from cmworkstation.domain.charter.model import Voice
from cmworkstation.domain.charter.words import primary
from cmworkstation.domain.fact import FactUse

FIELD = re.compile(r"\{([^\W\d][\w:-]{0,59})(?:\|([^{}|\n]{0,80}))?\??\}")
SIGNER_FIELDS = frozenset(
    """first_name last_name name function initials
    prenom prenom_agent nom nom_agent fonction initiales""".split(),
)
GAP = "\ue000"  # stands for an emptied optional variable until the text around it is mended
SPACE = " \u00a0\u202f"
AROUND = re.compile(f"([{SPACE}]*)(?:{GAP}[{SPACE}]*)+")
EMPTY_PAIR = re.compile(
    f"[{SPACE}]?(?:\\([{SPACE}]*{GAP}[{SPACE}]*\\)|«[{SPACE}]*{GAP}[{SPACE}]*»)"
)
EMPTY_LINE = re.compile(f"(?m)^[{SPACE}]*{GAP}[{SPACE}]*\n")
CLOSE_MARKS = ",.)…"
FAR_MARKS = "!?;:»"


@dataclass(frozen=True, slots=True)
class Hole:
    """A field that is still empty, at its place in the text."""

    name: str
    start: int
    end: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fact that was not put in; `reason` is "expired", "unknown" or "no-language"."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The text with what could be filled, what is still empty, and the facts put in and refused."""

    text: str
    holes: tuple[Hole, ...] = ()
    refused: tuple[Refusal, ...] = ()
    facts: tuple[FactUse, ...] = ()


def fill(
    answer: Answer | Statement,
    language: str,
    values: Mapping[str, str],
    *,
    facts: Iterable[Fact] = (),
    voice: Voice | None = None,
    signer: Mapping[str, str] | None = None,
    on: date | None = None,
    default_language: str = "",
    keep_optional: bool = False,
    channels: Sequence[str] = (),
) -> Filled:
    """Return the answer's text in `language`, for the first of `channels` that has one, with `values` put in.

    `signer` fills the signature's own fields. With `keep_optional`, empty optional fields stay as holes
    that are not required, for a person to walk through; `close_optional` takes them out afterwards.
    """
    body = body_in(answer, language, default_language, channels)
    optional = {name[:-1] for name in answer.variables if name.endswith("?")}
    known = {fact.id: fact for fact in facts}
    refused: list[Refusal] = []
    used: dict[str, FactUse] = {}

    def replaced(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("fact:"):
            text, reason = fact_text(known.get(name[5:]), language, on)
            if reason:
                refused.append(Refusal(name[5:], reason))
            else:
                used[name[5:]] = FactUse(name[5:], text, fact_hash(known[name[5:]]))
            return text or "{" + name + "}"
        if name == "signature":
            return signature(voice, language, signer or {}, default_language)
        given = (values.get(name, "") or match[2] or "").replace(GAP, "").strip()
        if given or name not in optional or keep_optional:
            return given or "{" + name + "}"
        return GAP

    text = _mended(FIELD.sub(replaced, body.replace(GAP, "")))
    return Filled(text, tuple(holes(text, optional)), tuple(refused), tuple(used.values()))


def body_in(
    answer: Answer | Statement,
    language: str,
    default_language: str = "",
    channels: Sequence[str] = (),
) -> str:
    """Return the body in a language, else in the charter's default one, else "".

    The text that is meant for one of `channels` goes before the one for all of them.
    """
    apart = answer.variants
    bodies = [*(apart[one] for one in channels if one in apart), answer.body]
    for wanted in (language, primary(language), default_language):
        for body in bodies:
            if body.get(wanted):
                return body[wanted]
    return ""


def signature(
    voice: Voice | None,
    language: str,
    signer: Mapping[str, str],
    default_language: str = "",
) -> str:
    """Return the signature with the signer's own fields; one that is not known stays as a hole."""
    if voice is None:
        return ""
    pattern = voice.signature.get(primary(language)) or voice.signature.get(default_language, "")
    return FIELD.sub(lambda match: signer.get(match[1]) or "{" + match[1] + "}", pattern)


def holes(text: str, optional: Iterable[str] = ()) -> Iterator[Hole]:
    """Yield the fields that are still in a text; those named in `optional` are not required."""
    loose = frozenset(optional)
    for match in FIELD.finditer(text):
        yield Hole(match[1], *match.span(), required=match[1] not in loose)


def close_optional(text: str, names: Iterable[str]) -> str:
    """Return the text without the empty fields named, mended where they stood."""
    gone = frozenset(names)
    return _mended(FIELD.sub(lambda match: GAP if match[1] in gone else match[0], text))


def _mended(text: str) -> str:
    if GAP not in text:
        return text
    text = EMPTY_PAIR.sub(GAP, text)
    text = EMPTY_LINE.sub("", text)
    pieces: list[str] = []
    at = 0
    for match in AROUND.finditer(text):
        pieces.append(text[at : match.start()])
        pieces.append(_bridge(text, match))
        at = match.end()
    pieces.append(text[at:])
    whole = "".join(pieces)
    whole = re.sub(f",[{SPACE}]*(?=[,.!?;:])(?=[,.])", "", whole)
    return re.sub(r"\n{3,}", "\n\n", whole)


def _bridge(text: str, match: re.Match[str]) -> str:
    """Return what stands in the place of an empty field and the spaces around it."""
    before, after = text[: match.start()][-1:], text[match.end() : match.end() + 1]
    spaces = match[0].replace(GAP, "")
    if not spaces or before in {"", "\n", "("} or after in {"", "\n"} or after in CLOSE_MARKS:
        return ""
    if after in FAR_MARKS:
        behind = match[0].rpartition(GAP)[2]
        return behind[-1:]  # the space that the mark itself wants, where there was one
    return " "
