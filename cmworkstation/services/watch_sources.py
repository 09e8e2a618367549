"""Reading one watched source: what it shows now, and the bookmark from which the next reading goes on.

Feeds are read by the connector of feeds, platforms by the connector of an account of ours, pages here. Nothing is
stored by this module, and whatever happens to a source leaves what was found untouched.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import (
    NotAllowed,
    NotThisPlatform,
    PlatformMissing,
    Refused,
    ServerTrouble,
)
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.mention import LONGEST, LONGEST_NAME, Sighting
from cmworkstation.domain.message import Item
from cmworkstation.domain.page_change import kept, look, remembered
from cmworkstation.domain.values import dataclass
from cmworkstation.domain.watch import MOST_AT_ONCE, SourceKind, WatchSource
from cmworkstation.sdk import html
from cmworkstation.sdk.address import web_address
from cmworkstation.sdk.connector import HasSearch, SearchFor
from cmworkstation.sdk.main_text import MAX_BYTES, main_text
from cmworkstation.sdk.shapes import bookmark, text_in
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.sync import understood
from cmworkstation.store import mentions as table
from cmworkstation.store.database import Workspace

FEED, PAGE, DEMO = "feed", "page", "demo"
LOOKS_BACK = timedelta(days=14)  # what came into the inbox longer ago is history
FIRST_RECEIVED = 1_000  # of what was received before a source within was made
# What the connector of feeds says of an answer that is none: it was one once.
NO_FEED = (
    "a web page in place of a feed",
    "neither a feed nor a page that announces one",
    "JSON, but no feed",
)
SEARCHES = {
    SourceKind.TAG: SearchFor.TAG,
    SourceKind.ACCOUNT: SearchFor.ACCOUNT,
    SourceKind.SEARCH: SearchFor.SEARCH,
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a reading brought; `left_out` is how much was too much, `soon` asks to be read again before long."""

    sightings: tuple[Sighting, ...]
    cursor: str
    left_out: int = 0
    soon: bool = False


@dataclass(frozen=True, slots=True)
class FoundSource:
    """What stands at an address that a person gave: what to call it, and what to read."""

    name: str
    target: str


class WatchSources:
    """Reads sources. Call it on a lane: the network waits, and the keyring may."""

    def __init__(
        self, workspace: Workspace, platforms: Platforms, accounts: Accounts, clock: Clock
    ) -> None:
        """Take the ways to the network and to what came in."""
        self._workspace = workspace
        self._platforms = platforms
        self._accounts = accounts
        self._clock = clock

    def find(self, kind: SourceKind, target: str, account_id: str) -> FoundSource:
        """Look once at what a person wants watched. Raises `WorkstationError` as reading does, and `NotAllowed`."""
        wanted = " ".join(target.split())
        if kind is SourceKind.FEED:
            http = self._platforms.http()
            try:
                found = self._platforms.kind(FEED).find(http, wanted)
            finally:
                http.close()
            if found.settings.get("private_url"):
                raise NotAllowed("watch-secret")
            return FoundSource(_line(found.title) or wanted, found.settings["url"])
        if kind is SourceKind.PAGE:
            parts = web_address(wanted)
            if parts.username is not None:
                raise NotAllowed("watch-secret")
            self._read_page(WatchSource("", kind, "", parts.geturl()))
            return FoundSource(parts.hostname or wanted, parts.geturl())
        if kind in SEARCHES:
            if not wanted:
                raise NotAllowed("watch-target")
            account = self._account(account_id)
            self._search(account, kind, wanted, "")
            sign = "#" if kind is SourceKind.TAG else ""
            return FoundSource(f"{sign}{wanted.lstrip('#')} · {account.name}", wanted)
        return FoundSource(wanted, wanted)

    def read(self, source: WatchSource) -> Brought:
        """Return what is new. Raises `WorkstationError`."""
        if source.kind is SourceKind.FEED:
            return self._read_feed(source)
        if source.kind is SourceKind.PAGE:
            return self._read_page(source)
        if source.kind in SEARCHES:
            account = self._account(source.account_id)
            return self._search(account, source.kind, source.target, source.cursor)
        return self._read_inbox(source)

    def _account(self, account_id: str) -> Account:
        try:
            return self._accounts.one(AccountId(account_id))
        except KeyError:
            raise Refused("the account is gone", code="watch-account") from None

    def kinds(self) -> Mapping[str, frozenset[SourceKind]]:
        """Return what can be watched on each platform that this installation knows, through an account there."""
        return {key: self._of_kind(key) for key in self._platforms.known()}

    def searchable(self, account: Account) -> frozenset[SourceKind]:
        """Return what can be watched through an account of ours; one of the demonstration is as what it imitates."""
        return self._of_kind(account.look if account.platform == DEMO else account.platform)

    def _of_kind(self, platform: str) -> frozenset[SourceKind]:
        try:
            kind = self._platforms.kind(platform)
        except PlatformMissing:
            return frozenset()
        known: frozenset[SearchFor] = getattr(kind, "searches", frozenset())
        return frozenset(one for one, what in SEARCHES.items() if what in known)

    def _read_feed(self, source: WatchSource) -> Brought:
        http = self._platforms.http()
        connector = self._platforms.kind(FEED)({"url": source.target}, {}, http)
        known = bookmark(source.cursor)
        cursors: dict[str, str] = {name: text_in(known, name) for name in known}
        taken: list[Sighting] = []
        left_out = 0
        try:
            for page in connector.fetch(dict(cursors)):
                if len(taken) >= MOST_AT_ONCE:  # read, and told; taken in by the next readings
                    left_out += len(page.items)
                    continue
                raws = [understood(raw, connector.parse) for raw in page.items]
                entries = [clean for raw in raws for clean in raw.items]
                taken += [_sighting(one.item, FEED, text=one.text) for one in entries]
                cursors[page.stream] = page.cursor
        except ServerTrouble as error:
            if error.detail in NO_FEED:
                raise NotThisPlatform(error.detail) from None
            raise
        finally:
            connector.close()
        return Brought(tuple(taken), json.dumps(cursors), left_out, soon=left_out > 0)

    def _read_page(self, source: WatchSource) -> Brought:
        known = bookmark(source.cursor)
        memory = remembered(known["page"]) if "page" in known else None
        # What waits to be seen a second time has to be shown again.
        etag = text_in(known, "etag") if memory is not None and memory.is_sure else ""
        http = self._platforms.http()
        try:
            answer = http.get(
                source.target,
                headers={"If-None-Match": etag} if etag else {},
                accept=(304,),
                max_bytes=MAX_BYTES,
            )
        finally:
            http.close()
        if answer.status == 304:  # noqa: PLR2004 - not modified
            return Brought((), source.cursor)
        found = main_text(answer)
        memory, change = look(memory, found.paragraphs)
        now = self._clock.now()
        sighting = Sighting(
            f"{now.isoformat()}",
            change.text[:LONGEST],
            now,
            _line(found.title),
            f"{source.target}#{now:%Y%m%d%H%M%S}",
            PAGE,
        )
        cursor = json.dumps({"etag": answer.headers.get("etag") or "", "page": kept(memory)})
        return Brought((sighting,) if change else (), cursor, soon=not memory.is_sure)

    def _search(self, account: Account, kind: SourceKind, term: str, cursor: str) -> Brought:
        connector = self._platforms.connector(account)
        what = SEARCHES[kind]
        if not isinstance(connector, HasSearch) or what not in connector.searches:
            raise Refused("not searchable", code="watch-unsearchable")
        found = connector.search(what, term, text_in(bookmark(cursor), "known"))
        theirs = [item for item in found.items if not item.writer.is_us and not item.deleted]
        sightings = tuple(_sighting(item, account.platform) for item in theirs[:MOST_AT_ONCE])
        return Brought(sightings, json.dumps({"known": found.known}))

    def _read_inbox(self, source: WatchSource) -> Brought:
        connection = self._workspace.read()
        newest = table.newest_received(connection)
        after = int(source.cursor) if source.cursor.isdecimal() else newest - FIRST_RECEIVED
        found = table.received(
            connection,
            after,
            (source.created_at or self._clock.now()) - LOOKS_BACK,
            account_id=source.account_id,
            sender=source.target,
            limit=MOST_AT_ONCE,
        )
        more = len(found) == MOST_AT_ONCE
        upto = found[-1][0] if more else newest
        return Brought(tuple(one for _, one in found), str(upto), soon=more)


def _sighting(item: Item, platform: str, *, text: str | None = None) -> Sighting:
    if text is None:
        text = item.text or html.to_text(html.clean(item.html))
    parts: Iterable[str] = filter(None, (item.spoiler, text))
    return Sighting(
        item.remote_id,
        "\n".join(parts)[:LONGEST],
        item.at,
        _line(item.title),
        item.url,
        platform,
        item.writer.key,
        _line(item.writer.name),
        _line(item.writer.handle),
        item.language,
    )


def _line(text: str) -> str:
    return " ".join(foreign.cleaned(text).split())[:LONGEST_NAME]
