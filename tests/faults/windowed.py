"""The client with its window, ended in every way but a kill: by signals, by its person, by the end of the session.

It does what `tests/faults/driver.py` does, by the program's own pulse, and ends by itself when nothing is left to do.
"""

import os
import signal
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from cmworkstation import app, killpoint
from cmworkstation.domain.reply import OPEN_STATES
from cmworkstation.sdk.http import Http
from cmworkstation.services import platforms
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.ui import live
from cmworkstation.ui.endings import Endings
from cmworkstation.ui.preferences import Preferences
from cmworkstation.vault import Vault
from tests.faults import driver
from tests.faults.server import CLIENT_PATIENCE_S
from tests.faults.worldclock import WorldClock

PULSE_MS = 10
LONGEST_LIFE_MS = 20_000
ENDED = "ended by a signal"
_end, _begin = Endings.end, Endings.__init__
_made: list[Endings] = []


def main(words: Sequence[str], how: Mapping[str, Any]) -> int:
    """Run one life. `how` may say `type`, a text for the composer, `then`, the way to end, and `patience_s`."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    live.PULSE_MS = PULSE_MS
    target, killpoint._target = killpoint._target, ""  # passages count from the window on
    asked = driver._parser().parse_args(words)
    clock = WorldClock(asked.clock)
    vars(platforms)["Http"] = partial(
        Http, deadline_s=how.get("patience_s", CLIENT_PATIENCE_S), sleep=clock.skip
    )
    vault = Vault(memory_only=True)
    services = open_services(asked.workspace, driver.LOADERS, vault=vault, clock=clock)
    account = driver._account(services, f"{asked.server}#{asked.kind}", clock)
    driver._read(services, account, clock, 40 if not services.outbox.rows() else 0)
    driver._queue(services, asked.replies, asked.workspace / "acks", slowly=False)
    application = QApplication(["cmworkstation"])
    desk = app.Desk(app._options(["--lang", "en"]), Preferences(volatile=True))
    timer = QTimer()
    timer.timeout.connect(lambda: _go_on(desk, services, clock))
    if how.get("type"):
        QTimer.singleShot(0, lambda: _type(desk, how["type"], how["then"]))
    else:
        timer.start(PULSE_MS)
    QTimer.singleShot(LONGEST_LIFE_MS, lambda: os._exit(driver.STUCK))
    Endings.end = _say_so  # type: ignore[method-assign]
    Endings.__init__ = _begin_and_tell  # type: ignore[method-assign,assignment]
    killpoint._passages.clear()
    killpoint._target = target
    return desk.run(application, services)


def _say_so(self: Endings) -> None:
    print(ENDED, flush=True)
    _end(self)


def _begin_and_tell(self: Endings, *given: Any) -> None:
    _begin(self, *given)
    _made.append(self)


def _go_on(desk: app.Desk, services: Services, clock: WorldClock) -> None:
    """Let time pass where there is nothing to do, and end when all is done."""
    if desk.window.jobs.busy():
        return
    if not any(row.state in OPEN_STATES for row in services.outbox.rows()):
        desk.window.close()
        return
    soonest = services.outbox.next_due_at()
    if soonest is not None:
        clock.skip_to(soonest)


def _type(desk: app.Desk, text: str, then: str) -> None:
    """Type a text, and end before any pause could save it."""
    inbox: Any = desk.window.page("inbox")
    inbox.list.select_row(0)
    desk.window.act("inbox.reply")
    inbox.composer.editor.setPlainText(text)
    if then == "session":
        _made[-1].session_ends()
        os._exit(0)  # as the system does once every program had its say
    elif then == "close":
        desk.window.close()
    else:
        os.kill(os.getpid(), getattr(signal, then))


def states(workspace: Path) -> list[str]:
    """Return where the replies stand, as a life left them."""
    vault = Vault(memory_only=True)
    services = open_services(workspace, driver.LOADERS, vault=vault, read_only=True)
    try:
        return [row.state.value for row in services.outbox.rows()]
    finally:
        services.close()


def typed(workspace: Path) -> list[str]:
    """Return the drafts that a life left behind."""
    vault = Vault(memory_only=True)
    services = open_services(workspace, driver.LOADERS, vault=vault)
    try:
        return [draft.body for draft in services.drafts.listed()]
    finally:
        services.close()
