"""The tiles about reach: with whom we speak, and how people are treated."""

from collections.abc import Callable, Generator, Mapping
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.clock import Clock, from_ms
from cmworkstation.domain.dashboard import Line, Seen, Span, Tile
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.services.voices import MOST, VoiceBook

Steps = Generator[Progress, None, Seen]

PLACES: Final = 10  # that are listed
SHOWN: Final = 160  # characters of a text


class ReachTiles:
    """Reads tiles from what is known of voices."""

    def __init__(self, voices: VoiceBook, clock: Clock) -> None:
        """Take who counts voices."""
        self._voices = voices
        self._clock = clock

    def readers(self) -> Mapping[Tile, Callable[[Span], Steps]]:
        """Return how each tile is read, in their order."""
        return {
            Tile.VOICES: self._new,
            Tile.EFFECTIVE: self._effective,
            Tile.FEW: self._few,
            Tile.PARITY: self._parity,
            Tile.PLACES: self._places,
            Tile.UNHEARD: self._unheard,
            Tile.GOALS: self._goals,
            Tile.PERSONAL: self._personal,
            Tile.REPEATED: self._repeated,
            Tile.BURDEN: self._burden,
        }

    def _new(self, span: Span) -> Steps:
        now = self._voices.new_voices(span)
        yield Progress(1, 2, "read")
        before = self._voices.new_voices(now.span.before).share
        share = now.share
        lines = (
            Line("new", (float(share.n),), behind=now.new),
            Line("known", (float(share.of - share.n),), behind=now.known),
        )
        facts = {"people": float(share.of)}
        return Seen(Tile.VOICES, span, share.share, before.share, lines, facts)

    def _effective(self, span: Span) -> Steps:
        now = self._voices.spoken(span)
        yield Progress(1, 2, "read")
        before = self._voices.spoken(span.before)
        lines = (
            Line("effective", (now.effective, before.effective), behind=now.all_in),
            Line("people", (float(now.people), float(before.people)), behind=now.all_in),
            Line("replies", (float(now.replies), float(before.replies)), behind=now.all_in),
        )
        return Seen(
            Tile.EFFECTIVE, span, now.effective, before.effective, lines if now.replies else ()
        )

    def _few(self, span: Span) -> Steps:
        now = self._voices.spoken(span)
        yield Progress(1, 2, "read")
        before = self._voices.spoken(span.before).few
        few, others = now.few, now.others_in
        lines = (
            Line("few", (float(few.n),), behind=now.few_in),
            Line("others", (float(few.of - few.n),), behind=others),
        )
        return Seen(Tile.FEW, span, few.share, before.share, lines)

    def _parity(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        found = self._voices.parity(span)
        lines = tuple(
            Line(key, (one.answered.share, one.median_s, float(one.answered.of)))
            for key, one in (("small", found.small), ("large", found.large))
            if one is not None
        )
        facts = {"unknown": float(found.unknown)}
        if found.is_fair is not None:
            facts["fair"] = float(found.is_fair)
        return Seen(Tile.PARITY, span, found.ratio, None, lines, facts)

    def _places(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        spoken = self._voices.spoken(span)
        spread, homes = spoken.spread, spoken.places_in
        most = sorted(spread.places.items(), key=lambda one: (-one[1], one[0].casefold()))
        lines = [
            Line(f"place:{place}", (float(n),), name=place, behind=homes.get(place, ()))
            for place, n in most[:PLACES]
        ]
        rest = sum(n for _, n in most[PLACES:])
        if rest:
            far = dict.fromkeys(home for place, _ in most[PLACES:] for home in homes.get(place, ()))
            lines.append(Line("others", (float(rest),), behind=tuple(far)))
        lines.append(Line("silent", (float(spread.silent),), behind=homes.get("", ())))
        declared = spread.declared
        facts = {"silent": float(spread.silent), "of": float(declared.of)}
        return Seen(Tile.PLACES, span, declared.share, None, tuple(lines), facts)

    def _unheard(self, span: Span) -> Steps:
        found = yield from self._voices.unheard(span)
        now = self._clock.now()
        lines = tuple(
            Line(
                str(one.author_id),
                ((now - from_ms(one.since_id >> 12)).total_seconds(),),
                name=foreign.line(one.name or one.handle, SHOWN),
                quoted=True,
                note=one.platform,
                behind=(one.conversation_id,),
            )
            for one in found
        )
        facts = {"capped": float(len(found) >= MOST)}
        people = tuple(Named(one.author_id, one.name, one.handle) for one in found)
        return Seen(Tile.UNHEARD, span, float(len(found)), None, lines, facts, people)

    def _goals(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        found = self._voices.toward()
        lines = tuple(
            Line(
                one.topic_id,
                (one.new.share, one.percent / 100, float(one.new.of)),
                name=one.title,
                behind=one.conversations,
            )
            for one in found
        )
        met = sum(100 * (one.new.share or 0.0) >= one.percent for one in found)
        facts = {"of": float(len(found))}
        return Seen(Tile.GOALS, span, float(met), None, lines, facts)

    def _personal(self, span: Span) -> Steps:
        found = self._voices.texts(span)
        yield Progress(1, 2, "read")
        before = self._voices.texts(span.before).personal
        share = found.personal
        lines = (
            Line("personal", (float(share.n),)),
            Line("impersonal", (float(share.of - share.n),), behind=found.impersonal),
        )
        return Seen(Tile.PERSONAL, span, share.share, before.share, lines)

    def _repeated(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        found = self._voices.texts(span).repeated
        lines = tuple(
            Line(
                str(n),
                (float(one.n),),
                name=foreign.line(one.text, SHOWN),
                quoted=True,
                behind=one.conversations,
            )
            for n, one in enumerate(found)
        )
        most = float(found[0].n) if found else 0.0
        return Seen(Tile.REPEATED, span, most, None, lines)

    def _burden(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        found = self._voices.burden(span)
        lines = tuple(
            Line(
                one.who,
                (float(one.messages), float(one.worst), float(len(one.waiting))),
                name=found.names.get(one.who, ""),
                behind=one.waiting,
            )
            for one in found.loads
        )
        total = float(sum(one.messages for one in found.loads))
        facts = {"all": float(found.everybodys)}
        return Seen(Tile.BURDEN, span, total, None, lines, facts)
