"""The dashboard in words: each tile as a card with its figure, a sentence, and a table that says all of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.dashboard import Line, Seen, Tile
from cmworkstation.domain.dependence import Band, Part
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.table import Cell, Table
from cmworkstation.domain.voices import Relief
from cmworkstation.i18n import number, tr, trn
from cmworkstation.words import days, dependence, presence, times
from cmworkstation.words.tiles import EMPTY, FIRST_HEAD, FORMS, HEADS, NAMES, TITLES


@dataclass(frozen=True, slots=True)
class Row:
    """A line in words: its name, and its numbers as people read them."""

    name: str
    cells: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class Card:
    """A tile in words. `drawn` names the columns that a chart draws."""

    seen: Seen
    title: str
    figure: str
    sentence: str
    heads: tuple[str, ...]  # the first is that of the names
    rows: tuple[Row, ...]
    drawn: tuple[int, ...]
    empty: str  # what is said where there is nothing, "" otherwise

    def table(self) -> Table:
        """Return the card as a table for other programs, numbers as numbers."""
        rows: list[tuple[Cell, ...]] = [(row.name, *row.line.values) for row in self.rows]
        return Table(self.heads, rows, len(rows))


def title(tile: Tile) -> str:
    """Return what a tile is called."""
    return tr(TITLES[tile])


def card(seen: Seen, unnamed: Callable[[str], str] | None = None) -> Card:
    """Return a tile in words; `unnamed` takes private persons out of what they wrote."""
    heads = HEADS[seen.tile]
    rows = []
    for line in seen.lines:
        cells = tuple(
            _cell(value, form) for value, (_, form, _) in zip(line.values, heads, strict=True)
        )
        name = _name(seen.tile, line)
        if unnamed is not None and line.quoted:
            name = unnamed(name)
        rows.append(Row(name, cells, line))
    empty = tr(EMPTY[seen.tile]) if seen.is_empty else ""
    return Card(
        seen,
        title(seen.tile),
        (empty and _nothing(seen)) or _figure(seen),
        "" if empty else _sentence(seen),
        (tr(FIRST_HEAD[seen.tile]), *(tr(name) for name, _, _ in heads)),
        () if empty else tuple(rows),
        tuple(n for n, (_, _, drawn) in enumerate(heads) if drawn),
        empty,
    )


def span_words(seen_from: datetime, until: datetime) -> str:
    """Return a period: "20 Nov – 27 Nov 2026"."""
    return f"{days.short_of(seen_from)} – {days.short_of(until)} {until.astimezone().year}"


def percent(share: float | None) -> str:
    """Return a share: "38 %"."""
    return "–" if share is None else tr("{n} %").format(n=dependence.percent(share))


def relief(one: Relief, names: Mapping[ProfileId, str]) -> str:
    """Return a proposal: "Hand 6 conversations to Nadia, who had none". A person decides."""
    n = len(one.conversations)
    if one.to is None:
        said = trn("Hand {n} conversation over…", "Hand {n} conversations over…", n)
        return said.format(n=number(n))
    whose = foreign.line(names.get(one.of, ""), 40) or tr("Somebody")
    to = foreign.line(names.get(one.to, ""), 40) or tr("Somebody")
    if one.theirs:
        had = trn("who had {n}", "who had {n}", one.theirs).format(n=number(one.theirs))
    else:
        had = tr("who had none")
    said = trn(
        "Hand {n} conversation of {whose} to {name}, {had}",
        "Hand {n} conversations of {whose} to {name}, {had}",
        n,
    )
    return said.format(n=number(n), whose=whose, name=to, had=had)


def _name(tile: Tile, line: Line) -> str:
    known = NAMES.get(tile, {})
    if line.key in known:
        return tr(known[line.key])
    return _NAMED.get(tile, _called)(line)


def _called(line: Line) -> str:
    return foreign.line(line.name, 200)


def _part(line: Line) -> str:
    said = dependence.part(Part(line.key))
    return tr("{what}: {how}").format(what=said, how=dependence.band(Band(line.note)))


_NAMED: Final[Mapping[Tile, Callable[[Line], str]]] = {
    Tile.PLATFORMS: lambda line: presence.platform(line.key) if line.key else tr("elsewhere"),
    Tile.DEPENDENCE: _part,
    Tile.VOLUME: lambda line: days.short_of(datetime.fromisoformat(line.key)),
    Tile.UNHEARD: lambda line: (
        f"{_called(line) or tr('Somebody')} · {presence.platform(line.note)}"
    ),
    Tile.BURDEN: lambda line: _called(line) or tr("you"),
}


def _cell(value: float | None, form: str) -> str:
    if value is None:
        return "–"
    if form == "share":
        return percent(value)
    if form == "length":
        return times.cell(value)
    if form == "one" and value != round(value):
        return dependence.one_decimal(value)
    return number(round(value))


def _nothing(seen: Seen) -> str:
    return "–" if seen.tile in FORMS else "0"


def _figure(seen: Seen) -> str:
    form = FORMS.get(seen.tile, "n")
    return _cell(seen.figure, form)


def _sentence(seen: Seen) -> str:
    parts = [_SENTENCES[seen.tile](seen)]
    if seen.before is not None:
        form = FORMS.get(seen.tile, "n")
        parts.append(tr("{n} in the period before").format(n=_cell(seen.before, form)))
    return " · ".join(filter(None, parts))


def _count(seen: Seen, name: str) -> int:
    return round(seen.facts.get(name, 0))


def _changed(seen: Seen) -> str:
    n = _count(seen, "open")
    if not n:
        return tr("everybody who spoke of it was told")
    said = trn("{n} person must still be told", "{n} people must still be told", n)
    return said.format(n=number(n))


def _asked(seen: Seen) -> str:
    of = _count(seen, "of")
    share = percent(_count(seen, "open") / of if of else None)
    if _count(seen, "capped"):
        said = tr("of the newest {n}, {share} had no answer")
        return said.format(n=number(of), share=share)
    return tr("{share} had no answer").format(share=share)


def _waiting(seen: Seen) -> str:
    n = _count(seen, "people")
    said = trn("{n} person", "{n} people", n).format(n=number(n))
    if "oldest_s" not in seen.facts:
        return said
    length = times.length(seen.facts["oldest_s"])
    return tr("{people}; the longest wait is {length}").format(people=said, length=length)


def _promised(seen: Seen) -> str:
    said = tr("open, {late} of them late; {kept} kept on the day").format(
        late=number(_count(seen, "late")), kept=number(_count(seen, "kept"))
    )
    n = _count(seen, "agreed")
    more = trn(
        "{n} thing agreed after a crisis is open", "{n} things agreed after a crisis are open", n
    )
    return f"{said} · {more.format(n=number(n))}" if n else said


def _voices(seen: Seen) -> str:
    n = _count(seen, "people")
    said = trn("of {n} person answered in 30 days", "of {n} people answered in 30 days", n)
    return said.format(n=number(n))


def _parity(seen: Seen) -> str:
    fair = seen.facts.get("fair")
    said = "" if fair is None else tr("alike") if fair else tr("not alike")
    rate = tr("answered as often as the large")
    n = _count(seen, "unknown")
    unknown = trn(
        "of {n} it is not known how many follow them",
        "of {n} it is not known how many follow them",
        n,
    ).format(n=number(n))
    return " · ".join(filter(None, (rate, said, unknown if n else "")))


def _places(seen: Seen) -> str:
    silent, of = _count(seen, "silent"), _count(seen, "of")
    said = tr("say where they live; {share} do not")
    return said.format(share=percent(silent / of if of else None))


def _unheard(seen: Seen) -> str:
    if _count(seen, "capped"):
        return tr("or more; whoever wrote first stands first")
    return tr("people wrote and had no answer within a year; whoever wrote first stands first")


def _burden(seen: Seen) -> str:
    if _count(seen, "all"):
        return tr(
            "messages; seen by you, who look after the people here, and by each for themselves"
        )
    return tr("messages in your hands; besides you only who looks after the people here sees this")


def _of(seen: Seen, sentence: str) -> str:
    return sentence.format(n=number(_count(seen, "of")))


_SENTENCES: Final[Mapping[Tile, Callable[[Seen], str]]] = {
    Tile.CHANGED: _changed,
    Tile.ASKS: _asked,
    Tile.PLATFORMS: lambda _: tr("messages to us"),
    Tile.WAITING: _waiting,
    Tile.TIMES: lambda _: tr("for half of the first replies, in opening time"),
    Tile.PROMISES: _promised,
    Tile.VOICES: _voices,
    Tile.DEPENDENCE: lambda _: tr("platforms in effect, by the worst of five figures"),
    Tile.RULES: lambda _: tr("times, with a reason"),
    Tile.VOLUME: lambda _: tr("mentions"),
    Tile.THEMES: lambda seen: _of(seen, tr("of {n} saved queries found something")),
    Tile.SOURCES: lambda seen: _of(seen, tr("of {n} sources brought something")),
    Tile.STANCE: lambda seen: _of(seen, tr("of {n} mentions were marked by hand")),
    Tile.EFFECTIVE: lambda _: tr("voices: as if so many had spoken with us in equal parts"),
    Tile.FEW: lambda _: tr("of the replies went to the ten who had most of them"),
    Tile.PARITY: _parity,
    Tile.PLACES: _places,
    Tile.UNHEARD: _unheard,
    Tile.GOALS: lambda seen: _of(seen, tr("of {n} goals reached")),
    Tile.PERSONAL: lambda _: tr("of the replies from here"),
    Tile.REPEATED: lambda _: tr("times the same text, names aside"),
    Tile.BURDEN: _burden,
}
