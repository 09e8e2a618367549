"""Memory of the open window, everything loaded and idle, above a bare PySide6 window."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.rows import Row, below, plain

PAIRS = 3
AIM_MB = 60.0
SETTLED_MS = 2_500  # the first reading of accounts is due after two seconds
SAY = """
    import os, re
    found = dict(re.findall(r"(\\w+): +(\\d+) kB", open("/proc/self/smaps_rollup").read()))
    print(int(found["Rss"]), int(found["Private_Clean"]) + int(found["Private_Dirty"]), flush=True)
    end()
    os._exit(0)
"""
BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
def end():
    pass
def say():{say}
application = QApplication([]); window = QMainWindow(); window.resize(1280, 800); window.show()
QTimer.singleShot({settled}, say)
application.exec()
"""
OURS = """
import sys
from cmworkstation import app
opened = []
def end():  # in good order: after another end the next start looks at every page of the file, which takes memory
    opened[0].close()
def say():{say}
begin = app.after_first_paint
def painted(window, services):
    from PySide6.QtCore import QTimer
    opened.append(services)
    begin(window, services)
    QTimer.singleShot({settled}, say)
app.after_first_paint = painted
app.main(["--workspace", sys.argv[1], "--lang", "en"])
"""


def measure(folder: Path, pairs: int = PAIRS) -> list[Row]:
    """Open both in turns on the workspace in `folder`; Linux only, where the system says what is private."""
    without = [bare(folder) for _ in range(pairs)]
    ours = [taken(folder) for _ in range(pairs)]
    rss = median(one[0] for one in ours) - median(one[0] for one in without)
    private = median(one[1] for one in ours) - median(one[1] for one in without)
    whole = f"{median(one[0] for one in ours):.0f} MB against {median(one[0] for one in without):.0f} MB"
    return [
        below(
            "memory above a bare window", rss, "MB", AIM_MB, f"resident, {pairs} of each: {whole}"
        ),
        plain("private memory above it", private, "MB", "pages that no other process shares"),
    ]


def taken(folder: Path) -> tuple[float, float]:
    """Return resident and private megabytes of the program's window over a workspace."""
    return _taken(OURS, folder)


def bare(folder: Path) -> tuple[float, float]:
    """Return the same of a bare window."""
    return _taken(BARE, folder)


def _taken(script: str, folder: Path) -> tuple[float, float]:
    """Return resident and private megabytes of an open window."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment["XDG_CONFIG_HOME"] = str(folder / "config")
    text = script.replace("{say}", SAY).replace("{settled}", str(SETTLED_MS))
    done = subprocess.run(
        [sys.executable, "-c", text, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    resident, private = map(int, done.stdout.split())
    return resident / 1000, private / 1000
