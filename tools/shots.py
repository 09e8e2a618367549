"""Save pictures of every page: light and dark, French and English, wide, narrow and at 200 %.

Usage: python tools/shots.py FOLDER. Each picture comes from a throw-away demonstration workspace.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cmworkstation import i18n, workspaces
from cmworkstation.app import build_window
from cmworkstation.ui.preferences import Preferences

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

WIDE, NARROW = (1280, 800), (420, 800)
LOOKS = (
    ("light", "en", 1.0, WIDE),
    ("dark", "fr", 1.0, WIDE),
    ("light", "fr", 2.0, WIDE),
    ("dark", "en", 1.0, NARROW),
)
PAGES = ("inbox", "outbox", "accounts", "charter")


def settle() -> None:
    """Let the window's background work arrive and be painted."""
    QTest.qWait(400)


def scenes(window: "MainWindow") -> Iterator[str]:
    """Bring the window into one state after the other; yield each state's name once it stands."""
    for key in PAGES:
        window.go(key)
        settle()
        if key == "inbox":
            getattr(window.page(key), "open_first", lambda: None)()
            settle()
        yield key
    window.go("inbox")
    settle()
    if window.act("inbox.reply"):
        settle()
        yield "composer"


def main(folder: Path) -> int:
    """Save all pictures in `folder`; return the exit status."""
    application = QApplication.instance() or QApplication(["cmworkstation"])
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for look, language, zoom, size in LOOKS:
        i18n.use_language(language)
        services = workspaces.open_demo(None)
        window = build_window(services, Preferences(volatile=True), theme=look, zoom=zoom)
        window.resize(*size)
        window.show()
        for scene in scenes(window):
            width = "-narrow" if size == NARROW else ""
            large = "-200" if zoom > 1 else ""
            target = folder / f"{scene}-{look}-{language}{large}{width}.png"
            failed += not window.grab().save(str(target))
            sys.stdout.write(f"{target.name}\n")
        window.close()
        application.processEvents()
        services.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "shots")))
