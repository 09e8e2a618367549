"""What the runs of the fault table came to, and how that is told."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.table import BY_NAME, ROWS

SEEN_IN_WORLDS = {  # what the worlds of a row count, in the order in which it is told
    "kills": "kills",
    "replies": "replies",
    "items": "items",
    "twice": "sent or stored twice",
    "lost": "lost",
    "falsely_sent": "falsely sent",
    "asked": "left to a person",
    "other": "otherwise wrong",
}

JUDGED = ("twice", "lost", "falsely_sent")  # told also when there was none


@dataclass
class Tally:
    """What one row of the table came to."""

    runs: int = 0
    drawn: int = 0  # of them, those that chance chose: they alone bound the rate of failure
    failures: int = 0
    seconds: float = 0.0
    seeds: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        *,
        runs: int,
        drawn: int,
        failed: bool,
        seconds: float,
        seed: str,
        seen: Mapping[str, int],
    ) -> None:
        """Count one test."""
        self.runs += runs
        self.drawn += drawn
        self.failures += failed
        self.seconds += seconds
        self.seen.update(seen)
        if failed:
            self.seeds.append(seed)


Tallies = Mapping[str, Tally]


def bound(runs: int) -> str:
    """Say below what the rate of failure lies, with 95 % confidence, when none was seen in `runs`: 3/n."""
    return f"< {300 / runs:.2g} %" if runs > 3 else ""


def as_lines(tallies: Tallies) -> list[str]:
    """Return the table for a terminal, and below it what was seen in the worlds of its rows."""
    lines = [_line("row", "fault", "promise", "runs", "failed", "95 %", "s")]
    for row in ROWS:
        if row.name in tallies:
            found = tallies[row.name]
            rate = bound(found.drawn) if row.drawn and not found.failures else ""
            cells = (str(found.runs), str(found.failures), rate, f"{found.seconds:.0f}")
            lines.append(_line(row.name, row.fault, row.promise, *cells))
            lines += [f"     failed: {seed}" for seed in found.seeds]
    lines += [f"{name}: {_seen(found)}" for name, found in _in_order(tallies) if found.seen]
    return lines


def as_markdown(tallies: Tallies, level: str) -> str:
    """Return the table as Markdown."""
    lines = [
        f"Runs at the level `{level}`.",
        "",
        "| row | fault | promise | runs | failed | rate of failure, 95 % | seeds of failures |",
        "| --- | --- | --- | --: | --: | --- | --- |",
    ]
    for name, found in _in_order(tallies):
        row = BY_NAME[name]
        rate = bound(found.drawn) if row.drawn and not found.failures else ""
        seeds = ", ".join(found.seeds)
        lines.append(
            f"| {name} | {row.fault} | {row.promise} | {found.runs} | {found.failures} | {rate} | {seeds} |"
        )
    return "\n".join(lines) + "\n"


def as_json(tallies: Tallies, level: str) -> str:
    """Return the table as JSON: one object for each row."""
    rows = [
        {
            "row": name,
            "fault": BY_NAME[name].fault,
            "promise": BY_NAME[name].promise,
            "level": level,
            "runs": found.runs,
            "failures": found.failures,
            "drawn": found.drawn,
            "bound": 3 / found.drawn if _bounds(name, found) else None,
            "seeds": found.seeds,
            "seconds": round(found.seconds, 1),
            "seen": dict(found.seen),
        }
        for name, found in _in_order(tallies)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def gathered(reports: Iterable[Any], note: str) -> dict[str, Tally]:
    """Add up the reports of pytest whose user properties hold a `note`, by row."""
    tallies: dict[str, Tally] = {}
    for report in reports:
        notes = [value for name, value in getattr(report, "user_properties", ()) if name == note]
        if not notes or (report.when != "call" and not report.failed):
            continue
        rows, seed, runs, drawn, seen = _added(notes)
        for row in rows:
            tallies.setdefault(row, Tally()).add(
                runs=runs if report.when == "call" else 0,
                drawn=drawn if report.when == "call" else 0,
                failed=report.failed,
                seconds=report.duration,
                seed=f"{report.nodeid.partition('::')[2]} {seed}".strip(),
                seen=seen if report.when == "call" else {},
            )
    return tallies


def _added(notes: Sequence[str]) -> tuple[list[str], str, int, int, Counter[str]]:
    first, *runs = [json.loads(one) for one in notes]
    seen: Counter[str] = Counter()
    for one in runs:
        seen.update(one["seen"])
    seed = runs[-1]["seed"] if runs else first["seed"]
    count = max(1, sum(one["runs"] for one in runs))
    return first["rows"], seed, count, sum(one["drawn"] for one in runs), seen


def _bounds(name: str, found: Tally) -> bool:
    """Tell whether the runs of a row say something of how often it may still fail."""
    return BY_NAME[name].drawn and found.drawn > 0 and not found.failures


def _in_order(tallies: Tallies) -> list[tuple[str, Tally]]:
    return [(row.name, tallies[row.name]) for row in ROWS if row.name in tallies]


def _seen(found: Tally) -> str:
    told = [
        f"{found.seen[one]:,} {word}"
        for one, word in SEEN_IN_WORLDS.items()
        if found.seen[one] or (one in found.seen and one in JUDGED)
    ]
    if found.seen["replies"] and not any(found.seen[one] for one in JUDGED):
        told.append(f"each {bound(found.seen['replies'])} of the replies (95 %)")
    return ", ".join(told)


def _line(*cells: str) -> str:
    name, fault, promise, runs, failed, rate, seconds = cells
    line = f"{name:4} {fault:38} {promise:56} {runs:>6} {failed:>6}  {rate:9} {seconds:>4}"
    return line.rstrip()
