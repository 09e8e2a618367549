"""Foreign HTML made harmless, and turned into plain text.

Cleaning keeps words, links, lists, quotes and code, and nothing that acts, loads or freezes: no script, no
style, no image, no table (twenty nested ones stop a text widget for half a minute). It happens at intake and
again on display.
"""

import html as entities
import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from cmworkstation.domain.foreign import SHOWN_TAGS

if TYPE_CHECKING:
    import nh3

LONGEST = (
    200_000  # characters of HTML that are looked at; longer posts are cut, their raw form is kept
)
DEEPEST = 24  # levels of nesting
BREAK = re.compile(r"<br>|</p>|</li>|</blockquote>|</pre>")
ITEM = re.compile(r"<li>")
TAG = re.compile(r"<[^>]*>")
PARAGRAPH = re.compile(r"<p>[^<>&\0\r\ufeff\u00a0]*</p>")  # what every parser leaves as it is
BLANKS = re.compile(r"[ \t]*\n[ \t]*")
LINES = re.compile(r"\n{3,}")
# An image, and within it what stands for it. Neither looks further than the tag or a bound: patterns that search on
# for a missing end take the square of the time, or worse.
IMAGE = re.compile(r"<img\b([^<>]{0,4000})>", re.IGNORECASE)
ALTERNATIVE = re.compile(
    r"\balt\s{0,9}=\s{0,9}(?:\"([^\"]{0,500})\"|'([^']{0,500})')", re.IGNORECASE
)
LINK = re.compile(r"https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]]", re.IGNORECASE)
URLS = re.compile(r"https?://\S+", re.IGNORECASE)
ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff]")
REMOTE_MENTION = re.compile(r"@([\w.-]*\w)@[\w.-]+(?::\d+)?")


def clean(html: str) -> str:
    """Return HTML that can be shown: only the allowed tags, links to the web and to mail.

    Cleaning it again changes no word of it; where boxes were taken away, links within links may be set side by side.
    """
    # What parsers drop or change, some of it only here and there, and line ends that they all make one of.
    html = _sound(html).replace("\ufeff", "").replace("\0", "")
    if "\r" in html:
        html = html.replace("\r\n", "\n").replace("\r", "\n")
    if PARAGRAPH.fullmatch(html) and len(html) <= LONGEST:
        return html
    if "<" not in html and "&" not in html:
        return entities.escape(html, quote=False)
    text = html if len(html) <= LONGEST else html[:LONGEST] + " …"
    if "<img" in text or "<IMG" in text:
        text = IMAGE.sub(_alternative, text)
    result = _cleaner().clean(text)
    return _flat(result) if result.count("<") > DEEPEST and _depth(result) > DEEPEST else result


def to_text(html: str) -> str:
    """Return the words of cleaned HTML, with line breaks where it breaks lines."""
    if PARAGRAPH.fullmatch(html):
        html = html[3:-4]
    elif "<" in html:
        html = BREAK.sub("\n", html)
        if "<li>" in html:
            html = ITEM.sub("• ", html)
        html = TAG.sub("", html)
    text = entities.unescape(html) if "&" in html else html
    text = text.replace("\r", "").strip()
    if "\n" in text:
        text = LINES.sub("\n\n", BLANKS.sub("\n", text))
    return text


def from_text(text: str) -> str:
    """Return plain text as HTML: paragraphs, line breaks, links; everything else is shown as it is."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part]
    return "".join(f"<p>{'<br>'.join(map(_linked, part.splitlines()))}</p>" for part in paragraphs)


def normalise_for_match(text: str) -> str:
    """Return a digest by which a published reply is recognised as ours, whatever the platform did to its form.

    Links, invisible signs, the domains of mentions, case and spacing do not count (SHA-256, hexadecimal).
    """
    return sha256(words_for_match(text).encode()).hexdigest()


def words_for_match(text: str) -> str:
    """Return the words that `normalise_for_match` makes a digest of."""
    if "<" in text:
        text = to_text(clean(text))
    plain = unicodedata.normalize("NFKC", _sound(text))
    plain = ZERO_WIDTH.sub("", URLS.sub("", plain))
    plain = REMOTE_MENTION.sub(r"@\1", plain)
    return " ".join(plain.casefold().split())


def _sound(text: str) -> str:
    # Half a surrogate pair can be written nowhere, and neither the cleaner nor the digest takes it.
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)
def _cleaner() -> "nh3.Cleaner":
    import nh3  # noqa: PLC0415 - the first paint need not wait for it

    return nh3.Cleaner(
        tags=set(SHOWN_TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={
            "script",
            "style",
            "title",
            "template",
            "svg",
            "math",
            "iframe",
            "object",
        },
        strip_comments=True,
    )


def _alternative(match: re.Match[str]) -> str:
    said = ALTERNATIVE.search(match.group(1))
    words = (said.group(1) or said.group(2) or "") if said else ""
    return f" {words} " if words.strip() else " "


def _depth(html: str) -> int:
    depth = deepest = 0
    for tag in TAG.findall(html):
        if tag.startswith("</"):
            depth -= 1
        elif not tag.startswith("<br"):
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _flat(html: str) -> str:
    """Return HTML that is nested too deeply as simple lines: the words count, not the boxes."""
    return from_text(to_text(html))


def _linked(line: str) -> str:
    parts: list[str] = []
    at = 0
    for match in LINK.finditer(line):
        target = entities.escape(match.group(0))
        parts.append(entities.escape(line[at : match.start()], quote=False))
        parts.append(f'<a href="{target}" rel="noopener noreferrer nofollow">{target}</a>')
        at = match.end()
    parts.append(entities.escape(line[at:], quote=False))
    return "".join(parts)
