"""The window over the reference workspace: a key press to the painted result, a thread, scrolling, and stalls."""

import time
from collections.abc import Callable
from itertools import cycle
from statistics import median

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench import lists, scale_stall
from bench.grades import Grade
from bench.million import Scale
from bench.paint import Person
from bench.scale_store import searches
from bench.window import settle, shown
from cmworkstation.domain.conversation import Status
from cmworkstation.services.workstation import Services

TIMES = 9
STEPS = 400  # key presses and turns of the wheel
SECONDS = 12
FRAME_MS = 16


def measure(services: Services, scale: Scale, times: int = TIMES) -> list[Grade]:
    """Search by the keyboard, open a thread, scroll; then let messages come in meanwhile."""
    with shown(services) as window:
        person = Person(window)
        return [
            *_keyed(person, scale, times),
            _opened(person, services, times),
            *_scrolled(person, STEPS * times // TIMES),
            scale_stall.stalled(person, services, scale, SECONDS * times / TIMES),
        ]


def _keyed(person: Person, scale: Scale, times: int) -> list[Grade]:
    field = person.page.list.search
    taken: dict[str, tuple[float, float]] = {}
    for one in searches(scale):
        spent: list[float] = []
        waited: list[float] = []
        for _ in range(times):
            person.step_away()
            field.setText(one.query)
            begin, at = time.process_time(), time.perf_counter()
            field.returnPressed.emit()
            settle(person.window)
            spent.append((time.process_time() - begin) * 1000)
            waited.append((time.perf_counter() - at) * 1000)
        taken[one.name] = median(spent), median(waited)
    person.page.list.search_left.emit()
    worst = max(taken, key=lambda name: taken[name])
    middle = median(one for one, _ in taken.values())
    how = (
        f"the worst of {len(taken)}, {worst}; CPU of the whole program from Enter until it is painted, by the clock"
        f" {taken[worst][1]:.0f}; half of them below {middle:.1f}"
    )
    return [Grade("search, key press to painted", taken[worst][0], "ms CPU", 80, 40, how)]


def _opened(person: Person, services: Services, times: int) -> Grade:
    thread = lists.long_thread(services)
    spent: list[float] = []
    for _ in range(times):
        person.step_away()
        spent.append(person.open_thread(thread))
    return Grade("thread, painted", median(spent), "ms CPU", 40, 20, person.built())


def _scrolled(person: Person, steps: int) -> list[Grade]:
    """Go through the longest list by key and by wheel; a step is a frame."""
    person.page.list.search_left.emit()
    person.page.views.view_chosen.emit(Status.DONE.name)
    settle(person.window)
    table = person.page.list.table
    table.setFocus()

    keys = cycle((Qt.Key.Key_J, Qt.Key.Key_Down, Qt.Key.Key_PageDown))

    def press() -> None:
        QTest.keyClick(table, next(keys))

    def turn() -> None:
        view = table.viewport()
        middle = QPointF(view.width() / 2, view.height() / 2)
        QApplication.sendEvent(
            view,
            QWheelEvent(
                middle,
                view.mapToGlobal(middle),
                QPoint(),
                QPoint(0, -360),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )

    return [
        _framed("scrolling by wheel, p99 of a frame", turn, steps, person),
        _framed("scrolling by key, p99 of a frame", press, steps, person),
    ]


def _framed(name: str, step: Callable[[], object], steps: int, person: Person) -> Grade:
    frames: list[float] = []
    for _ in range(steps):
        begin = time.thread_time()
        step()
        QApplication.processEvents()
        frames.append((time.thread_time() - begin) * 1000)
        QTest.qWait(
            FRAME_MS
        )  # until the next one, as on a screen: what goes on in pauses has its time
        settle(person.window)
    worst = sorted(frames)[int(len(frames) * 0.99)]
    how = f"{steps} steps in {person.listed()}, median {median(frames):.1f}, longest {max(frames):.1f}"
    return Grade(name, worst, "ms CPU", 16, 8, how)
