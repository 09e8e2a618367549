"""The page of reply times in a real window."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import BackupFailed
from cmworkstation.domain.reply_time import Kind, ReplyTime
from cmworkstation.services.workstation import Services
from cmworkstation.store import times as table
from cmworkstation.ui.times.page import TimesPage
from tests.builders_workspace import NOW, a_town
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene


def measured(services: Services, *minutes: int) -> list[int]:
    """Keep invented measures of first replies, twice as long on the clock; return who waited."""
    waiting = list(services.inbox.ids(View(status=Status.WAITING_US)))[: len(minutes)]
    rows = services.inbox.rows(waiting)
    kept = []
    for row, one in zip(rows, minutes, strict=True):
        draft = services.drafts.begin(row.id)
        made, _ = services.outbox.queue(replace(draft, body="Oui."), hold_s=600)
        lengths = {"wall_s": one * 120, "open_s": one * 60}
        kept.append(
            ReplyTime(
                outbox_id=made.id,
                kind=Kind.FIRST,
                conversation_id=row.id,
                account_id=row.account_id,
                category="",
                visibility="public",
                clock="wall",
                asked_at=NOW,
                answered_at=NOW,
                due_at=None,
                **lengths,
            )
        )
    with services.workspace.write() as connection:
        table.keep(connection, kept)
    return [row.id for row in rows]


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return a_town(tmp_path / "w")


def times(scene: Scene) -> TimesPage:
    scene.window.act("go.times")
    scene.settle()
    page = scene.window.page("times")
    assert isinstance(page, TimesPage)
    return page


def line(page: TimesPage, row: int) -> list[str]:
    cells = (page.table.item(row, column) for column in range(page.table.columnCount()))
    return [one.text() for one in cells if one is not None]


def test_without_replies_it_says_what_will_appear(a_scene: Callable[..., Scene]) -> None:
    page = times(a_scene())
    assert page._stack.currentIndex() == 1
    assert not page.window_.can("times.export")


def test_figures_stand_in_lines_and_each_opens_who_waited(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    waited = measured(services, 10, 20, 90)
    scene = a_scene(services)
    page = times(scene)
    assert line(page, 0) == ["First reply", "3", "–", "20 min", "1 h 30", "40 min", "3 h"]
    assert "    no category" in [line(page, n)[0] for n in range(page.table.rowCount())]
    assert page._figures.text() == (
        "3 replies, none late. Half within 20 min of opening time, 40 min on the clock."
        " Nine of ten within 1 h 30 of opening time, 3 h on the clock."
    )
    assert page.behind.count() == 3
    page.behind.setCurrentRow(2)
    page._go.click()
    scene.settle()
    assert scene.window.current_key() == "inbox"
    assert scene.page.opened_id() in waited


def test_another_span_is_read_and_the_choice_survives_a_new_look(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    measured(services, 10)
    scene = a_scene(services)
    page = times(scene)
    clock = scene.services.clock
    assert isinstance(clock, SetClock)
    clock.advance(days=40)
    page.span.choose("30")
    page._choose_span("30")
    scene.settle()
    assert page._stack.currentIndex() == 1
    memory = page.memory()
    page._choose_span("365")
    scene.settle()
    assert page.table.rowCount() > 0
    page.recall(memory)
    scene.settle()
    assert page._days == 30


def test_the_replies_are_saved_as_a_table(
    a_scene: Callable[..., Scene], services: Services, tmp_path: Path, monkeypatch
) -> None:
    measured(services, 10, 20)
    scene = a_scene(services)
    page = times(scene)
    path = tmp_path / "times.csv"
    asked = [path, tmp_path / "nowhere" / "times.csv"]
    monkeypatch.setattr(
        QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(asked.pop(0)))
    )
    scene.window.act("times.export")
    scene.settle()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("kind,account,category")
    assert len(lines) == 3
    failed: list[Exception] = []
    monkeypatch.setattr(scene.window, "failed", failed.append)
    page._export()
    scene.settle()
    assert [type(one) for one in failed] == [BackupFailed]
