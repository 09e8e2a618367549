"""What is watched, as people keep it: saved queries and sources, and trying a query out on what is here."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, QueryError
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.mention import Mention, ReachClass
from cmworkstation.domain.profile import Act
from cmworkstation.domain.query import Node
from cmworkstation.domain.query.watching import parse_watch
from cmworkstation.domain.values import dataclass
from cmworkstation.domain.watch import (
    LONGEST_NAME,
    ON_PLATFORM,
    SOONEST,
    BlindSpot,
    SourceKind,
    SourceState,
    Unseen,
    WatchQuery,
    WatchSource,
)
from cmworkstation.domain.watch_engine import marks, test_of
from cmworkstation.domain.watch_text import Place, WatchText
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.watch_sources import WatchSources
from cmworkstation.store import mentions as mention_table
from cmworkstation.store import watches as table
from cmworkstation.store.database import Workspace

DEMO = "demo"
# What is no platform on which others speak.
NO_PLATFORMS = frozenset({"feed", "manual", "mail", "email", DEMO})
TRIED = 1_000  # newest things on which a query is tried
INBOX = "inbox"  # the id of the source that stands for our own inbox
USUAL = {
    SourceKind.FEED: timedelta(minutes=30),
    SourceKind.PAGE: timedelta(hours=2),
    SourceKind.TAG: timedelta(minutes=10),
    SourceKind.ACCOUNT: timedelta(minutes=30),
    SourceKind.SEARCH: timedelta(minutes=15),
    SourceKind.MAIL: timedelta(minutes=5),
    SourceKind.INBOX: timedelta(minutes=5),
}


@dataclass(frozen=True, slots=True)
class TriedOn:
    """One thing that a query was tried on and that it matches, with the places to mark in its text."""

    mention: Mention
    text: str
    marks: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """How much of the newest a query would have matched, and the newest examples."""

    matched: int
    looked: int
    examples: tuple[TriedOn, ...]


class Watches:
    """The lists of queries and sources."""

    def __init__(
        self,
        workspace: Workspace,
        reading: WatchSources,
        accounts: Accounts,
        journal: Journal,
        clock: Clock,
        acting: Acting,
    ) -> None:
        """Take the workspace; `reading` looks at what a person wants watched."""
        self._workspace = workspace
        self._reading = reading
        self._accounts = accounts
        self._journal = journal
        self._clock = clock
        self._acting = acting

    # Queries

    def queries(self) -> tuple[WatchQuery, ...]:
        """Return the saved queries in their order."""
        return table.queries(self._workspace.read())

    def query(self, query_id: str) -> WatchQuery:
        """Return a query, also one that was removed. Raises `KeyError`."""
        return table.query(self._workspace.read(), query_id)

    def keep_query(self, wanted: WatchQuery) -> tuple[WatchQuery, Changes]:
        """Keep a query, new where it has no id. Raises `QueryError`, and `NotAllowed` ("watch-name")."""
        self._acting.require(Act.DRAFT)
        name = " ".join(wanted.name.split())[:LONGEST_NAME]
        if not name:
            raise NotAllowed("watch-name")
        parse_watch(wanted.query)
        kept = replace(wanted, id=wanted.id or uuid7(), name=name, query=wanted.query.strip())
        with self._workspace.write(durable=True) as connection:
            table.put_query(connection, kept, self._acting.id, self._clock.now())
            self._ensure_inbox()
            self._journal.note(connection, "watch.query", {"query": kept.id, "name": kept.name})
            return table.query(connection, kept.id), Changes(mentions=True)

    def remove_query(self, query_id: str) -> Changes:
        """Take a query out of the list; what it found stays."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_query(connection, query_id, self._clock.now())
            self._journal.note(connection, "watch.query-removed", {"query": query_id})
        return Changes(mentions=True)

    def bring_back_query(self, query_id: str) -> Changes:
        """Put a removed query back."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_query(connection, query_id, None)
            self._journal.note(connection, "watch.query-back", {"query": query_id})
        return Changes(mentions=True)

    def arrange(self, ids: Sequence[str]) -> Changes:
        """Give the queries this order."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.arrange(connection, ids)
        return Changes(mentions=True)

    def unreadable(self, query: str) -> QueryError | None:
        """Return what is wrong with a query, None where nothing is."""
        try:
            parse_watch(query)
        except QueryError as error:
            return error
        return None

    def try_out(self, query: str, examples: int = 20) -> Trial:
        """Return how much of what is here a query matches: mentions, and what came into the inbox.

        Raises `QueryError`.
        """
        node = parse_watch(query)
        test = test_of(node)
        names = {one.id: one.name for one in table.sources(self._workspace.read())}
        looked = mention_table.newest(self._workspace.read(), TRIED)
        found: list[TriedOn] = []
        matched = 0
        for one in looked:
            seen = seen_as(one, names.get(one.source_id, ""))
            if test(seen):
                matched += 1
                if len(found) < examples:
                    found.append(TriedOn(one, seen.text, marks(node, seen)))
        return Trial(matched, len(looked), tuple(found))

    def marked(
        self, mentions: Sequence[Mention], query_id: str = ""
    ) -> Mapping[str, tuple[str, tuple[Place, ...]]]:
        """Return the text of each mention, by its id, and the places in it for which its queries match, or this one."""
        nodes: dict[str, Node] = {}
        for one in table.queries(self._workspace.read(), removed=True):
            with suppress(QueryError):
                nodes[one.id] = parse_watch(one.query)
        found: dict[str, tuple[str, tuple[Place, ...]]] = {}
        for mention in mentions:
            seen = seen_as(mention, "")
            places = {
                place
                for one in mention.queries
                if one in nodes and query_id in ("", one)
                for place in marks(nodes[one], seen)
            }
            found[mention.id] = (seen.text, tuple(sorted(places)))
        return found

    # Sources

    def sources(self) -> tuple[WatchSource, ...]:
        """Return the sources by name, with how each is and when it was last read."""
        return table.sources(self._workspace.read())

    def source(self, source_id: str) -> WatchSource:
        """Return a source, also one that was removed. Raises `KeyError`."""
        return table.source(self._workspace.read(), source_id)

    def add_source(
        self,
        kind: SourceKind,
        target: str,
        *,
        account_id: str = "",
        name: str = "",
        everything: bool = False,
    ) -> tuple[WatchSource, Changes]:
        """Look at a source once, and watch it; `everything` keeps all that it brings, by a query of its own.

        Raises `NotAllowed` ("watch-…") and `WorkstationError` as reading does: then nothing is added.
        """
        self._acting.require(Act.DRAFT)
        if kind is SourceKind.INBOX:
            raise NotAllowed("watch-again")
        if (kind in ON_PLATFORM or kind is SourceKind.MAIL) and not account_id:
            raise NotAllowed("watch-account")
        found = self._reading.find(kind, target, account_id)
        there = {(one.kind, one.target, one.account_id) for one in self.sources()}
        if (kind, found.target, account_id) in there:
            raise NotAllowed("watch-again")
        called = " ".join((name or found.name).split())[:LONGEST_NAME]
        if not called:
            called = self._accounts.one(AccountId(account_id)).name
        made = WatchSource(uuid7(), kind, called, found.target, account_id, USUAL[kind])
        with self._workspace.write(durable=True) as connection:
            table.put_source(connection, made, self._acting.id, self._clock.now())
            self._ensure_inbox()
            self._journal.note(connection, "watch.source", {"source": made.id, "kind": kind.value})
            if everything:
                plain = called.replace('"', " ")
                self.keep_query(WatchQuery("", called, f'source:"{plain}"'))
            return table.source(connection, made.id), Changes(mentions=True)

    def change_source(
        self,
        source_id: str,
        *,
        name: str,
        every: timedelta,
        enabled: bool,
        reach: ReachClass = ReachClass.NONE,
    ) -> Changes:
        """Call a source otherwise, read it more or less often, or not at all for a while; say how far it reaches."""
        self._acting.require(Act.DRAFT)
        called = " ".join(name.split())[:LONGEST_NAME]
        if not called:
            raise NotAllowed("watch-name")
        with self._workspace.write(durable=True) as connection:
            before = table.source(connection, source_id)
            state = SourceState.NEW if enabled else SourceState.OFF
            if enabled and before.enabled:
                state = before.state
            kept = replace(
                before,
                name=called,
                every=max(every, SOONEST),
                enabled=enabled,
                state=state,
                reach=reach,
            )
            table.put_source(connection, kept, self._acting.id, self._clock.now())
        return Changes(mentions=True)

    def remove_source(self, source_id: str) -> Changes:
        """Watch a source no more; what it brought stays."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_source(connection, source_id, self._clock.now())
            self._journal.note(connection, "watch.source-removed", {"source": source_id})
        return Changes(mentions=True)

    def bring_back_source(self, source_id: str) -> Changes:
        """Watch a removed source again."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove_source(connection, source_id, None)
            self._journal.note(connection, "watch.source-back", {"source": source_id})
        return Changes(mentions=True)

    def blind_spots(self) -> tuple[BlindSpot, ...]:
        """Return what is not seen and why, the platforms on which we have an account first."""
        accounts = self._accounts.listed()
        read = {one.account_id: one.last_read_at for one in self._accounts.health()}
        read_by = {one.account_id for one in self.sources() if one.enabled}
        watched = {self._speaks_on(one) for one in accounts if one.id in read_by}
        ours = {self._speaks_on(one) for one in accounts}
        found: list[BlindSpot] = []
        kinds = self._reading.kinds()
        for account in accounts:
            platform = self._speaks_on(account)
            if platform in NO_PLATFORMS:
                continue
            if not kinds.get(platform):
                found.append(BlindSpot(account.look, Unseen.OWN_ONLY, read.get(account.id)))
            elif platform not in watched:
                found.append(BlindSpot(account.look, Unseen.NO_SOURCE, read.get(account.id)))
        for platform, known in kinds.items():
            if platform not in ours and platform not in NO_PLATFORMS:
                why = Unseen.NO_ACCOUNT if known else Unseen.OWN_ONLY
                found.append(BlindSpot(platform, why))
        unique = {(one.look, one.why): one for one in reversed(found)}
        return (*reversed(unique.values()), BlindSpot("", Unseen.CLOSED))

    @staticmethod
    def _speaks_on(account: Account) -> str:
        """Return the platform of an account; one of the demonstration is on what it imitates."""
        return account.look if account.platform == DEMO else account.platform

    def _ensure_inbox(self) -> None:
        """Watch our own inbox as well, from the first query or source on; a person may switch that off."""
        with self._workspace.write(durable=True) as connection:
            try:
                table.source(connection, INBOX)
            except KeyError:
                made = WatchSource(INBOX, SourceKind.INBOX, INBOX, every=USUAL[SourceKind.INBOX])
                table.put_source(connection, made, "", self._clock.now())


def seen_as(mention: Mention, source: str) -> WatchText:
    """Return a mention as saved queries see it."""
    text = f"{mention.title}\n{mention.text}" if mention.title else mention.text
    return WatchText(
        text,
        language=mention.language or language_of(text),
        author=f"{mention.author_name} {mention.author_handle}",
        platform=mention.platform,
        source=source,
    )
