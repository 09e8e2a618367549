"""The dashboard at scale: its first paint, which needs nothing of what it reads, and all of its tiles.

The workspace ends before today; the clock stands at its end. Its corpus asks nothing: one message
of others in ten is given a question mark first.
"""

import gc
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from statistics import median

from bench import connector
from bench.corpus import START
from bench.grades import Grade
from bench.million import PLATFORMS, SPAN
from bench.window import settle, shown
from cmworkstation.domain.clock import SystemClock
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.ui.dashboard.page import DashboardPage
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.vault import Vault

TIMES = 5
ASKS = 10  # one in so many asks something
DAYS = (7, 365)


class AtTheEnd(SystemClock):
    """Stands where the messages end."""

    def now(self) -> datetime:
        """Return that moment."""
        return START + SPAN


def measure(folder: Path, times: int = TIMES) -> list[Grade]:
    """Measure the page of the usual period, of a year, and reach."""
    vault = Vault(memory_only=True)
    loaders = connector.loaders(PLATFORMS)
    with closing(open_services(folder, loaders, vault=vault, clock=AtTheEnd())) as services:
        ask(services)
        with shown(services) as window:
            found = _first(window)
            for days, part in ((7, "board"), (365, "board"), (7, "reach")):
                found += _page(window, days, part, times)
        return found


def ask(services: Services) -> None:
    """Let some of the messages of others ask something."""
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE message SET text = text || ' ?' WHERE ours = 0 AND id / 4096 % ? = 0 AND instr(text, '?') = 0",
            (ASKS,),
        )


def _page(window: MainWindow, days: int, part: str, times: int) -> list[Grade]:
    paints, all_cpu, all_s = [], [], []
    for visit in range(times):
        if visit == 0:
            _choose(window, days, part)
        window.go("inbox")
        settle(window)
        gc.collect()
        before, at = time.process_time(), time.perf_counter()
        window.go("dashboard")
        window.repaint()
        paints.append(1000 * (time.perf_counter() - at))
        settle(window)
        all_s.append(time.perf_counter() - at)
        all_cpu.append(time.process_time() - before)
    what = f"dashboard, {part}, {days} days"
    said = f"half of {times} visits; CPU of the whole program {median(all_cpu):.2f} s"
    first = f"from the key until the questions are painted, by the clock, half of {times} visits"
    return [
        Grade(f"{what}: first paint", median(paints), "ms", 300, 100, first),
        Grade(f"{what}: complete", median(all_s), "s", 2, 1, said),
    ]


def _first(window: MainWindow) -> list[Grade]:
    """Measure the very first visit: the page is built, and nothing of what it shows was read before."""
    before, at = time.process_time(), time.perf_counter()
    window.go("dashboard")
    window.repaint()
    painted = 1000 * (time.perf_counter() - at)
    settle(window)
    all_s, cpu = time.perf_counter() - at, time.process_time() - before
    return [
        Grade("dashboard, first visit: first paint", painted, "ms", 300, 100, "by the clock"),
        Grade(
            "dashboard, first visit: complete",
            all_s,
            "s",
            2,
            1,
            f"CPU of the whole program {cpu:.2f} s",
        ),
    ]


def _choose(window: MainWindow, days: int, part: str) -> None:
    window.go("dashboard")
    page = window.page("dashboard")
    assert isinstance(page, DashboardPage)
    page.period.setCurrentIndex(page.period.findData(days))
    page.show_part(part)
    settle(window)
