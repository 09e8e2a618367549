"""Texts of the AT Protocol: plain words, and beside them what is a link, a person or a hashtag (`facets`).

Facets count in bytes of UTF-8, from the first up to the one behind the last, and never overlap. What others send is
taken as it comes: a facet outside the text, within a sign or over another one is left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from cmworkstation.sdk.measure import TRAILING, URL
from cmworkstation.sdk.shapes import Json, object_in, objects, text_in

PEOPLE = "https://bsky.app/profile/"
HANDLE = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
MENTION = re.compile(rf"(?<![\w@/.])@({HANDLE})(?![\w-])", re.IGNORECASE)
# Not a number alone, and none of the marks that end a sentence.
TAG = re.compile(r"(?<!\S)[#＃](?!\ufe0f)([^\s#＃\u00ad\u2060\u200a-\u200d\u20e2]+)")
TAG_END = re.compile(r"\W+$")
LONGEST_TAG = 64  # signs
KIND = "app.bsky.richtext.facet"


@dataclass(frozen=True, slots=True)
class Marked:
    """A part of a text that is more than words; `start` and `end` count characters."""

    start: int
    end: int
    feature: Json


def facets(text: str, did_of: Callable[[str], str]) -> list[Json]:
    """Return what a text of ours links to; `did_of` knows people by their handle, "" for nobody."""
    found: list[Json] = []
    for one in sorted(_marked(text, did_of), key=lambda one: one.start):
        start = len(text[: one.start].encode())
        index = {"byteStart": start, "byteEnd": start + len(text[one.start : one.end].encode())}
        if not found or found[-1]["index"]["byteEnd"] <= start:
            found.append({"index": index, "features": [one.feature]})
    return found


def _marked(text: str, did_of: Callable[[str], str]) -> Iterator[Marked]:
    for match in URL.finditer(text):
        words = match[0].rstrip(TRAILING)
        while words.endswith(")") and words.count("(") < words.count(")"):
            words = words[:-1].rstrip(TRAILING)
        feature = {"$type": f"{KIND}#link", "uri": words}
        yield Marked(match.start(), match.start() + len(words), feature)
    for match in MENTION.finditer(text):
        if did := did_of(match[1]):
            yield Marked(match.start(), match.end(), {"$type": f"{KIND}#mention", "did": did})
    for match in TAG.finditer(text):
        words = TAG_END.sub("", match[1])
        if words and not words.isdecimal() and len(words) <= LONGEST_TAG:
            end = match.start(1) + len(words)
            yield Marked(match.start(), end, {"$type": f"{KIND}#tag", "tag": words})


def to_html(text: str, given: object) -> str:
    """Return a text as HTML, with the links that its facets name."""
    parts: list[str] = []
    whole, at = text.encode(), 0
    for start, end, target in sorted(_links(given)):
        if start < at or end > len(whole):
            continue
        before, words = _decoded(whole[at:start]), _decoded(whole[start:end])
        if before is None or words is None:
            continue
        parts += [
            escape(before, quote=False),
            f'<a href="{escape(target)}">{escape(words, quote=False)}</a>',
        ]
        at = end
    parts.append(escape(whole[at:].decode(), quote=False))
    lines = "".join(parts).replace("\n", "<br>")
    return f"<p>{lines}</p>" if lines else ""


def _links(given: object) -> Iterator[tuple[int, int, str]]:
    for facet in objects(given):
        index = object_in(facet, "index")
        start, end = index.get("byteStart"), index.get("byteEnd")
        target = next(filter(None, map(_target, objects(facet.get("features")))), "")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end and target:
            yield start, end, target


def _target(feature: Json) -> str:
    """Return where a feature leads; "" where that is nowhere in the web."""
    uri, did, tag = (text_in(feature, name) for name in ("uri", "did", "tag"))
    if uri.lower().startswith(("https://", "http://")):
        return uri
    if did.startswith("did:"):
        return f"{PEOPLE}{quote(did, safe=':')}"
    return f"https://bsky.app/hashtag/{quote(tag, safe='')}" if tag else ""


def _decoded(part: bytes) -> str | None:
    try:
        return part.decode()
    except UnicodeDecodeError:
        return None
