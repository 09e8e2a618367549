"""Leaving and coming back: how long a whole export and its import take, and whether the same comes out again."""

import time
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import workspace
from bench.rows import Row, as_table, below, plain
from cmworkstation.domain.progress import Progress
from cmworkstation.store import exchange
from cmworkstation.store.names import FILE, READY

AIM_S = 60.0
MEASURED_WITH = 100_000


def measure(folder: Path, size: int) -> list[Row]:
    """Return how long it takes to export a workspace, to check the export, and to make a workspace of it."""
    with TemporaryDirectory(prefix="cmworkstation-bench-export-") as place:
        first, new, again = (Path(place) / one for one in ("all.zip", "new", "again"))
        out = _cpu_s(exchange.export(folder / FILE, first))
        back = _cpu_s(exchange.take_in(new, first))
        check = _cpu_s(exchange.verify(first))
        laid_out = _cpu_s(exchange.export(new / READY, again, folder=True))
        same = exchange.contents(first).digest == exchange.contents(again).digest
        megabytes = first.stat().st_size / 1e6
    how = f"{size:,} messages, ZIP of {megabytes:.0f} MB; exporting again gives {'the same' if same else 'OTHER'} sums"
    aim = AIM_S * size / MEASURED_WITH
    return [
        below("export and import of everything", out + back, "s CPU", aim, how),
        plain("of that, the export", out, "s CPU", "to a ZIP"),
        plain("the same to a folder", laid_out, "s CPU", "of the imported workspace"),
        plain("check of an export", check, "s CPU", "every file against its sum"),
    ]


def _cpu_s(work: Generator[Progress, None, object]) -> float:
    before = time.process_time()
    for _ in work:
        pass
    return time.process_time() - before


if __name__ == "__main__":
    print(as_table(measure(workspace.kept(), workspace.SIZE)))
