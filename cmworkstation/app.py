"""The composition root: builds workspace, services and window. Everything meets here and nowhere else.

The order of a start is that of its costs. The style sheet comes last: a widget that has one is dressed again at
each move. What the first inbox does not need is loaded behind it, on a lane; no lane begins before the first paint.
"""

import argparse
import builtins
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cmworkstation import __version__, i18n
from cmworkstation.domain.errors import (
    NotAWorkspace,
    StoreDamaged,
    WorkspaceInUse,
    WorkstationError,
)
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.progress import Told
from cmworkstation.i18n import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from cmworkstation.domain.reply import Draft
    from cmworkstation.log import Logbook
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.preferences import Preferences


# New objects between two looks of the garbage collector. A start makes many, and all of them stay: Python's own 700
# would walk over them a hundred times, so it does not look before the first paint. Later frames make few cycles, and
# a look at so many new ones is short.
NOT_AT_START = 1_000_000
COLLECT_EVERY = 20_000
# Seconds for which a thread may keep Python to itself while others wait. With Python's own 5 ms, whoever reads the
# database row by row beside a busy lane waits that long again and again: 5.0 s for what takes 0.9 s alone, 2.4 s
# with this.
SWITCH_EVERY_S = 0.001


def main(words: Sequence[str]) -> int:
    """Open the window; return the exit status."""
    gc.set_threshold(NOT_AT_START)
    sys.setswitchinterval(SWITCH_EVERY_S)
    options = _options(words)
    waits = not (options.demo or options.shot or options.read_only) and _wants_update(options)
    opened = None if waits else _open(options)
    application = _application()
    from cmworkstation.ui.preferences import Preferences  # noqa: PLC0415 - after the workspace, see above

    preferences = Preferences(volatile=bool(options.shot))
    i18n.use_language(options.lang or preferences.language())
    if opened is None:
        looks = options.theme or preferences.theme(), options.zoom or preferences.zoom()
        opened = _updated(application, options, *looks)
    if isinstance(opened, WorkspaceInUse) and _raise_first(_folder(options)):
        return 0
    if isinstance(opened, WorkstationError):
        opened = _open_to_read(options, opened)
    while _can_be_rescued(opened) and not options.shot:
        chosen = _rescue(application, preferences, options)
        if chosen is None:
            return 1
        opened = chosen
    if isinstance(opened, WorkstationError):
        _tell(opened, box=not options.shot)
        return 1
    if options.shot:
        window = build_window(opened, preferences, theme=options.theme, zoom=options.zoom)
        return _shoot(application, window, opened, Path(options.shot), options)
    return Desk(options, preferences).run(application, opened)


def _wants_update(options: argparse.Namespace) -> bool:
    from cmworkstation.services import places  # noqa: PLC0415 - as `_folder` does

    return places.wants_update(_folder(options))


def _updated(
    application: "QApplication", options: argparse.Namespace, theme: str, zoom: float
) -> "Services | WorkstationError":
    """Open a workspace of an older version while a window shows how far it is."""
    from PySide6.QtCore import QEventLoop  # noqa: PLC0415 - once per update

    from cmworkstation.ui import theme as looks  # noqa: PLC0415 - as above
    from cmworkstation.ui.updating import UpdateDialog  # noqa: PLC0415 - as above

    looks.choose(application, theme, zoom)
    looks.dress(application)
    quits = application.quitOnLastWindowClosed()
    application.setQuitOnLastWindowClosed(False)
    found: list[Services | WorkstationError] = []
    dialog = UpdateDialog(lambda told: _open(options, told=told))
    loop = QEventLoop()
    dialog.over.connect(found.append)
    dialog.over.connect(loop.quit)
    dialog.show()
    loop.exec()
    dialog.hide()
    dialog.deleteLater()
    application.setQuitOnLastWindowClosed(quits)
    if isinstance(found[0], Exception) and not isinstance(found[0], WorkstationError):
        raise found[0]
    return found[0]


class Desk:
    """The window in use with the workspace under it; another workspace may take their place."""

    window: "MainWindow"
    services: "Services"

    def __init__(self, options: argparse.Namespace, preferences: "Preferences") -> None:
        """Take what was asked for at the start."""
        self._options = options
        self._preferences = preferences
        self._book: Logbook | None = None

    def run(self, application: "QApplication", services: "Services") -> int:
        """Work until the window is closed, by whomever; return the exit status."""
        from cmworkstation.ui.endings import Endings  # noqa: PLC0415 - after the workspace, see above

        self.show(services)
        sys.excepthook = self.unforeseen
        endings = Endings(application, lambda: self.window)
        status = application.exec()
        endings.stop()
        self.services.close()
        self._close_book()
        if not self.window.all_ended:
            # A request is still under way. What comes of it can no longer be written down: the next start looks.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        return status

    def show(self, services: "Services") -> None:
        """Open the window over these services."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - after the workspace, see above

        options = self._options
        window = build_window(services, self._preferences, theme=options.theme, zoom=options.zoom)
        window.home = services.folder.parent
        window.first_painted.connect(lambda: after_first_paint(window, services))
        if not services.read_only:
            window.first_painted.connect(lambda: self._write_down(services.folder))
        window.another_wanted.connect(self.change)
        window.reopen_wanted.connect(self.reopen, Qt.ConnectionType.QueuedConnection)
        self.window, self.services = window, services
        window.show()

    def _write_down(self, folder: Path) -> None:
        """Keep a log beside the workspace that is open; a disk that takes none stops nobody from working."""
        from cmworkstation.log import Logbook  # noqa: PLC0415 - the window is on the screen before this

        self._close_book()
        with suppress(OSError):
            self._book = Logbook(folder)

    def _close_book(self) -> None:
        if self._book is not None:
            self._book.end()
            self._book = None

    def unforeseen(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Say in the window what nobody caught; the error stream has the rest."""
        if isinstance(error, Exception):
            self.window.failed(error)
        if not isinstance(error, WorkstationError):
            sys.__excepthook__(kind, error, trace)

    def change(self, place: Path) -> None:
        """Go on with another workspace; where it cannot be opened, or the window has to stay, all is as before."""
        options = argparse.Namespace(**{**vars(self._options), "workspace": place, "demo": False})
        if place.resolve() in (self.services.folder.resolve(), self.services.file.resolve()):
            self.window.say(tr("This workspace is open already."))
            return
        if _wants_update(options):
            looks = self._preferences.theme(), self._preferences.zoom()
            opened = _updated(_application(), options, *looks)
        else:
            opened = _open(options)
        if isinstance(opened, WorkspaceInUse) and _raise_first(_folder(options)):
            self.window.say(tr("Its own window was brought to the front."))
            return
        if isinstance(opened, WorkstationError):
            opened = _open_to_read(options, opened)
        if isinstance(opened, WorkstationError):
            self.window.failed(opened)
            return
        application = _application()
        application.setQuitOnLastWindowClosed(False)
        before, services = self.window, self.services
        if before.close():
            before.destroyed.connect(services.close)  # its timers may still ask for something
            before.deleteLater()
            self._options = options
            self.show(opened)
        else:  # something there is not saved yet
            opened.close()
        application.setQuitOnLastWindowClosed(True)

    def reopen(self) -> None:
        """Open the same workspace again: another file takes its place before that."""
        application = _application()
        application.setQuitOnLastWindowClosed(False)
        before = self.window
        before.save_all()
        unsaved = (
            self.services.drafts.unsaved()
        )  # what a damaged file did not take goes into the new one
        before.leave_anyway = bool(unsaved)
        if before.close():
            self.services.close()
            before.deleteLater()
            opened = _open(self._options)
            if isinstance(opened, WorkstationError):
                opened = _open_to_read(self._options, opened)
            if isinstance(opened, WorkstationError):
                _tell(opened, box=True)
                application.quit()
            else:
                self.show(opened)
                self._save(unsaved)
        application.setQuitOnLastWindowClosed(True)

    def _save(self, drafts: "Sequence[Draft]") -> None:
        """Save what was being written; a text that has no place any more is put on the clipboard."""
        for draft in drafts:
            try:
                self.services.drafts.save(draft)
            except Exception as error:  # noqa: BLE001 - whatever it is, the text is what counts
                self.window.copy(draft.body)
                self.window.failed(error)


def _can_be_rescued(opened: "Services | WorkstationError") -> bool:
    """Tell whether a workspace that does not open is a damaged one of ours, and no other file."""
    return isinstance(opened, StoreDamaged) and not isinstance(opened, NotAWorkspace)


def _rescue(
    application: "QApplication", preferences: "Preferences", options: argparse.Namespace
) -> "Services | WorkstationError | None":
    """Offer what can be done about a damaged file; return what opens then, None when the person leaves it."""
    from cmworkstation.domain.clock import SystemClock  # noqa: PLC0415 - seldom needed
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415 - as above
    from cmworkstation.ui import theme as looks  # noqa: PLC0415 - as above
    from cmworkstation.ui.backups.damaged import DamagedDialog  # noqa: PLC0415 - as above
    from cmworkstation.ui.jobs import JobRunner  # noqa: PLC0415 - as above

    looks.choose(application, options.theme or preferences.theme(), preferences.zoom())
    looks.dress(application)
    jobs = JobRunner()
    dialog = DamagedDialog(Rescue(_folder(options)), jobs, SystemClock().now, None)
    how: list[bool] = []
    dialog.reopen.connect(lambda: how.append(False))
    dialog.open_read_only.connect(lambda: how.append(True))
    dialog.show()
    application.exec()
    jobs.close()
    if not how:
        return None
    return _open(options, ReadOnlyReason.WANTED if how[0] else None)


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
    jobs = JobRunner()
    jobs.hold()  # the window lets go of it when it was painted
    window = MainWindow(
        services,
        PAGES,
        jobs,
        preferences,
        read_only=services.read_only,
        why=services.why_read_only,
    )
    front = window.page(window.current_key())
    window.set_counts((front and front.counts()) or services.inbox.counts())
    looks.dress(application)
    return window


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cmworkstation", description="CM Workstation")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--workspace", type=Path, help="folder of the workspace, or a copy to read")
    parser.add_argument("--read-only", action="store_true", help="read and search, change nothing")
    parser.add_argument("--demo", action="store_true", help="open the demonstration workspace")
    parser.add_argument(
        "--shot", metavar="FILE", help="paint the first inbox, save a picture of it and end"
    )
    parser.add_argument("--lang", choices=i18n.LANGUAGES, default="")
    parser.add_argument(
        "--theme",
        choices=("light", "dark", "light-contrast", "dark-contrast", "system"),
        default="",
    )
    parser.add_argument("--zoom", type=float, default=0.0)
    parser.add_argument("--size", default="1280x800", help="size of the picture, e.g. 1280x800")
    return parser.parse_args(list(words))


def _application() -> "QApplication":
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the workspace, see above

    _import_plainly()
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["cmworkstation"])
    application.setApplicationName("CM Workstation")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("org.cmworkstation.CMWorkstation")
    return application


def _import_plainly() -> None:
    """Give Python its own `import` back.

    Qt's binding puts one in its place that reads the source of every module that is imported later, and keeps it:
    for its switch `from __feature__ import …`, of which nothing here makes use.
    """
    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)


def _folder(options: argparse.Namespace) -> Path:
    from cmworkstation.services import places  # noqa: PLC0415

    if options.workspace:
        return Path(options.workspace)
    return places.demo_workspace() if options.demo else places.own_workspace()


def _open(
    options: argparse.Namespace, why: ReadOnlyReason | None = None, told: Told | None = None
) -> "Services | WorkstationError":
    """Return the services of the workspace, or why it cannot be opened: to be said once there is a window.

    `why` is the reason to open it to be read only.
    """
    if why is None and options.read_only:
        why = ReadOnlyReason.WANTED
    from cmworkstation import workspaces  # noqa: PLC0415 - once the garbage collector waits

    reading: dict[str, Any] = {"read_only": True, "why": why} if why else {}
    try:
        if options.demo:
            folder = None if options.shot else _folder(options)
            return workspaces.open_demo(folder, **reading)
        return workspaces.open_own(_folder(options), told=told, **reading)
    except WorkstationError as error:
        return error


def _open_to_read(
    options: argparse.Namespace, error: WorkstationError
) -> "Services | WorkstationError":
    """Open a workspace that cannot be worked in to be read, where that is possible; else return the error."""
    from cmworkstation import workspaces  # noqa: PLC0415 - as above

    why = workspaces.why_only_read(error)
    if why is None:
        return error
    opened = _open(options, why)
    return error if isinstance(opened, WorkstationError) else opened


def _raise_first(folder: Path) -> bool:
    from cmworkstation.ui import single  # noqa: PLC0415 - seldom needed

    return single.raise_first(folder)


def after_first_paint(window: "MainWindow", services: "Services") -> None:
    """Begin what the first paint need not wait for."""
    gc.freeze()  # what a start made stays: later looks need not walk over it
    gc.set_threshold(COLLECT_EVERY)
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
