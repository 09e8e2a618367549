"""Rows: one figure each, with its aim, whether it was met, and how it was measured."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `aim` is "" and `met` None where nothing is promised."""

    name: str
    value: float
    unit: str
    aim: str
    met: bool | None
    how: str


def at_least(name: str, value: float, unit: str, aim: float, how: str) -> Row:
    """Return a row whose value should reach `aim`."""
    return Row(name, _rounded(value), unit, f">= {aim:g}", value >= aim, how)


def at_most(name: str, value: float, unit: str, aim: float, how: str) -> Row:
    """Return a row whose value should not exceed `aim`."""
    return Row(name, _rounded(value), unit, f"<= {aim:g}", value <= aim, how)


def below(name: str, value: float, unit: str, aim: float, how: str) -> Row:
    """Return a row whose value should stay under `aim`."""
    return Row(name, _rounded(value), unit, f"< {aim:g}", value < aim, how)


def plain(name: str, value: float, unit: str, how: str) -> Row:
    """Return a row without an aim."""
    return Row(name, _rounded(value), unit, "", None, how)


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows as a JSON list."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)


def as_table(rows: Sequence[Row]) -> str:
    """Return the rows as lines for people, and what was missed."""
    words = {True: "yes", False: "NO", None: ""}
    head = f"{'figure':32} {'value':>8} {'unit':15} {'aim':8} {'met':4} how"
    lines = [
        f"{row.name:32} {row.value:>8g} {row.unit:15} {row.aim:8} {words[row.met]:4} {row.how}"
        for row in rows
    ]
    missed = [row.name for row in rows if row.met is False]
    last = f"Missed: {', '.join(missed)}." if missed else "Every aim was met."
    return "\n".join([head, *lines, last])


def _rounded(value: float) -> float:
    """Return three digits that count, and all digits before the point."""
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")
