"""What is said elsewhere in the demonstration, so that an alarm has rung, a source is silent, and places are known."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.mention import Mention
from cmworkstation.domain.talk_place import Decision
from cmworkstation.domain.watch import SourceKind, SourceState, WatchQuery, WatchSource
from cmworkstation.services.workstation import Services
from cmworkstation.store import mentions, watches

KNOWN = timedelta(days=60)  # since when it is watched
DEAD = timedelta(days=2)
RESTS = timedelta(days=30)  # nothing of a demonstration is asked for over the network


class Heard(Protocol):
    """One thing that somebody said."""

    @property
    def minutes(self) -> int:
        """How long ago."""

    @property
    def who(self) -> str:
        """Who said it."""

    @property
    def source(self) -> str:
        """The name of the source that brought it."""

    @property
    def query(self) -> str:
        """The name of the query that found it."""

    @property
    def text(self) -> str:
        """The words."""


class Listened(Protocol):
    """A source that is watched."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def address(self) -> str:
        """Where it is."""

    @property
    def fails(self) -> int:
        """How many readings failed until now."""


def watch(
    services: Services,
    listened: Iterable[Listened],
    queries: Iterable[tuple[str, str]],
    now: datetime,
) -> tuple[Mapping[str, WatchSource], Mapping[str, str]]:
    """Keep sources and queries as if they were watched for weeks; return both by their names."""
    sources: dict[str, WatchSource] = {}
    named: dict[str, str] = {}
    with services.workspace.write() as connection:
        for one in listened:
            made = WatchSource(uuid7(), SourceKind.FEED, one.name, one.address)
            watches.put_source(connection, made, "", now - KNOWN)
            failing = one.fails > 0
            read = replace(
                made,
                state=SourceState.FAILING if failing else SourceState.WELL,
                why="ServerTrouble" if failing else "",
                fails=one.fails,
                next_at=now + RESTS,
                tried_at=now,
                fetched_at=now - DEAD if failing else now,
            )
            watches.note_read(connection, read)
            sources[one.name] = read
        for name, query in queries:
            named[name] = uuid7()
            watches.put_query(connection, WatchQuery(named[name], name, query), "", now - KNOWN)
    return sources, named


def hear(
    services: Services,
    heard: Iterable[Heard],
    sources: Mapping[str, WatchSource],
    queries: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what was said as mentions."""
    with services.workspace.write() as connection:
        for n, one in enumerate(heard):
            source, at, id_ = sources[one.source], now - timedelta(minutes=one.minutes), uuid7()
            host = source.target.rpartition("/")[0]
            mentions.add(
                connection,
                Mention(
                    *(id_, source.id, f"{host}/{n}", id_, at, at, "feed", f"{host}/{n}"),
                    author_key=one.who,
                    author_name=one.who,
                    text=one.text,
                    queries=(queries[one.query],),
                ),
                "",
                (),
            )


def decide(services: Services, decisions: Iterable[tuple[str, Decision, str]]) -> None:
    """Let whoever opens the demonstration have decided about places, and look once for what rings."""
    for place, decision, why in decisions:
        services.talk_places.decide(place, decision, why)
    services.alerts.look(once=True)
