"""Reading what is watched: each source when it is due, asking all saved queries, keeping what they match.

The network is never inside a write transaction. What goes wrong with one source is written down with it, and the
others go on; nothing that was found is lost by it. Sources of the same host wait for one another.
"""

import random
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.guessing import guessed
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    BadAddress,
    Gone,
    NotThisPlatform,
    QueryError,
    RateLimited,
    Refused,
    StorageFull,
    WorkstationError,
)
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.media_map import USUAL
from cmworkstation.domain.mention import (
    Mention,
    Sighting,
    Stance,
    StanceHow,
    address_digest,
    sketch,
)
from cmworkstation.domain.mention_reach import reach_of
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.query.watching import parse_watch
from cmworkstation.domain.stance import suggested
from cmworkstation.domain.values import dataclass
from cmworkstation.domain.watch import (
    LONGEST_PAUSE,
    SOONEST,
    WITHIN,
    SourceState,
    WatchQuery,
    WatchSource,
)
from cmworkstation.domain.watch_engine import WatchEngine
from cmworkstation.domain.watch_text import WatchText
from cmworkstation.sdk.address import host_of
from cmworkstation.services.charters import Charters
from cmworkstation.services.media_map import MediaMap
from cmworkstation.services.watch_sources import Brought, WatchSources
from cmworkstation.store import erased, mention_ages, watches
from cmworkstation.store import mentions as table
from cmworkstation.store.database import Connection, Workspace

STORY_FOR = timedelta(days=14)  # so long a text like another belongs to its story
JITTER = 0.1
CERTAIN = 2  # times in a row after which an answer of another kind is no accident


@dataclass(frozen=True, slots=True)
class WatchRun:
    """What reading one source came to."""

    source: WatchSource
    looked: int = 0
    new: int = 0
    changes: Changes = Changes()


class Watching:
    """Reads sources. Run one at a time, on a lane."""

    def __init__(
        self,
        workspace: Workspace,
        sources: WatchSources,
        charters: Charters,
        places: MediaMap,
        clock: Clock,
    ) -> None:
        """Take the workspace, what reads a source, and what says of which kind something is and how far it reaches."""
        self._workspace = workspace
        self._sources = sources
        self._charters = charters
        self._places = places
        self._clock = clock
        self._asked: tuple[tuple[WatchQuery, ...], WatchEngine] | None = None
        self._random = random.Random()  # noqa: S311 - spreads load, protects nothing

    def is_due(self) -> bool:
        """Tell whether a source is to be read now."""
        return bool(watches.due(self._workspace.read(), self._clock.now()))

    def run_due(self) -> Generator[Progress, None, Changes]:
        """Read the sources that are due, one of each host; the others have their turn at the next call."""
        found = Changes()
        due = _one_of_each_host(watches.due(self._workspace.read(), self._clock.now()))
        for n, source in enumerate(due, 1):
            done = self.run(source.id)
            found |= done.changes
            yield Progress(n, len(due), "watch", done.changes)
        return found

    def run_these(self, source_ids: Sequence[str]) -> Generator[Progress, None, int]:
        """Read these sources now; return how many mentions are new."""
        new = 0
        for n, source_id in enumerate(source_ids, 1):
            new += self.run(source_id).new
            yield Progress(n, len(source_ids), "watch")
        return new

    def run(self, source_id: str) -> WatchRun:
        """Read one source now. Trouble of the source is in its state; raises `StorageFull` alone."""
        connection = self._workspace.read()
        source = watches.source(connection, source_id)
        now = self._clock.now()
        try:
            brought = self._sources.read(source)
            matched = self._matched(source, brought.sightings)
        except StorageFull:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours is written down like any other trouble
            return self._failed(source, error, now)
        after = self._after(source, brought, now)
        new = 0
        with self._workspace.write(intake=True) as writer:
            for sighting, queries, text in matched:
                new += self._take(writer, source, sighting, queries, text, now)
            watches.note_read(writer, replace(after, new_at=now) if new else after)
        changed = bool(new) or (after.state, after.why) != (source.state, source.why)
        return WatchRun(after, len(brought.sightings), new, Changes(mentions=changed))

    def _engine(self) -> WatchEngine:
        queries = watches.queries(self._workspace.read(), enabled=True)
        if self._asked is None or self._asked[0] != queries:
            nodes = []
            for one in queries:
                try:
                    nodes.append((one.id, parse_watch(one.query)))
                except QueryError:  # kept by a newer program
                    continue
            self._asked = (queries, WatchEngine(nodes))
        return self._asked[1]

    def _matched(
        self, source: WatchSource, sightings: Sequence[Sighting]
    ) -> list[tuple[Sighting, tuple[str, ...], WatchText]]:
        engine = self._engine()
        found = []
        for one in sightings:
            words = f"{one.title}\n{one.text}" if one.title else one.text
            text = WatchText(
                words,
                language=one.language[:2].lower() or language_of(words),
                author=f"{one.author_name} {one.author_handle}",
                platform=one.platform,
                source=source.name,
            )
            if queries := engine.matching(text):
                found.append((one, queries, text))
        return found

    def _take(
        self,
        connection: Connection,
        source: WatchSource,
        sighting: Sighting,
        queries: tuple[str, ...],
        text: WatchText,
        now: datetime,
    ) -> bool:
        """Keep one mention; return whether it was not known. Nothing of whoever was erased comes back."""
        at = min(sighting.at or now, now)
        until = erased.until_of(connection, sighting.platform, [sighting.author_key])
        if sighting.author_key in until:
            return False
        kept = mention_ages.oldest_kept(connection, now)
        if kept is not None and at < kept and sighting.message_id is None:
            return False
        message_id = sighting.message_id
        if message_id is not None and table.is_known(connection, message_id, source.id):
            return False
        digest, marks = address_digest(sighting.address), sketch(text.text)
        id_ = uuid7()
        story = table.story_of(connection, digest, marks, text.text, now - STORY_FOR)
        stance, category = suggested(text), self._guessed(source, text)
        axes = self._places.usual.get(sighting.platform.casefold(), USUAL)
        within = message_id is not None
        one = Mention(
            *(id_, source.id, sighting.remote_id, story or id_, at, now, sighting.platform),
            address=sighting.address,
            author_key=sighting.author_key,
            author_name="" if within else sighting.author_name,
            author_handle="" if within else sighting.author_handle,
            title="" if within else sighting.title,
            text="" if within else sighting.text,
            language=text.language,
            stance=stance,
            stance_how=StanceHow.SUGGESTED if stance is not Stance.NONE else StanceHow.NONE,
            message_id=message_id,
            conversation_id=sighting.conversation_id,
            queries=queries,
            category=category,
            category_how=StanceHow.SUGGESTED if category else StanceHow.NONE,
            reach=reach_of(axes, private=sighting.private),
        )
        return table.add(connection, one, digest, marks)

    def _guessed(self, source: WatchSource, text: WatchText) -> str:
        """Return the category that a text seems to have by its source's charter, else by the only one there is."""
        accounts = self._charters.assignments()
        only = next(iter(accounts), "") if len(set(accounts.values())) == 1 else ""
        account = source.account_id if source.account_id in accounts else only
        governing = self._charters.governing(AccountId(account)) if account else None
        return guessed(governing.charter, text.text, text.language) if governing else ""

    def _after(self, source: WatchSource, brought: Brought, now: datetime) -> WatchSource:
        wait = source.every * (1 + self._random.uniform(-JITTER, JITTER))
        return replace(
            source,
            state=SourceState.FLOODING if brought.left_out else SourceState.WELL,
            why="",
            fails=0,
            left_out=brought.left_out,
            next_at=now + (min(SOONEST, wait) if brought.soon else wait),
            tried_at=now,
            fetched_at=now,
            cursor=brought.cursor,
        )

    def _failed(self, source: WatchSource, error: Exception, now: datetime) -> WatchRun:
        fails = source.fails + 1
        wait = min(source.every * 2 ** min(fails - 1, 8), LONGEST_PAUSE)
        state = SourceState.FAILING
        if isinstance(error, Gone):
            state, wait = SourceState.GONE, LONGEST_PAUSE
        elif isinstance(error, NotThisPlatform | BadAddress) and fails >= CERTAIN:
            state = SourceState.CHANGED
        if isinstance(error, RateLimited):
            wait = max(wait, timedelta(seconds=error.retry_after or 0))
        why = type(error).__name__ if isinstance(error, WorkstationError) else "Exception"
        if isinstance(error, Refused) and error.code.startswith("watch-"):
            why = error.code
        after = replace(
            source, state=state, why=why, fails=fails, left_out=0, next_at=now + wait, tried_at=now
        )
        with self._workspace.write() as connection:
            watches.note_read(connection, after)
        return WatchRun(after, changes=Changes(mentions=True))


def _one_of_each_host(sources: Sequence[WatchSource]) -> list[WatchSource]:
    seen: set[str] = set()
    found = []
    for one in sources:
        host = "" if one.kind in WITHIN else one.account_id or host_of(one.target) or one.target
        if not host or host not in seen:
            seen.add(host)
            found.append(one)
    return found
