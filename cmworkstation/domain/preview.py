"""A reply as its network will show it: how links, mentions, pictures, warnings and quotations come out there.

An imitation, made from what is known of the account's server: apps and sites of one network differ a little. What
stands in it is what leaves; only its look is imitated.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.message import Message, Recipients

MASTODON_SHOWS = 30  # characters of an address, without its beginning
BELOW_A_PAGE = frozenset(
    {
        "discourse",
        "github",
        "google_business",
        "lemmy",
        "linkedin",
        "reddit",
        "wordpress",
        "youtube",
    }
)
BLUESKY_PATH, BLUESKY_SHOWS = 15, 13  # a longer path, and how much of it is left
DEEPEST = 20  # levels of quotation that are told apart
BEGINNING = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
# The mark of an answer before a subject, in some languages and numbered by some programs.
AGAIN = re.compile(r"^\s*(?:(?:re|aw|rép|sv|antw|odp|vs)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
QUOTE = re.compile(r"> ?")
# An address, a mention with or without its server, a hashtag that is not only figures.
MARKED = re.compile(
    r"(?P<link>https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?'…)\]])"
    r"|(?<![\w/@.])(?P<mention>@[\w.-]*\w(?:@[\w-]+(?:\.[\w-]+)+)?)"
    r"|(?<![\w/&#])(?P<tag>#\w*[^\W\d_]\w*)",
    re.IGNORECASE,
)


class Frame(StrEnum):
    """As what a reply appears."""

    POST = "post"
    MAIL = "mail"
    COMMENT = "comment"  # below a page
    NOTHING = "nothing"  # this account only reads


class Mark(StrEnum):
    """What a network makes of a word."""

    PLAIN = "plain"
    LINK = "link"
    MENTION = "mention"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one look; a link leads to `href`, whatever its words are."""

    text: str
    mark: Mark = Mark.PLAIN
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that stand together, lines parted by a line feed; quoted `depth` times."""

    spans: tuple[Span, ...]
    depth: int = 0

    @property
    def text(self) -> str:
        """Return the words as they are shown."""
        return "".join(one.text for one in self.spans)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a picture stands in the grid, in halves of its width and height."""

    column: int
    row: int
    wide: int = 1
    high: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """One post, mail or comment."""

    paragraphs: tuple[Paragraph, ...]
    pictures: tuple[MediaFile, ...] = ()
    files: tuple[MediaFile, ...] = ()  # that are not shown as pictures

    @property
    def text(self) -> str:
        """Return all its words."""
        return "\n\n".join(one.text for one in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Preview:
    """A whole reply: by whom, to whom, and what is shown."""

    frame: Frame
    look: str  # the network as people know it
    name: str
    handle: str
    answers: str = ""  # the name of whoever is answered
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""  # everything below is folded away behind these words
    title: str = ""  # the subject of a mail, the page of a comment
    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()  # several where it leaves as a thread


def preview(
    account: Account,
    target: Message,
    texts: Sequence[str],
    *,
    media: Sequence[MediaFile] = (),
    spoiler: str = "",
    visibility: Visibility = Visibility.PUBLIC,
    recipients: Recipients | None = None,
) -> Preview:
    """Return how a reply to `target` will look; `texts` are what leaves, one for each part, files go with the first."""
    can = account.capabilities.facing(visibility, begins=target.begins)
    frame = _frame(account)
    name = account.settings.get("name", "") or account.name.partition(" · ")[0]
    if frame is Frame.NOTHING:
        return Preview(frame, account.look, name, account.handle)
    taken = tuple(media) if can.media.most else ()
    inline = frame is not Frame.MAIL
    pictures = tuple(one for one in taken if inline and one.is_picture)
    files = tuple(one for one in taken if one not in pictures)
    words = [tuple(_paragraphs(text, account, frame)) for text in texts if text.strip()]
    if not words and taken:
        words = [()]
    return Preview(
        frame,
        account.look,
        name,
        account.handle,
        target.author_name,
        visibility,
        spoiler.strip() if can.has_spoiler else "",
        _title(target.title, frame),
        *_people(target, frame, recipients),
        tuple(
            Shown(one, pictures if n == 0 else (), files if n == 0 else ())
            for n, one in enumerate(words)
        ),
    )


_FEW = {
    1: (Cell(0, 0, 2, 2),),
    2: (Cell(0, 0, 1, 2), Cell(1, 0, 1, 2)),
    3: (Cell(0, 0, 1, 2), Cell(1, 0), Cell(1, 1)),
}


def grid(count: int) -> tuple[Cell, ...]:
    """Return where so many pictures stand: one alone, two side by side, a tall one beside two, then rows of two."""
    return _FEW.get(count) or tuple(Cell(n % 2, n // 2) for n in range(count))


def _frame(account: Account) -> Frame:
    if not account.capabilities.can_reply:
        return Frame.NOTHING
    if account.look == "email":
        return Frame.MAIL
    return Frame.COMMENT if account.look in BELOW_A_PAGE else Frame.POST


def _title(title: str, frame: Frame) -> str:
    if frame is Frame.POST:
        return ""
    return f"Re: {AGAIN.sub('', title)}".rstrip() if frame is Frame.MAIL else title


def _people(
    target: Message, frame: Frame, recipients: Recipients | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if frame is not Frame.MAIL:
        return (), ()
    if recipients is None:
        return tuple(filter(None, (target.author_handle or target.author_name,))), ()
    return recipients.to, recipients.copies


def _paragraphs(text: str, account: Account, frame: Frame) -> Iterator[Paragraph]:
    marks = _marker(account, frame)
    for depth, lines in groupby(_lines(text, frame), key=lambda one: one[0]):
        joined = "\n".join(line for _, line in lines)
        for words in re.split(r"\n[ \t]*(?:\n[ \t]*)+", joined.strip("\n")):
            if words.strip():
                yield Paragraph(tuple(_spans(words, marks)), depth)


def _lines(text: str, frame: Frame) -> Iterator[tuple[int, str]]:
    """Return the lines, each with how deep it is quoted; only mail knows quotations by their sign."""
    for line in text.strip().split("\n"):
        depth = 0
        while frame is Frame.MAIL and depth < DEEPEST and (found := QUOTE.match(line)):
            line = line[found.end() :]  # noqa: PLW2901 - one sign after the other
            depth += 1
        yield depth, line.rstrip()


def _spans(text: str, marks: Callable[[re.Match[str]], Span]) -> Iterator[Span]:
    at = 0
    for found in MARKED.finditer(text):
        span = marks(found)
        if span.mark is Mark.PLAIN:
            continue
        if found.start() > at:
            yield Span(text[at : found.start()])
        yield span
        at = found.end()
    if at < len(text):
        yield Span(text[at:])


def _marker(account: Account, frame: Frame) -> Callable[[re.Match[str]], Span]:
    """Return what the account's network makes of an address, a mention or a hashtag."""
    rule = account.capabilities.length
    short = _shortened(account)

    def mark(found: re.Match[str]) -> Span:
        words = found[0]
        if found.lastgroup == "link":
            return Span(short(words), Mark.LINK, words) if short else Span(words)
        if frame is not Frame.POST:
            return Span(words)
        if found.lastgroup == "tag":
            return Span(words, Mark.TAG)
        return Span(_name(words) if rule.short_mentions else words, Mark.MENTION)

    return mark


def _name(mention: str) -> str:
    return "@" + mention[1:].partition("@")[0]


def _shortened(account: Account) -> Callable[[str], str] | None:
    """Return how the network writes an address, None where it leaves addresses as mere words."""
    if account.look == "instagram":
        return None
    if account.look == "bluesky":
        return _as_bluesky
    if account.capabilities.length.url_cost is not None:
        return _as_mastodon
    return lambda url: url


def _as_mastodon(url: str) -> str:
    rest = BEGINNING.sub("", url, count=1)
    return rest if len(rest) <= MASTODON_SHOWS else f"{rest[:MASTODON_SHOWS]}…"


def _as_bluesky(url: str) -> str:
    host, slash, path = url.partition("://")[2].partition("/")
    path = f"{slash}{path}" if path else ""
    return f"{host}{path}" if len(path) <= BLUESKY_PATH else f"{host}{path[:BLUESKY_SHOWS]}..."
