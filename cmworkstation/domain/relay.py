"""Whether news of ours reached each of our channels: said there, in other words, or not, and why.

News is a post of ours, a page of the web, or an operation. What our accounts published is recognised by the address in
it or by words that are much the same, as `domain/mirrors.py` does it: what the dependence screen calls "only there" has
no other cell here that is done.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain import similar
from cmworkstation.domain.ids import AccountId, MessageId
from cmworkstation.domain.mirrors import Announcement
from cmworkstation.domain.operation import Channel
from cmworkstation.domain.values import dataclass

EARLIER = timedelta(days=14)  # before the news, from when on a post may be it
SHORTEST_WHY = 3


class NewsKind(StrEnum):
    """What news is."""

    POST = "post"
    PAGE = "page"
    OPERATION = "operation"


class Told(StrEnum):
    """How news stands on a channel."""

    DONE = "done"
    ADAPTED = "adapted"
    NOT_HERE = "not-here"
    BEGUN = "begun"  # a draft or a reply on its way says it
    GAP = "gap"


SETTLED = frozenset((Told.DONE, Told.ADAPTED, Told.NOT_HERE))
SAID = frozenset((Told.DONE, Told.ADAPTED))


class How(StrEnum):
    """How it is known."""

    ORIGIN = "origin"  # it is the post itself
    ADDRESS = "address"  # a post has its address
    WORDS = "words"  # a post has its words
    REPLY = "reply"  # a reply that was begun here was sent
    BY_HAND = "by-hand"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class News:
    """One piece of official news."""

    id: str
    kind: NewsKind
    title: str
    text: str
    at: datetime
    url: str = ""
    message_id: MessageId | None = None  # of a post
    operation_id: str = ""
    closed: bool = False  # nobody looks for gaps any more

    def words(self) -> str:
        """Return everything that it says."""
        return f"{self.title}\n{self.text}".strip()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of news on a channel, or began there."""

    news_id: str
    channel: str
    told: Told
    why: str = ""
    url: str = ""
    draft_id: str = ""
    message_id: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a draft: where its reply is, "" while it is under way."""

    url: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """News on a channel."""

    channel: Channel
    told: Told
    how: How = How.NOBODY
    url: str = ""
    why: str = ""
    message_id: MessageId | None = None
    draft_id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """News with how it stands on each channel, in the order of the channels."""

    news: News
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> tuple[Cell, ...]:
        """Return where it is missing."""
        return tuple(one for one in self.cells if one.told is Told.GAP)


def matrix(
    news: Sequence[News],
    channels: Sequence[Channel],
    posts: Sequence[Announcement],
    twins: Mapping[MessageId, Mapping[AccountId, MessageId]],
    marks: Iterable[Mark],
    sent: Mapping[str, Sent],
) -> tuple[Row, ...]:
    """Return how each piece of news stands on each channel.

    `twins` are for each post the accounts that have it as well; `sent` tells by draft what became of replies that
    were begun here. What a person said comes before what is recognised.
    """
    said = {(one.news_id, one.channel): one for one in marks}
    by_id = {one.id: one for one in posts}
    return tuple(
        Row(one, tuple(_cells(one, channels, said, _found(one, posts, by_id, twins), sent)))
        for one in news
    )


def _cells(
    news: News,
    channels: Sequence[Channel],
    said: Mapping[tuple[str, str], Mark],
    found: Mapping[AccountId, tuple[Announcement, How]],
    sent: Mapping[str, Sent],
) -> Iterable[Cell]:
    for channel in channels:
        mark = said.get((news.id, channel.id))
        post = found.get(AccountId(channel.id))
        if mark is not None and mark.told is not Told.BEGUN:
            yield Cell(channel, mark.told, How.BY_HAND, mark.url, mark.why, mark.message_id)
        elif post is not None:
            yield Cell(channel, Told.DONE, post[1], post[0].url, message_id=post[0].id)
        elif mark is not None:
            reply = sent.get(mark.draft_id)
            if reply is None:  # the draft was discarded, and nothing left
                yield Cell(channel, Told.GAP)
            elif reply.arrived:
                yield Cell(channel, Told.DONE, How.REPLY, reply.url, draft_id=mark.draft_id)
            else:
                yield Cell(channel, Told.BEGUN, draft_id=mark.draft_id)
        elif not channel.is_account and _named_elsewhere(news, channel, found):
            yield Cell(channel, Told.DONE, How.BY_HAND)
        else:
            yield Cell(channel, Told.GAP)


def _found(
    news: News,
    posts: Sequence[Announcement],
    by_id: Mapping[MessageId, Announcement],
    twins: Mapping[MessageId, Mapping[AccountId, MessageId]],
) -> Mapping[AccountId, tuple[Announcement, How]]:
    """Return account → the post of ours that says it there, the earliest."""
    found: dict[AccountId, tuple[Announcement, How]] = {}
    if news.message_id is not None and (origin := by_id.get(news.message_id)) is not None:
        found[origin.account_id] = origin, How.ORIGIN
        for account, other in twins.get(origin.id, {}).items():
            post = by_id[other]
            how = How.ADDRESS if _links(post, origin.url) or _links(origin, post.url) else How.WORDS
            found[account] = post, how
        return found
    words = similar.words_of(news.words())
    for post in sorted(posts, key=lambda one: one.id):
        if post.at < news.at - EARLIER:
            continue
        if _links(post, news.url):
            found.setdefault(post.account_id, (post, How.ADDRESS))
        elif similar.likeness(words, similar.words_of(post.text)) >= similar.LIKE:
            found.setdefault(post.account_id, (post, How.WORDS))
    return found


def _links(post: Announcement, url: str) -> bool:
    return bool(url) and url.rstrip("/") in (word.rstrip(".,;)/") for word in post.text.split())


def _named_elsewhere(
    news: News, channel: Channel, found: Mapping[AccountId, tuple[Announcement, How]]
) -> bool:
    """Tell whether somebody noted, at the dependence screen, that its post exists on this channel as well."""
    del news
    name = channel.name.casefold()
    return any(
        how is How.ORIGIN
        and name in (part.strip().casefold() for part in post.elsewhere.split(","))
        for post, how in found.values()
    )
