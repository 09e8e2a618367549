"""The real window over a workspace, off the screen, with ways to wait for it."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from cmworkstation import app
from cmworkstation.services.workstation import Services
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.preferences import Preferences

SIZE = (1280, 800)


@contextmanager
def shown(services: Services) -> Iterator[MainWindow]:
    """Yield a window that was painted and waits for a person."""
    if QApplication.instance() is None:
        QApplication(["bench"])
    usual = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(app.COLLECT_EVERY)  # as `app.main` does
    sys.setswitchinterval(app.SWITCH_EVERY_S)
    services.build_all()
    window = app.build_window(services, Preferences(volatile=True), theme="light", zoom=1.0)
    window.resize(*SIZE)
    window.show()
    settle(window)
    gc.freeze()
    yield window
    window.close()
    QApplication.processEvents()
    window.deleteLater()
    gc.unfreeze()
    gc.set_threshold(*usual[0])
    sys.setswitchinterval(usual[1])


def settle(window: MainWindow) -> None:
    """Let all work end and paint what came of it; waiting costs no CPU."""
    while window.jobs.busy():
        loop = QEventLoop()
        window.jobs.idle.connect(loop.quit)
        loop.exec()
    QApplication.processEvents()
