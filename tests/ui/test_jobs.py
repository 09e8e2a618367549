import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Offline
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.progress import Progress
from cmworkstation.ui.jobs import READ, WRITE, JobRunner, account_lane


@pytest.fixture
def jobs(app, qtbot):
    runner = JobRunner()
    yield runner
    assert runner.close()


def test_a_result_comes_back_to_the_windows_thread(jobs, qtbot):
    seen: list[Any] = []
    jobs.run(
        READ,
        lambda: threading.current_thread().name,
        lambda name: seen.append((name, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0].startswith(READ)
    assert seen[0][1] is threading.main_thread()


def test_work_of_one_lane_keeps_its_order(jobs, qtbot):
    seen: list[Any] = []
    for n in range(20):
        jobs.run(WRITE, lambda n=n: n, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))


def test_lanes_run_side_by_side(jobs, qtbot):
    meet = threading.Barrier(2, timeout=5)
    seen: list[Any] = []
    jobs.run(account_lane(AccountId("a")), meet.wait, seen.append)
    jobs.run(account_lane(AccountId("b")), meet.wait, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)


def pages(count: int, first: int = 0):
    """Bring in pages of one message each, as the reading of an account does."""
    whole = Changes()
    for n in range(first, first + count):
        page = Changes(conversations=frozenset({n}), new_messages=1)
        whole |= page
        yield Progress(n + 1, 0, "fetch", page)
    return whole | Changes(accounts=True)


def test_however_many_pages_come_in_they_are_told_at_once_then_together(jobs, qtbot):
    jobs._soon.setInterval(3_600_000)
    told: list[Changes] = []
    jobs.changed.connect(told.append)
    jobs.run(account_lane(AccountId("a")), lambda: pages(200))
    qtbot.waitUntil(lambda: not jobs.busy(account_lane(AccountId("a"))))
    assert len(told) == 1, "the first page is seen at once"
    assert jobs.busy(), "what was not told yet is not over"
    with qtbot.waitSignal(jobs.idle):
        jobs._soon.timeout.emit()
    assert len(told) == 2
    assert not jobs.busy()
    whole = told[0] | told[1]
    assert whole == Changes(frozenset(range(200)), accounts=True, new_messages=200)


def test_what_a_person_does_is_told_at_once_while_pages_come_in(jobs, qtbot):
    jobs._soon.setInterval(3_600_000)
    told: list[Changes] = []
    jobs.changed.connect(told.append)
    jobs.run(account_lane(AccountId("a")), lambda: pages(50))
    jobs.run(WRITE, lambda: Changes(outbox=True))
    qtbot.waitUntil(lambda: Changes(outbox=True) in told)


def test_pages_stored_before_trouble_are_told(jobs, qtbot):
    def broken():
        yield Progress(1, 0, "fetch", Changes(conversations=frozenset({7}), new_messages=1))
        raise Offline("no route")

    told: list[Changes] = []
    jobs.changed.connect(told.append)
    with qtbot.waitSignal(jobs.failed):
        jobs.run(account_lane(AccountId("a")), broken)
    assert told == [Changes(frozenset({7}), new_messages=1)]


def test_an_error_is_a_value(jobs, qtbot):
    def break_down():
        raise Offline("no route")

    errors: list[Exception] = []
    jobs.run(READ, break_down, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], Offline)
    with qtbot.waitSignal(jobs.failed) as caught:
        jobs.run(READ, break_down)
    assert isinstance(caught.args[0], Offline)


def test_steps_are_told_and_the_return_value_is_the_result(jobs, qtbot):
    def steps():
        yield Progress(1, 2)
        yield Progress(2, 2)
        return Changes(outbox=True)

    told: list[tuple[str, int]] = []
    results: list[Changes] = []
    jobs.progress.connect(lambda lane, step: told.append((lane, step.done)))
    with qtbot.waitSignal(jobs.changed) as caught:
        jobs.run(READ, steps, results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert told == [(READ, 1), (READ, 2)]
    assert caught.args[0] == results[0] == Changes(outbox=True)


def test_cancelling_closes_the_generator(jobs, qtbot):
    closed, started = threading.Event(), threading.Event()

    def endless():
        try:
            while True:
                started.set()
                yield Progress(0)
        finally:
            closed.set()

    answers: list[object] = []
    job = jobs.run(READ, endless, answers.append, answers.append)
    assert started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: job.over)
    assert closed.is_set()
    assert answers == []
    assert not jobs.busy()


def test_nobody_answers_for_a_widget_that_is_gone(jobs, qtbot):
    owner, gate = QObject(), threading.Event()
    answers: list[object] = []
    job = jobs.run(READ, lambda: gate.wait(5), answers.append, owner=owner)
    owner.deleteLater()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: job.over)
    assert answers == []


def test_closing_lets_writing_end_and_drops_the_rest(app, qtbot):
    runner, gate = JobRunner(), threading.Event()
    written: list[int] = []
    read: list[int] = []
    runner.run(READ, lambda: gate.wait(5))
    runner.run(READ, lambda: read.append(1))
    runner.run(WRITE, lambda: gate.wait(5))
    runner.run(WRITE, lambda: written.append(1))
    threading.Timer(0.05, gate.set).start()
    assert runner.close(5)
    assert (written, read) == ([1], [])
    assert runner.run(WRITE, lambda: written.append(2)).cancelled


def test_an_id_beyond_32_bits_arrives_whole(jobs, qtbot):
    with qtbot.waitSignal(jobs.changed) as caught:
        jobs.emit_changes(Changes(conversations=frozenset({2**53})))
    assert 2**53 in caught.args[0].conversations


def test_what_is_held_begins_when_it_is_let_go_in_the_order_it_came(jobs, qtbot):
    seen: list[Any] = []
    jobs.hold()
    for n in range(3):
        jobs.run(READ, lambda n=n: n, seen.append)
    qtbot.wait(50)
    assert seen == []
    assert jobs.busy(READ)
    jobs.release()
    jobs.run(READ, lambda: 3, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen == [0, 1, 2, 3]


def test_what_a_person_wrote_is_not_lost_in_a_window_that_is_closed_before_it_was_painted(app):
    written: list[str] = []
    runner = JobRunner()
    runner.hold()
    runner.run(WRITE, lambda: written.append("a draft"))
    runner.run(READ, lambda: written.append("nothing"))
    assert runner.close()
    assert written == ["a draft"]


def test_of_what_would_leave_only_what_has_begun_goes_on_when_it_is_dropped(jobs, qtbot):
    began, go_on = threading.Event(), threading.Event()
    seen: list[str] = []
    lane = account_lane(AccountId("a"))

    def leave() -> str:
        began.set()
        go_on.wait(5)
        return "on its way"

    under_way = jobs.run(lane, leave, seen.append, sends=True)
    waits = jobs.run(lane, lambda: "waits", seen.append, sends=True)
    reads = jobs.run(lane, lambda: "reads", seen.append)
    assert began.wait(5)
    jobs.drop_sending()
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert seen == ["on its way", "reads"]
    assert [one.cancelled for one in (under_way, waits, reads)] == [False, True, False]
    assert waits.over


class Knot:
    """Holds itself, as widgets do by their slots."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collected_often() -> Iterator[None]:
    limits = gc.get_threshold()
    gc.set_threshold(100, 2, 2)
    yield
    gc.set_threshold(*limits)


@pytest.mark.usefixtures("collected_often")
def test_garbage_of_every_thread_is_collected_on_that_of_the_window(jobs, qtbot):
    threads: list[threading.Thread] = []
    ends: list[weakref.ref[Knot]] = []

    def note(phase: str, _info: object) -> None:
        if phase == "start":
            threads.append(threading.current_thread())

    def work() -> None:
        ends.extend(weakref.ref(Knot()) for _ in range(1000))

    gc.callbacks.append(note)
    try:
        jobs.run(READ, work)
        work()
        qtbot.waitUntil(lambda: len(ends) == 2000 and not any(end() for end in ends))
    finally:
        gc.callbacks.remove(note)
    assert set(threads) == {threading.main_thread()}


class Owned:
    """Notes on which thread it ends."""

    def __init__(self, ends: list[threading.Thread]) -> None:
        self._ends = ends

    def work(self, *_: object) -> None:
        """Do nothing."""

    def fail(self) -> None:
        """Fail, with itself in the traceback."""
        raise Offline("far.example")

    def __del__(self) -> None:
        self._ends.append(threading.current_thread())


@pytest.mark.parametrize("name", ["work", "fail"])
def test_what_belongs_to_a_job_ends_on_the_thread_of_the_window(jobs, qtbot, name):
    ends: list[threading.Thread] = []
    for _ in range(200):
        one = Owned(ends)
        jobs.run(READ, getattr(one, name), one.work, one.work)
        del one
    qtbot.waitUntil(lambda: len(ends) == 200)
    assert set(ends) == {threading.main_thread()}
