"""Somebody who holds a key passes by: the thread follows where they stop, and what they do is about that."""

from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt

from cmworkstation.domain.conversation import Status
from cmworkstation.ui.inbox import opening
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def hurried(town: Scene, monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Let every step count as one of a held key; return what is told of each thread that is read."""
    monkeypatch.setattr(opening, "HURRY_MS", 3_600_000)
    town.window.activateWindow()
    town.page.list.table.setFocus()
    town.qtbot.waitUntil(town.page.list.table.hasFocus)
    read = Mock(side_effect=town.services.inbox.thread)
    monkeypatch.setattr(town.services.inbox, "thread", read)
    return read


def hold(town: Scene, times: int) -> None:
    for _ in range(times):
        town.qtbot.keyClick(town.page.list.table, Qt.Key.Key_J)


def test_holding_a_key_reads_the_first_thread_and_the_one_at_its_end(
    town: Scene, hurried: Mock
) -> None:
    ids = town.page.model.ids()
    hold(town, 5)
    assert [one.args[0] for one in hurried.call_args_list] == [ids[0]]
    assert town.page.list.selected_ids() == [ids[4]]
    assert town.page.opening.waits()
    town.page.opening._hurry.timeout.emit()
    assert [one.args[0] for one in hurried.call_args_list] == [ids[0], ids[4]]
    assert town.page.opened_id() == ids[4]
    assert not town.page.opening.waits()


def test_one_step_shows_its_thread_at_once(town: Scene, hurried: Mock) -> None:
    hold(town, 1)
    assert town.page.opened_id() == town.page.model.ids()[0]
    assert hurried.call_count == 1


def test_an_act_in_passing_is_about_what_is_selected(town: Scene, hurried: Mock) -> None:
    ids = town.page.model.ids()
    hold(town, 3)
    assert town.page.opened_id() == ids[0]
    assert town.page.deciding.targets() == [ids[2]]
    assert town.window.act("inbox.done")
    done = lambda: town.services.inbox.rows([ids[2]])[0].status is Status.DONE  # noqa: E731
    town.qtbot.waitUntil(done)
    assert town.services.inbox.rows([ids[0]])[0].status is Status.WAITING_US


def test_a_message_command_in_passing_finds_the_selected_thread_open(
    town: Scene, hurried: Mock
) -> None:
    ids = town.page.model.ids()
    hold(town, 3)
    town.window.act("inbox.copy")
    assert town.page.opened_id() == ids[2]


def test_what_is_opened_otherwise_is_not_taken_away_by_what_was_passed(
    town: Scene, hurried: Mock
) -> None:
    ids = town.page.model.ids()
    hold(town, 3)
    town.page.open_conversation(ids[1])
    assert not town.page.opening.waits()
    town.page.opening.catch_up()
    assert town.page.opened_id() == ids[1]
