"""What the promises hold: the counts of the fault table.

The counts come from the tests themselves (`dev.py faults`), at the counts of a night: that takes some twenty minutes,
so they are measured when they are asked for.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.rows import Row, at_most

ROOT = Path(__file__).resolve().parents[1]
COUNTED = ("F2", "F4", "F22")  # killed while sending, power cut, histories of a server


def counted(level: str = "nightly") -> list[Row]:
    """Run the rows of the fault table that count, and return what they came to."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.json"
        words = [f"--faults={level}", f"--rows={','.join(COUNTED)}", f"--faults-json={table}"]
        only = ["-m", "fault and not servers"]
        command = [sys.executable, "-m", "pytest", "-q", *only, *words]
        subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
        if not table.is_file():
            return []
        return from_table(json.loads(table.read_text(encoding="utf-8")))


def from_table(table: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Turn rows of the fault table into figures."""
    found = {row["row"]: row for row in table}
    rows = []
    if "F2" in found:
        seen, failed = found["F2"]["seen"], found["F2"]["failures"]
        how = f"{seen['kills']:,} kills in {seen['worlds']:,} worlds, {seen['replies']:,} replies"
        how += _bound(seen["replies"], failed)
        for name, key in (
            ("sent twice", "twice"),
            ("lost", "lost"),
            ("falsely sent", "falsely_sent"),
        ):
            rows.append(at_most(f"replies {name}", seen[key], "replies", 0, how))
    for name, figure, unit in (
        ("F4", "power cuts after which a row is lost", "cuts"),
        ("F22", "steps after which store and model differ", "steps"),
    ):
        if name in found:
            runs, failed = found[name]["runs"], found[name]["failures"]
            how = f"{runs:,} {unit}{_bound(runs, failed)}"
            rows.append(at_most(figure, failed, unit, 0, how))
    return rows


def _bound(runs: int, failed: int) -> str:
    return "" if failed or not runs else f"; below {300 / runs:.2g} % with 95 % confidence"
