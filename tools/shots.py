"""Save pictures of every page in its main states: light and dark, French and English, wide, narrow, at 200 %.

    python -m tools.shots [FOLDER] [--only NAME] [--all | --contrast]

Each look is one throw-away demonstration workspace, led from scene to scene (`tools/scenes.py`) by the
functions that a person's presses lead to; what fails or waits does so because the demonstration's servers were
told to. Four looks show every scene in both themes, languages, sizes and widths; `--all` makes the full
product, `--contrast` shows the high-contrast themes instead. `--only` takes the beginning of scenes' names and
may be repeated.
"""

import argparse
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from cmworkstation import i18n
from cmworkstation.ui import theme
from tools import scenes

SCREEN = {
    "name": "pictures",
    "x": 0,
    "y": 0,
    "width": 1280,
    "height": 800,
    "dpr": 1,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
}

WIDE, NARROW = (1280, 800), (420, 800)
PATIENCE_S = 10.0  # how long a scene's background work may take
QUIET_MS = 40  # a scene stands when nothing was under way for so long


@dataclass(frozen=True, slots=True)
class Look:
    """One way to show the program. `size` in device-independent pixels."""

    theme: str
    language: str
    zoom: float
    size: tuple[int, int]

    def __str__(self) -> str:
        """Return the part of a file's name that tells the look."""
        large = "-200" if self.zoom > 1 else ""
        width = "-narrow" if self.size == NARROW else ""
        return f"{self.theme}-{self.language}{large}{width}"


LOOKS = (
    Look("light", "en", 1.0, WIDE),
    Look("dark", "fr", 1.0, WIDE),
    Look("light", "fr", 2.0, WIDE),
    Look("dark", "en", 1.0, NARROW),
)
# At 200 % a window of 420 px has the room of 210: it is no size that the design promises.
ALL_LOOKS = tuple(
    Look(*one)
    for one in itertools.product(("light", "dark"), ("en", "fr"), (1.0, 2.0), (WIDE, NARROW))
    if (one[2], one[3]) != (2.0, NARROW)
)
SHARP_LOOKS = (
    Look("dark-contrast", "fr", 1.0, WIDE),
    Look("light-contrast", "fr", 2.0, WIDE),
    Look("light-contrast", "en", 1.0, WIDE),
    Look("dark-contrast", "fr", 2.0, WIDE),
)


def settle(stage: scenes.Stage) -> None:
    """Wait until the window's background work has arrived and is painted."""
    end = time.monotonic() + PATIENCE_S
    _wait()
    opening = stage.inbox.opening if stage.inbox else None
    while time.monotonic() < end and (stage.window.jobs.busy() or (opening and opening.waits())):
        _wait()
    _wait()


def _wait() -> None:
    # QTest.qWait would keep Python to itself all the while, and the lanes could hardly work
    loop = QEventLoop()
    QTimer.singleShot(QUIET_MS, loop.quit)
    loop.exec()


def picture(window: QWidget) -> QPixmap:
    """Return the window with the dialogs and menus that lie over it, as a person sees them."""
    shot = window.grab()
    painter = QPainter(shot)
    for over in QApplication.topLevelWidgets():
        if not over.isVisible() or not isinstance(over, QDialog | QMenu):
            continue
        if isinstance(over, QDialog):
            at = QPoint(
                (window.width() - over.width()) // 2, max(0, (window.height() - over.height()) // 2)
            )
        else:
            at = window.mapFromGlobal(over.pos())
        at.setX(max(0, min(at.x(), window.width() - over.width())))
        at.setY(max(0, min(at.y(), window.height() - over.height())))
        painter.drawPixmap(at, over.grab())
        painter.setPen(theme.current().colour("edge"))
        painter.drawRect(at.x() - 1, at.y() - 1, over.width() + 1, over.height() + 1)
    painter.end()
    return shot


def shoot(look: Look, wanted: tuple[str, ...]) -> Iterator[tuple[str, QPixmap]]:
    """Yield the name and the picture of every wanted scene in one look."""
    i18n.use_language(look.language)
    for troupe in scenes.TROUPES:
        names = [name for name in troupe.scenes if name.startswith(wanted or ("",))]
        if not names:
            continue
        with troupe.open(look.theme, look.language, look.zoom) as stage:
            stage.settle = lambda stage=stage: settle(stage)
            stage.window.resize(*look.size)
            stage.window.show()
            stage.settle()
            for name in names:
                for part in troupe.scenes[name](stage):
                    stage.settle()
                    yield name + part, picture(stage.window)
                stage.tidy()


def main(words: list[str]) -> int:
    """Save the pictures; return the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py shots")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("shots"))
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    looks = parser.add_mutually_exclusive_group()
    looks.add_argument("--all", action="store_true", help="every look instead of four")
    looks.add_argument("--contrast", action="store_true", help="the themes of high contrast")
    options = parser.parse_args(words)
    screens = options.folder / ".screens.json"
    options.folder.mkdir(parents=True, exist_ok=True)
    if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
        screens.write_text(json.dumps({"screens": [SCREEN]}))
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screens}"
    application = QApplication.instance() or QApplication(["cmworkstation"])
    screens.unlink(missing_ok=True)
    failed = made = 0
    for look in ALL_LOOKS if options.all else SHARP_LOOKS if options.contrast else LOOKS:
        for scene, shot in shoot(look, tuple(options.only)):
            target = options.folder / f"{scene}-{look}.png"
            failed += not shot.save(str(target))
            made += 1
            sys.stdout.write(f"{target.name}\n")
            sys.stdout.flush()
        application.processEvents()
    if not made:
        sys.stderr.write("No scene has such a name.\n")
    return 0 if made and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
