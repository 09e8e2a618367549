"""`python -m bench [--json] [--size N]`: measure and print every figure, in CPU time.

It asserts nothing and always ends with 0: a missed aim is shown as missed. Each row says how it was measured.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import cast

from bench import connector, lint
from bench.corpus import Corpus
from bench.workspace import add_accounts, opened
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.sdk.connector import Connector
from cmworkstation.services.workstation import Services

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); w = QMainWindow(); w.resize(1280, 800); w.show()
[app.processEvents() for _ in range(5)]
"""
OURS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from bench.workspace import opened
from cmworkstation.app import build_window
from cmworkstation.ui.preferences import Preferences
s = opened(Path(sys.argv[1])); w = build_window(s, Preferences(volatile=True)); w.resize(1280, 800); w.show()
[app.processEvents() for _ in range(5)]
slow = [name for name in ("requests", "keyring", "sqlite_utils") if name in sys.modules]
print(",".join(slow)); sys.stdout.flush()
import os; os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure and its aim; `met` is None where there is no aim."""

    name: str
    value: float
    unit: str
    aim: str
    met: bool | None
    how: str


def intake(folder: Path, size: int) -> Row:
    """Fill a workspace through the full path in pages of 100."""
    services = opened(folder)
    made = add_accounts(services)
    bench = cast("Connector", connector.BenchConnector({}, {}, services.platforms.http()))
    spent = 0.0
    for account_no, items in Corpus(size=size).pages():
        page = connector.page_of(items)
        begin = time.thread_time()
        services.sync.store_page(made[account_no - 1], bench, page, services.clock.now())
        spent += time.thread_time() - begin
    services.close()
    rate = size / spent
    how = f"{size} messages, pages of 100: raw copy, parse, clean, ledger, index, counters"
    return Row("intake", round(rate), "messages/CPU s", ">= 5000", rate >= 5000, how)


def queries(services: Services) -> list[Row]:
    """Measure the lists, the thread and the searches that a person asks for all day, warm."""
    inbox = services.inbox
    longest = services.workspace.read().execute(
        "SELECT id FROM conversation ORDER BY messages DESC LIMIT 1"
    )
    thread = ConversationId(longest.fetchone()[0])
    asks: dict[str, Callable[[], object]] = {
        "inbox page": lambda: inbox.rows(inbox.ids(View(), 50)),
        "longest thread": lambda: inbox.thread(thread),
        "search, rare word": lambda: inbox.search("albumiste"),
        "search, common word": lambda: inbox.search("bonjour"),
        "search, commonest word": lambda: inbox.search("de"),
        "search, phrase": lambda: inbox.search('"de la"'),
        "search, prefix": lambda: inbox.search("biblio*"),
        "search, account and word": lambda: inbox.search("account:1 livre"),
        "search, author and word": lambda: inbox.search('from:"personne 1" livre'),
    }
    rows = []
    for name, ask in asks.items():
        times = []
        for _ in range(31):
            begin = time.thread_time()
            ask()
            times.append((time.thread_time() - begin) * 1000)
        value = median(times)
        rows.append(
            Row(name, round(value, 2), "ms CPU", "< 2", value < 2, "median of 31, store and values")
        )
    return rows


def start(folder: Path, pairs: int = 7) -> list[Row]:
    """Start to the first painted inbox against a bare window, in turns."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    bare: list[float] = []
    ours: list[float] = []
    slow = ""
    for _ in range(pairs + 1):
        for script, times in ((BARE, bare), (OURS, ours)):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                [sys.executable, "-c", script, str(folder)],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            slow = done.stdout.strip() if script is OURS else slow
    ratio = median(ours[1:]) / median(bare[1:])
    how = f"median CPU of {pairs} pairs in turns: {median(ours[1:]):.3f} s against {median(bare[1:]):.3f} s"
    return [
        Row("start / bare window", round(ratio, 2), "ratio", "<= 2", ratio <= 2, how),
        Row(
            "slow imports before the first paint",
            len(slow.split(",")) if slow else 0,
            "modules",
            "0",
            not slow,
            slow or "requests, keyring and sqlite_utils are not loaded",
        ),
    ]


def measure(size: int) -> list[Row]:
    """Return all rows."""
    with tempfile.TemporaryDirectory(prefix="cmworkstation-bench-") as place:
        folder = Path(place) / "w"
        rows = [intake(folder, size)]
        services = opened(folder)
        rows += queries(services)
        services.close()
        rows += start(folder)
    value = lint.lint_ms()
    how = "median, about 190 rules on a draft of about 530 characters"
    rows.append(Row("lint of a draft", round(value, 2), "ms CPU", "< 5", value < 5, how))
    return rows


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", type=int, default=100_000)
    options = parser.parse_args()
    rows = measure(options.size)
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        met = {True: "met", False: "MISSED", None: ""}[row.met]
        print(f"{row.name:38} {row.value:>10} {row.unit:16} {row.aim:9} {met:7} {row.how}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
