"""Start: from a fresh interpreter to the first painted inbox, beside a bare PySide6 window, in turns."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.rows import Row, at_most

PAIRS = 9
AIM = 2.0
SLOW = ("requests", "keyring", "sqlite_utils")
END = """
    import os, sys
    print(",".join(name for name in {slow!r} if name in sys.modules), flush=True)
    os._exit(0)
"""
BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, end)
def end():{end}
application = QApplication([]); window = Window(); window.resize(1280, 800); window.show()
application.exec()
"""
OURS = """
import sys
from cmworkstation import app
def end(*_):{end}
app.after_first_paint = end
app.main(["--workspace", sys.argv[1], "--lang", "en"])
"""


def measure(folder: Path, pairs: int = PAIRS) -> list[Row]:
    """Start both in turns on the workspace in `folder`; the first pair warms up."""
    bare: list[float] = []
    ours: list[float] = []
    slow = ""
    for _ in range(pairs + 1):
        bare.append(_started(BARE, folder)[0])
        spent, slow = _started(OURS, folder)
        ours.append(spent)
    ratio = median(one / other for one, other in zip(ours[1:], bare[1:], strict=True))
    seconds = f"{median(ours[1:]):.3f} s against {median(bare[1:]):.3f} s"
    return [
        at_most(
            "start / bare window",
            ratio,
            "ratio",
            AIM,
            f"CPU from a fresh interpreter to the first paint, {pairs} pairs in turns: {seconds}",
        ),
        at_most(
            "slow imports before first paint",
            len(slow.split(",")) if slow else 0,
            "modules",
            0,
            slow or f"{', '.join(SLOW)} are not loaded",
        ),
    ]


def _started(script: str, folder: Path) -> tuple[float, str]:
    """Run a start to its first paint; return its seconds of CPU and which slow modules it had loaded."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, as for a person
    environment["XDG_CONFIG_HOME"] = str(folder / "config")  # not the person's own choices
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", script.replace("{end}", END.format(slow=SLOW)), str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, done.stdout.strip()
