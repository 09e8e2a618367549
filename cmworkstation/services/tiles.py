"""The tiles about what we heard, did and changed: how each is read, and the conversations behind its lines."""

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.dashboard import Line, Seen, Span, Tile
from cmworkstation.domain.dependence import Amount, Part, headline
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.promise import Promise, PromiseState
from cmworkstation.domain.reply_time import Kind, figure
from cmworkstation.services.asked import asked
from cmworkstation.services.dependence import Dependence
from cmworkstation.services.figures import FigureBook
from cmworkstation.services.promises import Promises
from cmworkstation.services.reach_tiles import ReachTiles
from cmworkstation.services.topics import Topics
from cmworkstation.store import accounts, desk, times
from cmworkstation.store import dashboard as table
from cmworkstation.store.database import Workspace

Steps = Generator[Progress, None, Seen]

BEHIND: Final = 200  # conversations behind a line that are listed
LINES: Final = 7  # of a tile
SHOWN: Final = 160  # characters of a decision
KINDS: Final = (Kind.FIRST, Kind.NEXT, Kind.RESOLUTION)
DUE: Final = ("late", "today", "tomorrow", "week", "later")
UNDATED: Final = "undated"
PROMISED: Final = ("open", "late", "kept", "kept-late", "wont", "broken")
AGREED: Final = ("agreed", "agreed-late")  # after a crisis: their rows stand at the crisis desk


class Tiles:
    """Reads the tiles about ourselves."""

    def __init__(
        self,
        workspace: Workspace,
        figures: FigureBook,
        promises: Promises,
        reach: ReachTiles,
        dependence: Dependence,
        topics: Topics,
        clock: Clock,
    ) -> None:
        """Take those who know."""
        self._workspace = workspace
        self._figures = figures
        self._promises = promises
        self._reach = reach.readers()
        self._dependence = dependence
        self._topics = topics
        self._clock = clock

    def readers(self) -> Mapping[Tile, Callable[[Span], Steps]]:
        """Return how each tile is read, in their order."""
        return {
            Tile.CHANGED: self._changed,
            Tile.ASKS: self._asks,
            Tile.PLATFORMS: self._platform_share,
            Tile.WAITING: self._waiting,
            Tile.TIMES: self._times,
            Tile.PROMISES: self._promised,
            Tile.VOICES: self._reach[Tile.VOICES],
            Tile.DEPENDENCE: self._depended,
            Tile.RULES: self._rules,
        }

    def behind(self, seen: Seen, line: Line) -> tuple[ConversationId, ...]:
        """Return the conversations behind a line, as many as a list is for."""
        if line.behind is not None:
            return line.behind
        connection = self._workspace.read()
        if seen.tile is Tile.PLATFORMS:
            numbers = [no for no, platform in self._platforms().items() if platform == line.key]
            return table.heard_on(connection, seen.span, numbers, BEHIND)
        if seen.tile is Tile.WAITING:
            if line.key == UNDATED:
                return table.waiting_undated(connection, BEHIND)
            edges: list[datetime | None] = [None, *self._edges(), None]
            at = DUE.index(line.key)
            return table.waiting_due(connection, edges[at], edges[at + 1], BEHIND)
        return ()

    # What changed

    def _changed(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        decided = [one for one in self._topics.listed() if one.is_decided and one.decided_at]
        lines = []
        for one in sorted(decided, key=lambda one: one.decided_at or span.since, reverse=True):
            if one.decided_at is None or not span.since <= one.decided_at < span.until:
                continue
            people = self._topics.voices(one.id)
            told = sum(person.told_at is not None for person in people)
            open_ = sum(person.is_open for person in people)
            lines.append(
                Line(
                    one.id,
                    (float(len(people)), float(told), float(open_)),
                    name=foreign.line(
                        f"{one.title} — {one.decision}" if one.decision else one.title, SHOWN
                    ),
                    behind=self._topics.conversations(one.id)[:BEHIND],
                )
            )
        before = sum(
            one.decided_at is not None and span.before.since <= one.decided_at < span.since
            for one in decided
        )
        open_in_all = sum(line.values[2] or 0 for line in lines)
        facts = {"open": float(open_in_all)}
        return Seen(Tile.CHANGED, span, float(len(lines)), float(before), tuple(lines), facts)

    def _asks(self, span: Span) -> Steps:
        return asked(self._workspace, span)

    # Where people talk with us

    def _platform_share(self, span: Span) -> Steps:
        now = self._by_platform(span)
        yield Progress(1, 2, "read")
        before = self._by_platform(span.before)
        total, total_before = now.total(), before.total()
        lines = tuple(
            Line(
                platform,
                (
                    float(n),
                    n / total if total else None,
                    before[platform] / total_before if total_before else None,
                ),
            )
            for platform, n in sorted(now.items(), key=lambda one: (-one[1], one[0]))
        )
        return Seen(Tile.PLATFORMS, span, float(total), float(total_before), lines)

    def _by_platform(self, span: Span) -> Counter[str]:
        found: Counter[str] = Counter()
        where = self._platforms()
        for number, n in table.heard(self._workspace.read(), span).items():
            found[where.get(number, "")] += n
        return found

    def _platforms(self) -> dict[int, str]:
        """Return number of account → its platform, removed accounts too."""
        connection = self._workspace.read()
        ids = accounts.ids_by_number(connection)
        looks = {one.id: one.look or one.platform for one in accounts.all_accounts(connection)}
        return {number: looks.get(id_, "") for number, id_ in ids.items()}

    # Who waits now

    def _edges(self) -> tuple[datetime, datetime, datetime, datetime]:
        """Return now, and the ends of this day, of the next one and of the seventh on this machine's clock."""
        now = self._clock.now()
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        ends = [(midnight + timedelta(days=n)).astimezone() for n in (1, 2, 7)]
        return now, ends[0], ends[1], ends[2]

    def _waiting(self, span: Span) -> Steps:
        counted, undated = table.waiting_between(self._workspace.read(), self._edges())
        yield Progress(1, 2, "read")
        now = self._figures.experience()
        lines = [Line(key, (float(n),)) for key, n in zip(DUE, counted, strict=True)]
        lines.append(Line(UNDATED, (float(undated),)))
        facts = {"people": float(now.people), "thanks": float(len(now.thanks))}
        if now.oldest_since is not None:
            facts["oldest_s"] = (self._clock.now() - now.oldest_since).total_seconds()
        return Seen(Tile.WAITING, span, float(now.waiting), None, tuple(lines), facts)

    # How we did

    def _times(self, span: Span) -> Steps:
        found = times.measured(self._workspace.read(), span.since, span.until)
        yield Progress(1, 2, "read")
        earlier = times.measured(self._workspace.read(), span.before.since, span.before.until)
        lines = []
        medians: list[float | None] = []
        for kind in KINDS:
            one = figure([it for it in found if it.kind is kind])
            was = figure([it for it in earlier if it.kind is kind])
            promised = [it.seconds for it in self._figures.promised(kind)]
            medians.append(was.open_median if was else None)
            if one is None:
                continue
            values = (
                one.open_median,
                one.open_p90,
                float(max(promised)) if promised else None,
                one.late / one.n,
                float(one.n),
            )
            lines.append(Line(kind, values, behind=one.conversations))
        first = next((one.values[0] for one in lines if one.key == Kind.FIRST), None)
        return Seen(Tile.TIMES, span, first, medians[0], tuple(lines))

    def _promised(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        now = self._clock.now()
        given = self._promises.listed()
        found: dict[str, list[Promise]] = {key: [] for key in PROMISED}
        for one in given:
            if one.state is PromiseState.OPEN:
                found["late" if one.is_late(now) else "open"].append(one)
            elif one.closed_at is not None and span.since <= one.closed_at < span.until:
                if one.state is PromiseState.KEPT:
                    key = "kept" if one.closed_at <= one.first_due_at else "kept-late"
                    found[key].append(one)
                elif one.state in (PromiseState.WONT, PromiseState.BROKEN):
                    found[one.state].append(one)
        lines = tuple(
            Line(key, (float(len(some)),), behind=_of_promises(some)) for key, some in found.items()
        )
        agreed = desk.actions(self._workspace.read())
        today = now.astimezone().date()
        owed = [one for one in agreed if one.open]
        late = [one for one in owed if one.due_on < today]
        counts = (len(owed) - len(late), len(late))
        lines += tuple(
            Line(key, (float(n),), behind=()) for key, n in zip(AGREED, counts, strict=True) if n
        )
        waiting = len(found["open"]) + len(found["late"])
        facts = {"late": float(len(found["late"])), "kept": float(len(found["kept"]))}
        facts["agreed"] = float(len(owed))
        return Seen(Tile.PROMISES, span, float(waiting), None, lines, facts)

    def _depended(self, span: Span) -> Steps:
        figures = yield from self._dependence.lately()
        lines = tuple(
            Line(
                figure.part,
                (figure.effective, _top_share(figure.top, figure.total)),
                name=figure.top.platform if figure.top else "",
                note=figure.band,
                behind=self._dependence.conversations(figure.top.platform)
                if figure.part is Part.INBOUND and figure.top
                else None,
            )
            for figure in figures
        )
        worst = headline(figures)
        return Seen(Tile.DEPENDENCE, span, worst.effective if worst else None, None, lines)

    def _rules(self, span: Span) -> Steps:
        connection = self._workspace.read()
        found = table.overridden(connection, span)
        yield Progress(1, 2, "read")
        before = table.overridden(connection, span.before)
        most = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
        lines = tuple(
            Line(
                f"{charter}/{rule}",
                (float(len(homes)), float(len(before.get((charter, rule), ())))),
                name=rule,
                behind=tuple(dict.fromkeys(homes)),
            )
            for (charter, rule), homes in most[:LINES]
        )
        return Seen(
            Tile.RULES,
            span,
            float(sum(map(len, found.values()))),
            float(sum(map(len, before.values()))),
            lines,
        )


def _of_promises(some: Sequence[Promise]) -> tuple[ConversationId, ...]:
    return tuple(dict.fromkeys(one.conversation_id for one in some))


def _top_share(top: Amount | None, total: float) -> float | None:
    return (top.n or 0.0) / total if top is not None and total else None
