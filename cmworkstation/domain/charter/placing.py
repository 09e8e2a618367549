"""Where new lines of a charter go, and what goes with a line that is taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.layout import Block, Head, Layout, Pair, Path
from cmworkstation.domain.charter.model import SECTIONS, Step
from cmworkstation.domain.charter.writing import table_lines, write_key, write_value

CLASSES: Mapping[str, type[Section]] = {
    **{name: cls for name, _, cls, _ in SECTIONS},
    "triage.step": Step,
}
SINGLE = frozenset(name for name, _, _, many in SECTIONS if not many)
ORDER: Mapping[str, float] = {
    **{name: float(n) for n, (name, *_) in enumerate(SECTIONS)},
    "triage.step": [name for name, *_ in SECTIONS].index("triage") + 0.5,
}


@dataclass(frozen=True, slots=True)
class Splice:
    """Put `new` in the place of `start` to `end`."""

    start: int
    end: int
    new: str


def lines(table: Mapping[str, object]) -> list[str]:
    """Return the canonical lines of a table."""
    return list(table_lines(table))


def leaves(key: str, value: object, before: Path = ()) -> dict[Path, object]:
    """Return each value of a field by its path, as the canonical writer gives each a line."""
    path = (*before, key)
    if not isinstance(value, Mapping) or not value:
        return {path: value}
    found: dict[Path, object] = {}
    for name, one in value.items():
        found |= leaves(name, one, path)
    return found


def inside(value: Any, path: Path) -> Any:  # noqa: ANN401 - any TOML value
    """Return what a path leads to within a value."""
    for name in path:
        value = value[name]
    return value


def without_line(layout: Layout, start: int, end: int) -> Splice:
    """Take out whole lines, with the line feed behind them."""
    text = layout.text
    after = text.find("\n", end)
    if after >= 0:
        return Splice(start, after + 1, "")
    return Splice(_line_end_before(text, start), end, "")


def without_block(layout: Layout, start: int, end: int) -> Splice:
    """Take out an object, with one of the blank lines around it."""
    one = without_line(layout, start, end)
    text = layout.text
    rest = text[one.end :]
    blank = rest[: len(rest) - len(rest.lstrip(" \t\r\n"))].find("\n")
    if blank >= 0:
        return Splice(one.start, one.end + blank + 1, "")
    before = text[: one.start]
    kept = before.rstrip(" \t\r\n")
    if not rest.strip() and before[len(kept) :].count("\n") > 1:
        return Splice(len(kept), one.end, layout.newline)
    return one


def _line_end_before(text: str, start: int) -> int:
    at = text.rfind("\n", 0, start)
    if at < 0:
        return start
    return at - 1 if text[at - 1 : at] == "\r" else at


def section(layout: Layout, name: str, head: str, body: Sequence[str]) -> Splice:
    """Put a first object of a section before the first section that the canonical order puts later."""
    feed, text = layout.newline, layout.text
    written = joined(layout, [head, *body])
    for at in layout.order:
        block = layout.blocks[at]
        if ORDER.get(at[0], len(SECTIONS)) > ORDER[name] and block.heads:
            start = min(one.lead for one in block.heads)
            return Splice(start, start, f"{written}{feed}{feed}")
    if text and not text.endswith("\n"):
        written = feed + written
    return Splice(len(text), len(text), f"{feed}{written}{feed}")


def new_keys(
    layout: Layout,
    block: Block,
    kept: Sequence[Pair],
    missing: Mapping[Path, object],
    order: Sequence[str],
) -> Splice:
    """Put the lines of new keys where their field is, else where the canonical order of keys says."""
    key = next(iter(missing))[0]
    if kept:
        behind, head = kept[-1].end, kept[-1].head
    elif own := [one for one in block.heads if one.path[block.at :] == (key,) and not one.many]:
        behind, head = own[0].end, own[0]
    elif main := block.main():
        behind, head = _in_order(block, main, key, order), main
    elif roots := [one for one in block.pairs if not one.head.path]:
        behind, head = roots[-1].end, roots[-1].head
    else:  # only parts of the object have heads
        start = min(one.lead for one in block.heads)
        title = "[" + ".".join(map(write_key, block.heads[0].path[: block.at])) + "]"
        written = [title, *_written(missing, ())]
        return Splice(start, start, joined(layout, [*written, "", ""]))
    prefix = block.heads[0].path[: block.at] if block.heads else block.pairs[0].path[: block.at]
    depth = len(head.path)
    whole = {(*prefix, *path): value for path, value in missing.items()}
    return Splice(
        behind,
        behind,
        joined(layout, ["", *_written({p[depth:]: v for p, v in whole.items()}, ())]),
    )


def _in_order(block: Block, main: Head, key: str, order: Sequence[str]) -> int:
    """Return the end of the last line whose key comes before this one in the canonical order."""
    rank = {name: n for n, name in enumerate(order)}
    mine = rank.get(key, len(rank))
    behind, best = main.end, -1
    for pair in block.pairs:
        theirs = rank.get(pair.path[block.at], len(rank))
        if pair.head is main and best <= theirs <= mine:
            behind, best = pair.end, theirs
    return behind


def _written(values: Mapping[Path, object], before: Path) -> list[str]:
    return [
        ".".join(map(write_key, (*before, *path))) + " = " + write_value(value)
        for path, value in values.items()
    ]


def joined(layout: Layout, written: Sequence[str]) -> str:
    """Return lines as one text with the line ends of the file."""
    return "\n".join(written).replace("\n", layout.newline)


def empty_heads(block: Block, key: str) -> list[Head]:
    """Return the heads of tables of a field; they go with it."""
    return [one for one in block.heads if one.path[block.at : block.at + 1] == (key,)]
