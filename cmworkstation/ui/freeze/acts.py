"""Freezing from the window: at once, without a question; the reason is asked when nothing leaves any more."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.freeze import EVERYTHING, Freeze, Scope
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.domain.conversation import Changes
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def now(window: "MainWindow", scope: Scope = EVERYTHING) -> None:
    """Freeze, show it, and only then write it down and ask why."""
    services = cast("Services", window.services)
    pressed = services.brake.press(scope)
    if scope == EVERYTHING:  # else each asks for itself whether it is covered
        window.jobs.drop_sending()
    window.look_frozen()
    window.jobs.run(
        jobs.WRITE,
        lambda: services.freezing.settle(),  # noqa: PLW0108 - the lane loads it
        lambda _: window.look_frozen(),
        lambda _: window.look_frozen(),  # the band says what could not be written
        owner=window,
    )
    QTimer.singleShot(
        0, window, partial(ask, window, pressed)
    )  # behind the band, which is painted first


def ask(window: "MainWindow", pressed: Freeze) -> None:
    """Ask why, below the band that says that everything stands still."""
    from cmworkstation.ui.freeze.dialog import ReasonDialog  # noqa: PLC0415 - when it is asked for

    dialog = ReasonDialog(window, pressed)
    dialog.given.connect(partial(_give, window, pressed.id))
    dialog.mistaken.connect(partial(_go_on, window, pressed.id))
    dialog.open()


def _give(window: "MainWindow", freeze_id: str, words: str) -> None:
    services = cast("Services", window.services)
    _do(window, lambda: services.freezing.give_reason(freeze_id, words), tr("Saved."))


def _go_on(window: "MainWindow", freeze_id: str) -> None:
    services = cast("Services", window.services)
    said = tr("It goes on as before; nothing was lost.")
    _do(window, lambda: services.freezing.go_on(freeze_id), said)


def _do(window: "MainWindow", act: "Callable[[], Changes]", said: str) -> None:
    def done(_: object) -> None:
        window.look_frozen()
        window.say(said, 8000)

    def failed(error: Exception) -> None:
        if not isinstance(error, WorkstationError):
            raise error
        window.failed(error)

    window.jobs.run(jobs.WRITE, act, done, failed, owner=window)


def part(window: "MainWindow") -> None:
    """Ask which part is to be frozen, and freeze it."""
    from cmworkstation.ui.freeze.dialog import ScopeDialog  # noqa: PLC0415 - when it is asked for

    dialog = ScopeDialog(window)
    dialog.chosen.connect(partial(now, window))
    dialog.open()


def _latest(window: "MainWindow") -> Freeze | None:
    found = cast("Services", window.services).brake.standing().freezes
    return found[-1] if found else None


def reason(window: "MainWindow") -> None:
    """Say why, or say it better."""
    found = _latest(window)
    if found is not None:
        ask(window, found)


def go_on(window: "MainWindow") -> None:
    """Take the latest freeze back as a mistake."""
    found = _latest(window)
    if found is not None:
        _go_on(window, found.id)


def is_frozen(window: "MainWindow") -> bool:
    """Tell whether anything is frozen."""
    return _latest(window) is not None


def may_go_on(window: "MainWindow") -> bool:
    """Tell whether the latest freeze may still be taken back."""
    found = _latest(window)
    return found is not None and cast("Services", window.services).brake.may_go_on(found.id)
