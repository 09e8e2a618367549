"""The composition root: builds workspace, services and window. Everything meets here and nowhere else.

The order of a start is that of its costs. The workspace comes before Qt: whatever is imported after Qt's
binding has its source read by it. The style sheet comes last: a widget that has one is dressed again at each
move. What the first inbox does not need is loaded behind it, on a lane.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation import __version__, i18n, workspaces
from cmworkstation.domain.errors import WorkspaceInUse, WorkstationError
from cmworkstation.i18n import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from cmworkstation.log import Logbook
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.preferences import Preferences


# New objects between two looks of the garbage collector. A start makes as many, and all of them stay: Python's
# own 700 would walk over them a hundred times. Frames make few cycles, and a look at so many new ones is short.
COLLECT_EVERY = 20_000


def main(words: Sequence[str]) -> int:
    """Open the window; return the exit status."""
    gc.set_threshold(COLLECT_EVERY)
    options = _options(words)
    opened = _open(options)
    application = _application()
    from cmworkstation.ui.preferences import Preferences  # noqa: PLC0415 - after the workspace, see above

    preferences = Preferences(volatile=bool(options.shot))
    i18n.use_language(options.lang or preferences.language())
    if isinstance(opened, WorkspaceInUse):
        from cmworkstation.ui import single  # noqa: PLC0415 - seldom needed

        if single.raise_first(_folder(options)):
            return 0
        opened = _open(options, read_only=True)
    if isinstance(opened, WorkstationError):
        _tell(opened, box=not options.shot)
        return 1
    services = opened
    window = build_window(services, preferences, theme=options.theme, zoom=options.zoom)
    if options.shot:
        return _shoot(application, window, services, Path(options.shot), options)
    window.first_painted.connect(lambda: after_first_paint(window, services))
    books: list[Logbook] = []
    if not services.read_only:
        window.first_painted.connect(lambda: books.extend(_logbook(services.folder)))
    window.show()
    status = application.exec()
    services.close()
    for book in books:
        book.end()
    return status


def _logbook(folder: Path) -> "list[Logbook]":
    """Begin to write down what goes wrong; a disk that takes no log stops nobody from working."""
    from cmworkstation.log import Logbook  # noqa: PLC0415 - the window is on the screen before this

    try:
        return [Logbook(folder)]
    except OSError:
        return []


def _tell(error: WorkstationError, *, box: bool) -> None:
    """Say why no window opens: on the error stream, and in a box for whoever started from an icon."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - after the workspace, see above
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - as above

    from cmworkstation.ui import notices  # noqa: PLC0415 - seldom needed

    said = notices.words(error)
    sys.stderr.write(f"{said.text} {said.hint}\n")
    if box:
        message = QMessageBox(QMessageBox.Icon.Warning, "CM Workstation", said.text)
        message.setTextFormat(Qt.TextFormat.PlainText)
        message.setInformativeText(said.hint)
        message.exec()


def build_window(
    services: "Services", preferences: "Preferences", *, theme: str = "", zoom: float = 0.0
) -> "MainWindow":
    """Build the window with all its pages over these services."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the workspace, see above

    from cmworkstation.ui import theme as looks  # noqa: PLC0415 - as above
    from cmworkstation.ui.jobs import JobRunner  # noqa: PLC0415 - as above
    from cmworkstation.ui.main_window import MainWindow  # noqa: PLC0415 - as above
    from cmworkstation.ui.pages import PAGES  # noqa: PLC0415 - as above

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    looks.choose(application, theme or preferences.theme(), zoom or preferences.zoom())
    window = MainWindow(services, PAGES, JobRunner(), preferences, read_only=services.read_only)
    window.set_counts(services.inbox.counts())
    looks.dress(application)
    return window


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cmworkstation", description="CM Workstation")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--workspace", type=Path, help="folder of the workspace")
    parser.add_argument("--demo", action="store_true", help="open the demonstration workspace")
    parser.add_argument(
        "--shot", metavar="FILE", help="paint the first inbox, save a picture of it and end"
    )
    parser.add_argument("--lang", choices=i18n.LANGUAGES, default="")
    parser.add_argument("--theme", choices=("light", "dark", "system"), default="")
    parser.add_argument("--zoom", type=float, default=0.0)
    parser.add_argument("--size", default="1280x800", help="size of the picture, e.g. 1280x800")
    return parser.parse_args(list(words))


def _application() -> "QApplication":
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the workspace, see above

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["cmworkstation"])
    application.setApplicationName("CM Workstation")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("org.cmworkstation.CMWorkstation")
    return application


def _folder(options: argparse.Namespace) -> Path:
    from cmworkstation.services import places  # noqa: PLC0415

    if options.workspace:
        return Path(options.workspace)
    return places.demo_workspace() if options.demo else places.own_workspace()


def _open(options: argparse.Namespace, *, read_only: bool = False) -> "Services | WorkstationError":
    """Return the services of the workspace, or why it cannot be opened: to be said once there is a window."""
    try:
        if options.demo:
            folder = None if options.shot else _folder(options)
            return workspaces.open_demo(folder, read_only=read_only)
        return workspaces.open_own(_folder(options), read_only=read_only)
    except WorkstationError as error:
        return error


def after_first_paint(window: "MainWindow", services: "Services") -> None:
    """Begin what the first paint need not wait for."""
    gc.freeze()  # what a start made stays: later looks need not walk over it
    from cmworkstation.ui.jobs import READ  # noqa: PLC0415 - the window is on the screen before this
    from cmworkstation.ui.live import Live  # noqa: PLC0415 - as above
    from cmworkstation.ui.single import FirstWindow  # noqa: PLC0415

    def to_front() -> None:
        window.showNormal()
        window.raise_()
        window.activateWindow()

    window.jobs.run(READ, services.build_all)
    if not services.read_only:
        FirstWindow(services.folder, to_front, window)
    Live(window, services, window.jobs).start()


def _shoot(
    application: "QApplication",
    window: "MainWindow",
    services: "Services",
    target: Path,
    options: argparse.Namespace,
) -> int:
    """Paint the first inbox, save the picture, end. Say so, with a number, for whoever has no eyes on it."""
    width, _, height = options.size.partition("x")
    window.resize(int(width), int(height))
    window.show()
    inbox = window.page("inbox")
    act = getattr(inbox, "open_first", None)
    for _ in range(10):
        application.processEvents()
    if act is not None:
        act()
    for _ in range(20):
        application.processEvents()
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = window.grab()
    saved = picture.save(str(target))
    counts = services.inbox.counts()
    waiting = sum(counts.by_account.values())
    window.close()
    services.close()
    if not saved:
        sys.stderr.write(
            tr("The picture could not be written to {file}.").format(file=target) + "\n"
        )
        return 1
    sys.stdout.write(
        tr("{file}: {width} × {height}, {waiting} conversations wait for an answer").format(
            file=target, width=picture.width(), height=picture.height(), waiting=waiting
        )
        + "\n"
    )
    return 0
