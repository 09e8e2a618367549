"""The relay matrix: news of ours and our channels, what was said where, and what is missing.

A note that a post was said on another channel is also a note that it exists there, for the dependence screen, and the
other way round: both say the same about a post.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, MessageId, uuid7
from cmworkstation.domain.mirrors import Announcement, twins
from cmworkstation.domain.operation import LONGEST_LINE, LONGEST_TEXT, Channel, Kind, Operation
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.relay import SAID, SHORTEST_WHY, Mark, News, NewsKind, Row, Told, matrix
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.table import Table
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.operations import Operations
from cmworkstation.store import accounts as account_table
from cmworkstation.store import messages
from cmworkstation.store import presence as places
from cmworkstation.store import relays as table
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.services.dependence import Dependence
    from cmworkstation.services.drafts import Drafts
    from cmworkstation.services.posting import Posting

LATELY = timedelta(days=60)  # within which something is proposed as news
MOST_PROPOSED = 100
NEWSWORTHY = frozenset((Kind.NEWSLETTER, Kind.POST, Kind.EVENT, Kind.COUPON))
COLUMNS = ("news", "kind", "at", "url", "channel", "told", "how", "channel_url", "why")


@dataclass(frozen=True, slots=True)
class RelayUndo:
    """How to take back what was done with news: as it stood, None where it was not there, and its marks."""

    news_id: str
    before: News | None
    marks: tuple[Mark, ...] = ()
    place: str | None = None  # where its post existed as well, None where that was not touched


class Relays:
    """News, and how it was relayed."""

    def __init__(
        self,
        workspace: Workspace,
        operations: Operations,
        dependence: "Dependence",
        drafts: "Callable[[], Drafts]",
        posting: "Callable[[], Posting]",
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace; drafts and posts are asked for when one is begun."""
        self._workspace = workspace
        self._operations = operations
        self._dependence = dependence
        self._drafts = drafts
        self._posting = posting
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # What there is

    def news(self) -> tuple[News, ...]:
        """Return all news, the latest first."""
        return table.news(self._workspace.read())

    def rows(self, *, closed: bool = False) -> Generator[Progress, None, tuple[Row, ...]]:
        """Return how each piece of news stands on each channel; with `closed` also what nobody relays any more."""
        connection = self._workspace.read()
        wanted = [one for one in table.news(connection) if closed or not one.closed]
        posts = self._dependence.posts()
        also = yield from twins(posts)
        marks = table.marks(connection)
        sent = table.sent(connection, (one for one in marks if one.told is Told.BEGUN))
        return matrix(wanted, self._operations.channels(), posts, also, marks, sent)

    def proposed_posts(self) -> tuple[Announcement, ...]:
        """Return posts of ours of the last weeks that are no news here yet, the latest first."""
        known = {one.message_id for one in self.news()}
        since = self._clock.now() - LATELY
        found = (one for one in self._dependence.posts() if one.id not in known and one.at >= since)
        return tuple(found)[:MOST_PROPOSED]

    def proposed_operations(self) -> tuple[Operation, ...]:
        """Return operations of these weeks that are no news here yet."""
        known = {one.operation_id for one in self.news()}
        now = self._clock.now()
        found = (
            one
            for one in self._operations.listed()
            if one.counts
            and one.kind in NEWSWORTHY
            and one.id not in known
            and now - LATELY <= one.starts_at <= now + LATELY
        )
        return tuple(found)[:MOST_PROPOSED]

    def table(self, rows: Sequence[Row]) -> Table:
        """Return rows as a table, a line for each channel of each piece of news."""
        lines = [
            (
                *(row.news.title, row.news.kind.value, row.news.at, row.news.url),
                *(cell.channel.name, cell.told.value, cell.how.value, cell.url, cell.why),
            )
            for row in rows
            for cell in row.cells
        ]
        return Table(COLUMNS, lines, len(lines))

    # What a person does

    def add_post(self, message_id: MessageId) -> tuple[News, Changes, RelayUndo]:
        """Take a post of ours in as news. Raises `KeyError`, `NotAllowed` where it is there already."""
        self._acting.require(Act.DRAFT)
        said = messages.message(self._workspace.read(), message_id)
        words = " ".join((said.title or said.text).split())
        one = News(
            *(uuid7(), NewsKind.POST, words[:LONGEST_LINE], said.text[:LONGEST_TEXT], said.at),
            *(said.url, message_id),
        )
        return self._add(one)

    def add_page(self, title: str, url: str, text: str = "") -> tuple[News, Changes, RelayUndo]:
        """Take a page of the web in as news. Raises `NotAllowed` without a title, or for what is no address."""
        self._acting.require(Act.DRAFT)
        if url and not url.startswith(("https://", "http://")):
            raise NotAllowed("operation-url")
        now = self._clock.now()
        return self._add(News(uuid7(), NewsKind.PAGE, title, text, now, url.strip()))

    def add_operation(self, operation_id: str) -> tuple[News, Changes, RelayUndo]:
        """Take an operation in as news. Raises `KeyError`, `NotAllowed` where it is there already."""
        self._acting.require(Act.DRAFT)
        one = self._operations.one(operation_id)
        words = "\n".join(filter(None, (one.message, one.details)))
        made = News(
            *(uuid7(), NewsKind.OPERATION, one.title, words, min(one.starts_at, self._clock.now())),
            *(one.url, None, one.id),
        )
        return self._add(made)

    def close(self, news_id: str, *, closed: bool) -> tuple[Changes, RelayUndo]:
        """Say that nobody relays news any more, or again. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        before = self._one(news_id)
        with self._workspace.write(durable=True) as connection:
            table.put_news(connection, replace(before, closed=closed))
            self._note(connection, "relay.news", before, closed=closed)
        return Changes(operations=True), RelayUndo(news_id, before, self._marks_of(news_id))

    def remove(self, news_id: str) -> tuple[Changes, RelayUndo]:
        """Take news out of the matrix. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        before, marks = self._one(news_id), self._marks_of(news_id)
        with self._workspace.write(durable=True) as connection:
            table.remove_news(connection, news_id)
            self._note(connection, "relay.remove", before)
        return Changes(operations=True), RelayUndo(news_id, before, marks)

    def mark(
        self, news_id: str, channel_id: str, told: Told, why: str = "", url: str = ""
    ) -> tuple[Changes, RelayUndo]:
        """Say how news stands on a channel; `GAP` takes back what was said.

        Raises `NotAllowed` where it is not said there and no reason is given, `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        why = " ".join(why.split())[:LONGEST_LINE]
        url = url.strip()[:500]
        if told is Told.NOT_HERE and len(why) < SHORTEST_WHY:
            raise NotAllowed("relay-why")
        if url and not url.startswith(("https://", "http://")):
            raise NotAllowed("operation-url")
        before, marks = self._one(news_id), self._marks_of(news_id)
        channel = self._channel(channel_id)
        with self._workspace.write(durable=True) as connection:
            self._mark(connection, Mark(news_id, channel_id, told, why, url))
            place = self._mirror(connection, before, channel, said=told in SAID)
            self._note(connection, "relay.mark", before, channel=channel.name, told=told)
        changes = Changes(operations=True, presence=place is not None)
        return changes, RelayUndo(news_id, before, marks, place)

    def begin(
        self, news_id: str, channel_id: str, language: str = ""
    ) -> tuple[Draft, Changes, RelayUndo]:
        """Begin a draft of a post of the news on an account; nothing is sent.

        Raises `NotAllowed` where the account cannot say anything in public, `KeyError` for no account.
        """
        self._acting.require(Act.DRAFT)
        news, marks = self._one(news_id), self._marks_of(news_id)
        account = account_table.account(self._workspace.read(), AccountId(channel_id))
        begun = self._posting().begin(account.id, news.title, language)
        draft, changes = self._drafts().save(replace(begun, body=body_of(news)))
        with self._workspace.write(durable=True) as connection:
            told = Told.BEGUN
            head = draft.target_id
            mark = Mark(news_id, channel_id, told, draft_id=draft.id, message_id=head)
            self._mark(connection, mark)
            self._note(connection, "relay.mark", news, channel=account.name, told=told)
        return draft, changes | Changes(operations=True), RelayUndo(news_id, news, marks)

    def take_back(self, undo: RelayUndo) -> Changes:
        """Let news stand as it stood before."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_news(connection, undo.news_id)
            if undo.before is not None:
                table.put_news(connection, undo.before)
                for one in undo.marks:
                    self._mark(connection, one)
                if undo.place is not None and undo.before.message_id is not None:
                    ids = [undo.before.message_id]
                    places.mark_mirrored(connection, ids, undo.place, self._clock.now())
            self._journal.note(connection, "operation.undo", {"news": undo.news_id})
        return Changes(operations=True, presence=undo.place is not None)

    def _add(self, one: News) -> tuple[News, Changes, RelayUndo]:
        one = replace(one, title=" ".join(one.title.split())[:LONGEST_LINE])
        if not one.title:
            raise NotAllowed("relay-news")
        same = (
            (known.message_id is not None and known.message_id == one.message_id)
            or (known.operation_id and known.operation_id == one.operation_id)
            or (known.url and known.kind is one.kind is NewsKind.PAGE and known.url == one.url)
            for known in self.news()
        )
        if any(same):
            raise NotAllowed("relay-known")
        with self._workspace.write(durable=True) as connection:
            table.put_news(connection, one)
            self._note(connection, "relay.news", one)
        return one, Changes(operations=True), RelayUndo(one.id, None)

    def _mirror(
        self, connection: Connection, news: News, channel: Channel, *, said: bool
    ) -> str | None:
        """Note that a post exists on a channel as well, or not; return what was noted before, None if untouched."""
        if news.message_id is None:
            return None
        origin = messages.message(connection, news.message_id).account_id
        mine = {one.id: one.platform for one in self._operations.channels()}
        if channel.platform and channel.platform == mine.get(str(origin)):
            return None  # the same platform: what closes there closes both
        before = places.mirrors(connection).get(news.message_id, "")
        parts = [part.strip() for part in before.split(",") if part.strip()]
        after = [part for part in parts if part.casefold() != channel.name.casefold()]
        if said:
            after.append(channel.name.replace(",", " "))
        if after == parts:
            return None
        place = ", ".join(after)[:LONGEST_LINE]
        places.mark_mirrored(connection, [news.message_id], place, self._clock.now())
        return before

    def _mark(self, connection: Connection, one: Mark) -> None:
        table.mark(connection, one, self._clock.now(), str(self._acting.id))

    def _one(self, news_id: str) -> News:
        found = next((one for one in self.news() if one.id == news_id), None)
        if found is None:
            raise KeyError(news_id)
        return found

    def _marks_of(self, news_id: str) -> tuple[Mark, ...]:
        return tuple(one for one in table.marks(self._workspace.read()) if one.news_id == news_id)

    def _channel(self, channel_id: str) -> Channel:
        found = next((one for one in self._operations.channels() if one.id == channel_id), None)
        if found is None:
            raise KeyError(channel_id)
        return found

    def _note(self, connection: Connection, kind: str, one: News, **more: object) -> None:
        told = {"news": one.id, "kind": one.kind, "title": one.title, **more}
        self._journal.note(connection, kind, told)


def body_of(news: News) -> str:
    """Return news as a draft begins with it: its words, and its address where the words do not have it."""
    text = news.text.strip() if news.kind is NewsKind.POST else news.words()
    return f"{text}\n\n{news.url}" if news.url and news.url not in text else text
