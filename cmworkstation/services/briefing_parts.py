"""What a briefing could say of a period: gathered anew from what is there, whenever somebody looks.

Nothing is copied: an item points to the words where they stand, and only what went out is kept as it was.
"""

from collections.abc import Callable, Generator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation.domain import foreign
from cmworkstation.domain.alert import AlertState
from cmworkstation.domain.briefing import MOST, QUOTED, Department, Gathered, Item, Part, Pick
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dialogue import DialogueState
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.mention import Mention, MentionState, Stance
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.promise import Promise, PromiseState
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.domain.query import Viewpoint, parse
from cmworkstation.services.asked import asked
from cmworkstation.store import briefings as table
from cmworkstation.store import crises, dialogues, finding, mentions, promises, topics
from cmworkstation.store import dashboard as figures
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.alerts import Alerts

Steps = Generator[Progress, None, Gathered]
LOOKED_AT = 200  # thanks and mentions of a period that are looked through
CLOSED = (PromiseState.KEPT, PromiseState.WONT, PromiseState.BROKEN)
WORTH_READING = (MentionState.NEW, MentionState.READ, MentionState.PROMOTED)


class Gathering:
    """Gathers one briefing."""

    def __init__(
        self,
        workspace: Workspace,
        department: Department,
        span: Span,
        viewpoint: Viewpoint,
        picks: Sequence[Pick],
    ) -> None:
        """Take for whom, and of when. Raises `QueryError` where the department's search cannot be read."""
        self._workspace = workspace
        self._department = department
        self._span = span
        self._viewpoint = viewpoint
        self._picks = picks
        self._query = parse(department.query)
        self._people: dict[object, Named] = {}

    def gather(self, alerts: "Alerts") -> Steps:
        """Gather all parts that the department wants, with progress between them."""
        items: list[Item] = list(self._chosen())
        capped = False
        readers: dict[Part, Callable[[], Sequence[Item]]] = {
            Part.RISKS: lambda: self._risks(alerts),
            Part.MENTIONS: self._mentions,
            Part.PROMISES: self._promises,
            Part.PRAISE: self._praise,
            Part.ASKING: self._asking,
            Part.CHANGED: self._changed,
        }
        for n, part in enumerate(self._department.parts):
            yield Progress(n, len(self._department.parts), "read")
            if part is Part.ASKS:
                found, capped = yield from self._asks()
                items += found
            elif part in readers:
                items += readers[part]()
        taken = {one.key for one in items if one.part is Part.CHOSEN}
        kept = [one for one in items if one.part is Part.CHOSEN or one.key not in taken]
        order = {part: n for n, part in enumerate(Part)}
        kept.sort(key=lambda one: order[one.part])  # stable: within a part as it was read
        return Gathered(
            self._department,
            self._span,
            self._viewpoint.now,
            tuple(kept),
            tuple(self._people.values()),
            capped,
        )

    # The parts

    def _chosen(self) -> Sequence[Item]:
        connection = self._workspace.read()
        found: list[Item] = []
        for pick in self._picks:
            if pick.message_id is not None:
                one = table.said(connection, pick.message_id)
                if one is not None:
                    found.append(self._of_message(Part.CHOSEN, one, pick.note))
            elif pick.mention_id:
                mention = mentions.mention(connection, pick.mention_id)
                found.append(self._of_mention(Part.CHOSEN, mention, pick.note))
        return found

    def _risks(self, alerts: "Alerts") -> Sequence[Item]:
        connection = self._workspace.read()
        found = [
            Item(
                Part.RISKS,
                f"crisis:{one.charter_id}",
                one.why,
                one.since,
                kind=f"level:{one.number}",
            )
            for one in crises.all_declared(connection)
            if one.number
        ]
        names = alerts.names()
        found += [
            Item(
                Part.RISKS,
                f"alert:{one.id}",
                foreign.line(names.get(one.series, ""), 80),
                one.since,
                kind=one.kind.value,
                times=one.value,
            )
            for one in alerts.listed()
            if one.state is not AlertState.CLOSED
        ][:MOST]
        late = figures.waiting_due(connection, None, self._viewpoint.now, LOOKED_AT)
        wanted = self._of_ours(late)
        if wanted:
            found.append(
                Item(
                    Part.RISKS,
                    "late",
                    "",
                    kind="late",
                    times=len(wanted),
                    conversation_id=wanted[0],
                )
            )
        return found

    def _mentions(self) -> Sequence[Item]:
        connection = self._workspace.read()
        seen: dict[str, Mention] = {}
        for query_id in self._department.watches or ("",):
            for one in mentions.listed(
                connection,
                query_id=query_id,
                source_id="",
                states=WORTH_READING,
                since=self._span.since,
                until=self._span.until,
                folded=True,
                limit=LOOKED_AT,
                after=None,
            ):
                seen.setdefault(one.story_id, one)
        newest = sorted(seen.values(), key=lambda one: one.at, reverse=True)
        return [self._of_mention(Part.MENTIONS, one) for one in newest[:MOST]]

    def _asks(self) -> Generator[Progress, None, tuple[Sequence[Item], bool]]:
        seen = yield from asked(self._workspace, self._span, self._matching)
        for one in seen.people:
            self._people.setdefault(one.key, one)
        found = [
            Item(
                Part.ASKS,
                f"ask:{line.key}",
                line.name,
                from_ms(int(line.key) >> 12),
                times=int(line.values[0] or 0),
                open=int(line.values[1] or 0),
                conversation_id=line.behind[0] if line.behind else None,
            )
            for line in seen.lines
        ]
        return found, bool(seen.facts.get("capped"))

    def _promises(self) -> Sequence[Item]:
        connection = self._workspace.read()
        mine = [one for one in promises.listed(connection) if self._concerns(one)]
        wanted = self._matching([one.message_id for one in mine])
        mine = [one for one in mine if one.message_id in wanted]
        mine.sort(key=lambda one: (one.state is not PromiseState.OPEN, one.due_at))
        return [self._of_promise(one) for one in mine[:MOST]]

    def _praise(self) -> Sequence[Item]:
        connection = self._workspace.read()
        said = table.thanks(connection, self._span, LOOKED_AT)
        wanted = self._matching([one.id for one in said])
        found = [self._of_message(Part.PRAISE, one) for one in said if one.id in wanted]
        found += [
            self._of_mention(Part.PRAISE, one)
            for one in mentions.listed(
                connection,
                query_id="",
                source_id="",
                states=WORTH_READING,
                since=self._span.since,
                until=self._span.until,
                folded=True,
                limit=LOOKED_AT,
                after=None,
            )
            if one.stance is Stance.FOR and set(one.queries) & set(self._watched(one))
        ]
        return found[:MOST]

    def _watched(self, one: Mention) -> Sequence[str]:
        return self._department.watches or one.queries

    def _asking(self) -> Sequence[Item]:
        """Return the questions that people may answer now: whoever meets them can pass them on."""
        connection = self._workspace.read()
        now = self._viewpoint.now
        return [
            Item(
                Part.ASKING,
                f"dialogue:{one.id}",
                one.question,
                one.opened_at,
                note=one.audience,
                due=one.ends_at,
                address=" · ".join(
                    place.address or place.name
                    for place in dialogues.places(connection, one.id)
                    if place.asked_at is not None and not place.filed
                ),
            )
            for one in dialogues.listed(connection)
            if one.state is DialogueState.OPEN and (one.ends_at is None or one.ends_at > now)
        ][:MOST]

    def _changed(self) -> Sequence[Item]:
        connection = self._workspace.read()
        found: list[Item] = []
        for one in topics.listed(connection):
            if one.decided_at is None or not (
                self._span.since <= one.decided_at < self._span.until
            ):
                continue
            homes = topics.conversations(connection, one.id)
            if self._query.node is None or self._of_ours(homes):
                found.append(
                    Item(
                        Part.CHANGED,
                        f"topic:{one.id}",
                        one.decision,
                        one.decided_at,
                        note=one.title,
                        times=len(topics.voices(connection, one.id, one.decided_at)),
                    )
                )
        return found[:MOST]

    # What concerns the department

    def _matching(self, message_ids: Sequence[int]) -> AbstractSet[int]:
        """Return which of these messages concern the department: its search finds them, and no drill invented them."""
        connection = self._workspace.read()
        real = table.of_no_drill(connection, message_ids)
        if self._query.node is None:
            return set(real)
        return finding.matching(connection, self._query, real, self._viewpoint)

    def _of_ours(self, homes: Sequence[int]) -> tuple[ConversationId, ...]:
        """Return which of these conversations concern the department, in their order."""
        newest = table.newest_messages(self._workspace.read(), homes)
        wanted = self._matching(list(newest.values()))
        return tuple(ConversationId(one) for one in homes if newest.get(one) in wanted)

    def _concerns(self, one: Promise) -> bool:
        if one.state is PromiseState.OPEN:
            return True
        closed = one.closed_at
        return one.state in CLOSED and closed is not None and self._within(closed)

    def _within(self, at: datetime) -> bool:
        return self._span.since <= at < self._span.until

    # One thing

    def _of_message(self, part: Part, one: table.Said, note: str = "") -> Item:
        who = self._person(Named(one.author_id, one.name, one.handle))
        return Item(
            part,
            f"message:{one.id}",
            foreign.block(one.text, QUOTED, 12),
            from_ms(one.at),
            who,
            place=one.platform,
            note=note,
            conversation_id=one.conversation_id,
        )

    def _of_mention(self, part: Part, one: Mention, note: str = "") -> Item:
        who = None
        if one.author_name or one.author_handle:
            key = one.author_key or one.author_handle or one.author_name
            who = self._person(Named(key, one.author_name, one.author_handle))
        words = "\n".join(filter(None, (one.title, one.text)))
        return Item(
            part,
            f"mention:{one.id}",
            foreign.block(words, QUOTED, 12),
            one.at,
            who,
            place=one.platform,
            note=note or one.note,
            kind=one.stance.value,
            times=one.copies,
            conversation_id=one.conversation_id,
            address=one.address,
        )

    def _of_promise(self, one: Promise) -> Item:
        who = self._person(Named(("promise", one.who), one.who, "")) if one.who else None
        late = one.is_late(self._viewpoint.now)
        return Item(
            Part.PROMISES,
            f"promise:{one.id}",
            foreign.block(one.words, QUOTED, 6),
            one.closed_at,
            who,
            kind="late" if late else one.state.value,
            due=one.due_at,
            conversation_id=one.conversation_id,
        )

    def _person(self, one: Named) -> Named:
        return self._people.setdefault(one.key, one)
