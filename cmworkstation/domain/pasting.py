"""What is pasted into a reply: plain text with its links kept, and links without what only tracks people."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

LINK = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
TRACKS = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_eid|mc_cid|_hsenc|_hsmi"
    r"|mkt_tok|vero_id|oly_anon_id|oly_enc_id)$",
    re.IGNORECASE,
)
BLOCKS = frozenset(
    "p div br li tr h1 h2 h3 h4 h5 h6 blockquote ul ol table section article pre".split()
)
UNSEEN = frozenset("script style head title template noscript".split())
LONGEST = 1_000_000  # characters of markup; beyond, what the clipboard has as plain text is taken

Edit = tuple[int, int, str]


def without_tracking(url: str) -> str:
    """Return an address without the parameters that only tell where somebody came from."""
    rest, hash_, fragment = url.partition("#")
    base, mark, query = rest.partition("?")
    kept = [one for one in query.split("&") if one and not TRACKS.match(one.partition("=")[0])]
    if not mark or len(kept) == len([one for one in query.split("&") if one]):
        return url
    return base + ("?" + "&".join(kept) if kept else "") + hash_ + fragment


def tracked(text: str) -> tuple[Edit, ...]:
    """Return the edits that take tracking out of the links of a text, none where there is none."""
    found = ((one.start(), one.end(), without_tracking(one[0])) for one in LINK.finditer(text))
    return tuple((start, end, new) for start, end, new in found if text[start:end] != new)


def plain(markup: str) -> str:
    """Return the words of markup with the addresses of its links behind them; "" where it has no link to keep."""
    if len(markup) > LONGEST or "href" not in markup.lower():
        return ""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.text() if reader.links else ""


@dataclass
class _Link:
    url: str
    words: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links = 0
        self._parts: list[str] = []
        self._link: _Link | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag in BLOCKS:
            self._say("\n- " if tag == "li" else "\n")
        elif tag == "a":
            self._end_link()
            url = (dict(attrs).get("href") or "").strip()
            if LINK.fullmatch(url):
                self._link = _Link(url)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "a":
            self._end_link()
        elif tag in BLOCKS and tag != "br":
            self._say("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._say(re.sub(r"[ \t\r\n]+", " ", data))

    def _say(self, words: str) -> None:
        self._parts.append(words)
        if self._link is not None:
            self._link.words.append(words)

    def _end_link(self) -> None:
        link, self._link = self._link, None
        if link is None:
            return
        self.links += 1
        words = "".join(link.words).strip()
        if words.rstrip("/") in (
            link.url.rstrip("/"),
            re.sub(r"^https?://", "", link.url).rstrip("/"),
        ):
            self._parts = self._parts[: len(self._parts) - len(link.words)]
            self._parts.append(link.url)
        else:
            self._parts.append(f" {link.url} " if not words else f" ({link.url})")

    def text(self) -> str:
        """Return what was read, without empty lines at its ends and more than one between."""
        self._end_link()
        lines = [" ".join(one.split(" ")).strip() for one in "".join(self._parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
