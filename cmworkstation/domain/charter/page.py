"""One draft under examination: its view, its words, its links and its sentences, each worked out once."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from cmworkstation.domain.charter.finding import Context, Edit
from cmworkstation.domain.charter.lexicon import Lexicon, Span, Tokens, tokens_of
from cmworkstation.domain.charter.text_view import TextView, view_of
from cmworkstation.domain.charter.words import Words

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"«»]+", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w@/.])@[\w.-]+(?:@[\w.-]+)?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"»”)]*(?=\s|$)|\n")
SHORT_FORMS = frozenset(
    "m mm mme mlle mr mrs ms dr st ste no n art p pp cf ex etc env tél vs".split()
)
TRAILING = ".,;:!?…)]}'\"»"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a check points at, in offsets of the view; edits too."""

    start: int
    end: int
    edits: tuple[Edit, ...] = ()
    what: Words = field(default_factory=dict)  # fills {what}
    values: Mapping[str, str] = field(default_factory=dict)  # fill {n}, {max} …
    fix: str | None = None  # where it differs from the rule's own


@dataclass(slots=True)
class Page:
    """What the checks read."""

    view: TextView
    language: str
    context: Context
    tokens: Tokens
    hits: Mapping[int, list[Span]]
    urls: tuple[Span, ...]
    mentions: tuple[Span, ...]
    letters: frozenset[str]
    _sentences: tuple[Span, ...] | None = None

    @property
    def sentences(self) -> tuple[Span, ...]:
        """Return the places of the sentences."""
        if self._sentences is None:
            self._sentences = tuple(sentences_of(self.view.text))
        return self._sentences

    def sentence_at(self, at: int) -> Span:
        """Return the sentence around a place."""
        place = bisect_right(self.sentences, (at, len(self.view.text)))
        found = self.sentences[place - 1] if place else (0, 0)
        return found if found[0] <= at < found[1] else (0, len(self.view.text))


def page_of(original: str, language: str, context: Context, lexicon: Lexicon) -> Page:
    """Return the page of a draft."""
    view = view_of(original)
    text = view.text
    urls = (
        tuple(_trimmed(text, one.span()) for one in URL.finditer(text))
        if "/" in text or "." in text
        else ()
    )
    mentions = tuple(one.span() for one in MENTION.finditer(text)) if "@" in text else ()
    tokens = tokens_of(view.lower, urls + mentions)
    hits = lexicon.hits(view.lower, tokens)
    return Page(view, language, context, tokens, hits, urls, mentions, frozenset(view.lower))


def sentences_of(text: str) -> list[Span]:
    """Return the places of the sentences of a text; abbreviations do not end one."""
    found: list[Span] = []
    begin = 0
    for match in SENTENCE_END.finditer(text):
        if match[0][0] == ".":
            before = text[max(begin, match.start() - 8) : match.start()].split()
            word = before[-1].lower().lstrip("(«\"'") if before else ""
            if word in SHORT_FORMS or (len(word) == 1 and word.isalpha()):
                continue
        if text[begin : match.end()].strip():
            found.append((begin, match.end()))
        begin = match.end()
    if text[begin:].strip():
        found.append((begin, len(text)))
    return [_stripped(text, one) for one in found]


def sentence_end(text: str, at: int) -> int:
    """Return where the sentence ends in which an offset lies; the end of the text where it lies in none."""
    return next((end for start, end in sentences_of(text) if start <= at <= end), len(text))


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while end > start and text[end - 1] in TRAILING:
        end -= 1
    return start, end
