"""What a start leaves for after the first paint is done in its order, and by whoever needs it first."""

import time

import pytest
from PySide6.QtCore import QObject, QTimer

from cmworkstation.ui.meanwhile import Meanwhile


@pytest.fixture
def meanwhile(app):
    owner = QObject()
    yield Meanwhile(owner)
    owner.deleteLater()


def test_nothing_is_done_before_the_window_is_on_the_screen(meanwhile, qtbot):
    done: list[int] = []
    meanwhile.add(lambda: done.append(1))
    qtbot.wait(20)
    assert done == []
    meanwhile.begin()
    assert done == []
    qtbot.waitUntil(lambda: done == [1])


def test_steps_keep_their_order_and_leave_turns_of_the_loop_to_others(
    meanwhile, qtbot, monkeypatch
):
    monkeypatch.setattr("cmworkstation.ui.meanwhile.SLICE_MS", 1)
    done: list[object] = []

    def step(n: int) -> None:
        done.append(n)
        QTimer.singleShot(0, lambda: done.append("another"))
        time.sleep(0.002)  # longer than a slice

    for n in range(3):
        meanwhile.add(lambda n=n: step(n))
    meanwhile.begin()
    qtbot.waitUntil(lambda: len(done) == 6)
    assert [one for one in done if one != "another"] == [0, 1, 2]
    assert done[:4].count("another") >= 1


def test_whoever_cannot_wait_has_all_of_it_at_once(meanwhile):
    done: list[int] = []
    for n in range(3):
        meanwhile.add(lambda n=n: done.append(n))
    meanwhile.finish()
    assert done == [0, 1, 2]


def test_what_comes_later_is_done_too(meanwhile, qtbot):
    done: list[int] = []
    meanwhile.begin()
    meanwhile.add(lambda: done.append(1))
    qtbot.waitUntil(lambda: done == [1])


def test_a_step_that_asks_for_the_others_finds_them_done(meanwhile, qtbot):
    done: list[int] = []

    def first() -> None:
        meanwhile.finish()
        done.append(0)

    meanwhile.add(first)
    meanwhile.add(lambda: done.append(1))
    meanwhile.begin()
    qtbot.waitUntil(lambda: done == [1, 0])
