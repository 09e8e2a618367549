"""Every figure of a workspace at scale, beside what must be reached and what would be good.

`python -m bench --scale 1m` measures all of them; `--only` names parts. Figures are CPU time unless they say otherwise;
what changes the workspace works on a copy of the kept one.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from bench import memory, migrate, million, scale_store, start, workspace
from bench.grades import Grade
from bench.million import Scale

PARTS = (
    "start",
    "memory",
    "search",
    "lists",
    "window",
    "rule",
    "settle",
    "intake",
    "size",
    "dependence",
    "dashboard",
    "migrate",
)


def measure(scale: Scale, only: Sequence[str] = (), cache: Path | None = None) -> list[Grade]:
    """Return the grades of these parts, of all where none is named."""
    folder = million.kept(scale, cache)
    with workspace.copied(folder) as copy:
        found: list[Grade] = []
        for name in only or PARTS:
            workspace.say(f"{name} …")
            found += _part(name, copy, scale)
    return found


def _part(name: str, folder: Path, scale: Scale) -> list[Grade]:
    if name == "start":
        return [started(folder)]
    if name == "migrate":
        return migrate.migrated(folder)
    if name == "memory":
        return [resident(folder)]
    if name == "dashboard":
        from bench import scale_dashboard  # noqa: PLC0415 - Qt, after the platform was chosen

        return scale_dashboard.measure(folder)
    with closing(million.opened(folder)) as services:
        if name == "window":
            from bench import scale_window  # noqa: PLC0415 - Qt, after the platform was chosen

            return scale_window.measure(services, scale)
        parts: dict[str, Callable[[], list[Grade]]] = {
            "search": lambda: scale_store.searched(services, scale),
            "lists": lambda: scale_store.listed(services),
            "rule": lambda: scale_store.dry_run(services, scale),
            "settle": lambda: scale_store.settled(services),
            "intake": lambda: scale_store.taken_in(services, scale),
            "size": lambda: scale_store.sized(services),
            "dependence": lambda: scale_store.depended(services),
        }
        return parts[name]()


def started(folder: Path, pairs: int = start.PAIRS) -> Grade:
    """Start the program and a bare window in turns."""
    ratio, slow = start.measure(folder, pairs)
    return Grade("start / bare window", ratio.value, "ratio", 2, 1.5, f"{ratio.how}; {slow.how}")


def resident(folder: Path) -> Grade:
    """Open the window and let it rest."""
    taken = memory.taken(folder)
    how = f"{taken[1]:.0f} MB of it private; a bare window has {memory.bare(folder)[0]:.0f} MB"
    return Grade("resident memory, idle window", taken[0], "MB", 200, 120, how)
