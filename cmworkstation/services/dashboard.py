"""The dashboard's tiles, each read by itself; the rows behind each line; and what people note beside them.

Every tile is a generator for a lane: a page shows each as it comes, and stops the rest when it is left.
"""

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.dashboard import (
    DashboardNoteId,
    Line,
    Remark,
    Seen,
    Span,
    Tile,
)
from cmworkstation.domain.dependence import Amount, Part
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.promise import Promise, PromiseState
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.domain.reply_time import Kind, figure
from cmworkstation.domain.similar import groups
from cmworkstation.services.acting import Acting
from cmworkstation.services.dependence import Dependence
from cmworkstation.services.figures import FigureBook
from cmworkstation.services.journal import Journal
from cmworkstation.services.promises import Promises
from cmworkstation.services.voices import VoiceBook
from cmworkstation.store import accounts, times
from cmworkstation.store import dashboard as table
from cmworkstation.store.database import Workspace

Steps = Generator[Progress, None, Seen]

BEHIND: Final = 200  # conversations behind a line that are listed
LINES: Final = 7  # of a tile; its table has no more
LOOKED_AT: Final = 2_000  # messages with a question mark, the newest, that are compared
SLICE: Final = timedelta(days=30)  # of messages that are searched before others get their turn
LONGEST: Final = 1_000  # characters of a remark
SHOWN: Final = 160  # characters of a question
KINDS: Final = (Kind.FIRST, Kind.NEXT, Kind.RESOLUTION)


class Dashboard:
    """Reads tiles."""

    def __init__(
        self,
        workspace: Workspace,
        figures: FigureBook,
        promises: Promises,
        voices: VoiceBook,
        dependence: Dependence,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take those who know."""
        self._workspace = workspace
        self._figures = figures
        self._promises = promises
        self._voices = voices
        self._dependence = dependence
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # Reading

    def tiles(self) -> tuple[Tile, ...]:
        """Return the tiles that there is something to be read for, in their order."""
        return tuple(self._readers())

    def span(self, days: int) -> Span:
        """Return so many days up to now."""
        return Span.last(days, self._clock.now())

    def read(self, tile: Tile, span: Span) -> Steps:
        """Read one tile."""
        yield Progress(0, 0, "read")
        return (yield from self._readers()[tile](span))

    def read_all(self, span: Span) -> Generator[Progress, None, tuple[Seen, ...]]:
        """Read all of them, for a report."""
        found = []
        for done, tile in enumerate(self.tiles()):
            yield Progress(done, len(self.tiles()), "read")
            found.append((yield from self.read(tile, span)))
        return tuple(found)

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

    def _readers(self) -> Mapping[Tile, Callable[[Span], Steps]]:
        return {
            Tile.ASKS: self._asks,
            Tile.PLATFORMS: self._platform_share,
            Tile.WAITING: self._waiting,
            Tile.TIMES: self._times,
            Tile.PROMISES: self._promised,
            Tile.VOICES: self._new_voices,
            Tile.DEPENDENCE: self._depended,
            Tile.RULES: self._rules,
        }

    # What people asked

    def _asks(self, span: Span) -> Steps:
        asked = yield from self._questions(span, LOOKED_AT)
        texts = {one.id: said for one, said in asked}
        of = {one.id: one for one, _ in asked}
        found = yield from groups(sorted(texts.items()), 1)
        open_ = table.unanswered(self._workspace.read(), sorted(texts))
        lines = tuple(
            Line(
                str(ids[0]),
                (float(len(ids)), float(sum(one in open_ for one in ids))),
                name=foreign.line(texts[ids[0]], SHOWN),
                quoted=True,
                behind=tuple(dict.fromkeys(of[one].conversation_id for one in reversed(ids))),
            )
            for ids in found[:LINES]
        )
        before = yield from self._questions(span.before, LOOKED_AT)
        return Seen(
            Tile.ASKS,
            span,
            float(len(texts)),
            float(len(before)),
            lines,
            {"open": float(len(open_)), "capped": float(len(texts) >= LOOKED_AT)},
            tuple(Named(one.author_id, one.name, one.handle) for one in of.values()),
        )

    def _questions(
        self, span: Span, most: int
    ) -> Generator[Progress, None, list[tuple[table.Asked, str]]]:
        """Return the newest messages of others that ask something, with what they ask."""
        found: list[tuple[table.Asked, str]] = []
        until = span.until
        while until > span.since and len(found) < most:
            yield Progress(len(found), most, "read")
            since = max(span.since, until - SLICE)
            some = table.with_a_mark(self._workspace.read(), Span(since, until), most - len(found))
            for n, one in enumerate(some):
                if n % 100 == 0:
                    yield Progress(len(found), most, "read")
                asks = questions(one.text, one.language[:2] or language_of(one.text))
                if asks:
                    found.append((one, " ".join(question.text for question in asks)))
            until = since
        return found

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
        waiting = len(found["open"]) + len(found["late"])
        facts = {"late": float(len(found["late"])), "kept": float(len(found["kept"]))}
        return Seen(Tile.PROMISES, span, float(waiting), None, lines, facts)

    def _new_voices(self, span: Span) -> Steps:
        now = self._voices.new_voices(span)
        yield Progress(1, 2, "read")
        before = self._voices.new_voices(now.span.before).share
        share = now.share
        lines = (
            Line("new", (float(share.n),), behind=now.new),
            Line("known", (float(share.of - share.n),), behind=now.known),
        )
        return Seen(
            Tile.VOICES, span, share.share, before.share, lines, {"people": float(share.of)}
        )

    def _depended(self, span: Span) -> Steps:
        look = yield from self._dependence.look()
        lines = tuple(
            Line(
                part,
                (figure.effective, _top_share(figure.top, figure.total)),
                name=figure.top.platform if figure.top else "",
                note=figure.band,
                behind=self._dependence.conversations(figure.top.platform)
                if part is Part.INBOUND and figure.top
                else None,
            )
            for part in Part
            for figure in (look.figure(part),)
        )
        worst = look.headline
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

    # What people note

    def remarks(self, span: Span) -> tuple[Remark, ...]:
        """Return what was noted in a period, the oldest first."""
        return table.remarks(self._workspace.read(), span)

    def note(self, tile: Tile, words: str) -> Remark:
        """Note something beside a tile. Raises `NotAllowed` without words."""
        self._acting.require(Act.DRAFT)
        said = words.strip()[:LONGEST]
        if not said:
            raise NotAllowed("annotation-empty")
        now = from_ms(to_ms(self._clock.now()))
        made = Remark(DashboardNoteId(uuid7()), tile, said, self._acting.id, now)
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
            self._journal.note(connection, "dashboard.note", {"tile": tile, "words": said})
        return made

    def remove(self, note_id: DashboardNoteId) -> Remark:
        """Take a remark away; `put_back` undoes it. Raises `KeyError`."""
        return self._end(note_id, ended=True)

    def put_back(self, note_id: DashboardNoteId) -> Remark:
        """Undo: let a remark stand again. Raises `KeyError`."""
        return self._end(note_id, ended=False)

    def _end(self, note_id: DashboardNoteId, *, ended: bool) -> Remark:
        self._acting.require(Act.DRAFT)
        one = table.remark(self._workspace.read(), note_id)
        with self._workspace.write(durable=True) as connection:
            table.end(connection, note_id, self._clock.now() if ended else None)
            kind = "dashboard.note-remove" if ended else "dashboard.note-back"
            self._journal.note(connection, kind, {"tile": one.tile, "words": one.words})
        return one


DUE: Final = ("late", "today", "tomorrow", "week", "later")
UNDATED: Final = "undated"
PROMISED: Final = ("open", "late", "kept", "kept-late", "wont", "broken")


def _of_promises(some: Sequence[Promise]) -> tuple[ConversationId, ...]:
    return tuple(dict.fromkeys(one.conversation_id for one in some))


def _top_share(top: Amount | None, total: float) -> float | None:
    return (top.n or 0.0) / total if top is not None and total else None
