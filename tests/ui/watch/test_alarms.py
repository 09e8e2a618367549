"""The page of alarms: why one rang, what is behind it, what came of it; and where people talk."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from cmworkstation.domain.alert import AlertState
from cmworkstation.domain.conversation import Changes, Counts
from cmworkstation.domain.notification import Kind
from cmworkstation.domain.talk_place import Decision
from cmworkstation.ui.alert_watch import KEY, AlertWatch
from cmworkstation.ui.pages import PAGES
from cmworkstation.ui.presence.rows_dialog import RowsDialog
from cmworkstation.ui.teller import Teller
from cmworkstation.ui.watch.page import WatchPage
from cmworkstation.ui.watch.series_chart import ALARM, VALUE
from cmworkstation.ui.widgets.bars import UndoBar
from tests.builders_alerts import ring
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def page(town: Scene) -> Iterator[WatchPage]:
    town.window.act("go.alerts")
    town.settle()
    found = town.window.page("watch")
    assert isinstance(found, WatchPage)
    yield found
    for one in town.window.findChildren(QDialog):
        one.close()


@pytest.fixture
def rung(town: Scene, page: WatchPage) -> WatchPage:
    ring(town.services)
    town.window.jobs.emit_changes(Changes(alarms=True))
    town.settle()
    return page


def rows_of(scene: Scene) -> RowsDialog:
    scene.settle()
    (found,) = (one for one in scene.window.findChildren(RowsDialog) if one.isVisible())
    return found


def cell(page: WatchPage, column: int) -> str:
    return str(page.places.table.model().index(0, column).data())


def state(scene: Scene, alert_id: str) -> AlertState:
    return scene.services.alerts.one(alert_id).state


def test_the_key_of_alarms_opens_the_watch_on_its_alarms_and_the_rail_counts_them(
    town: Scene, page: WatchPage
) -> None:
    assert town.window.current_key() == "watch"
    assert page.part.key() == "alarms"
    (spec,) = (one for one in PAGES if one.key == "watch")
    assert spec.badge is not None
    assert spec.badge(Counts(alarms=2)) == 2
    page.show_part("mentions")
    assert not town.window.can("watch.alert_close")


def test_where_nothing_rings_the_page_says_what_would(town: Scene, page: WatchPage) -> None:
    assert page.alarms.alert() is None
    assert not page.alarms.list.isVisible()
    assert not page.alarms.can("alert_close")


def test_an_alarm_says_why_it_rang_and_what_it_is_made_of(town: Scene, rung: WatchPage) -> None:
    pane = rung.alarms
    one = pane.alert()
    assert one is not None
    assert one.id == "spike-id"
    assert pane.why.text() == "18 in an hour; usual at this hour 2.5, alarm from 14."
    assert "New words: piscine, " in pane.cause.text()
    assert "18 accounts wrote." in pane.cause.text()
    assert "eight weeks" in pane.basis.text()
    assert "2 new" in pane.summary.text()


def test_the_curve_marks_the_hour_that_rang_and_a_table_has_the_same(
    town: Scene, rung: WatchPage
) -> None:
    pane = rung.alarms
    assert pane.chart.isVisible()
    rang = pane.chart.rang
    assert rang is not None
    assert pane.chart.chart.series[VALUE].values[rang] == 18
    assert pane.chart.chart.series[ALARM].values[rang] == 14
    lines = [line.split("\t") for line in pane.table.as_text().splitlines()]
    assert [line[1] for line in lines if line[4] == "alarm"] == ["18"]
    assert all(re.fullmatch(r"\d\d \w{3} \d{4} \d\d:00", line[0]) for line in lines[1:])
    assert "18" in pane.chart.accessibleDescription()
    assert not pane.chart.picture().isNull()


def test_enter_opens_the_rows_behind_an_alarm(town: Scene, rung: WatchPage, qtbot: Any) -> None:
    rung.alarms.list.setFocus()
    qtbot.keyClick(rung.alarms.list, Qt.Key.Key_Return)
    dialog = rows_of(town)
    assert dialog.list.count() == 18
    assert "with this it began" in dialog.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_silent_source_says_since_when_and_why(town: Scene, rung: WatchPage) -> None:
    rung.show_alert("silent-id")
    town.settle()
    assert rung.alarms.why.text().startswith("Not read since ")
    assert "tried 12 times in vain" in rung.alarms.why.text()
    assert not rung.alarms.cause.isVisible()


def test_an_alarm_is_seen_put_away_with_a_word_and_taken_back(
    town: Scene, rung: WatchPage, qtbot: Any
) -> None:
    town.window.act("watch.alert_seen")
    town.settle()
    assert state(town, "spike-id") is AlertState.SEEN
    town.window.act("watch.alert_close")
    popover = rung.alarms.popover
    assert popover is not None
    qtbot.keyClicks(popover.words, "Repaired")
    qtbot.keyClick(popover.words, Qt.Key.Key_Return)
    town.settle()
    assert state(town, "spike-id") is AlertState.CLOSED
    assert rung.alarms.list.count() == 1
    rung.alarms.all.setChecked(True)
    assert rung.alarms.list.count() == 2
    rung.show_alert("spike-id")
    assert rung.alarms.note.text() == "What came of it: Repaired"
    town.window.findChildren(UndoBar)[-1].undone.emit()
    town.settle()
    assert state(town, "spike-id") is AlertState.SEEN


def test_places_are_ranked_and_what_waits_for_a_decision_is_said(
    town: Scene, rung: WatchPage
) -> None:
    rung.show_part("places")
    town.settle()
    pane = rung.places
    assert pane.noticed.text() == "18 mentions on forum.example in 30 days, no decision yet."
    assert [cell(rung, n) for n in (0, 2, 6)] == ["forum.example", "18", "No decision yet"]
    assert pane.chart.chart.groups[0] == "forum.example"
    pane.chart.activated.emit(0, 0)
    assert rows_of(town).list.count() == 18


def test_a_decision_needs_a_reason_and_can_be_undone(
    town: Scene, rung: WatchPage, qtbot: Any
) -> None:
    rung.show_part("places")
    town.settle()
    assert not rung.places.can("place_undecide")
    town.window.act("watch.place_listen")
    popover = rung.places.popover
    assert popover is not None
    assert not popover.use.isEnabled()
    qtbot.keyClicks(popover.words, "They help each other")
    qtbot.keyClick(popover.words, Qt.Key.Key_Return)
    town.settle()
    decided = town.services.talk_places.look()[0].decided
    assert decided is not None
    assert decided.decision is Decision.LISTEN
    assert cell(rung, 7) == "They help each other"
    assert not rung.places.noticed.isVisible()
    town.window.act("watch.place_history")
    assert rows_of(town).list.count() == 1
    rows_of(town).close()
    town.window.findChildren(UndoBar)[-1].undone.emit()
    town.settle()
    assert town.services.talk_places.look()[0].is_undecided


@pytest.fixture
def watch(town: Scene) -> AlertWatch:
    teller = Teller(town.window, town.services.clock)
    return AlertWatch(town.window, town.services, town.window.jobs, teller, lambda: None)


def bars(scene: Scene) -> list[str]:
    return [bar.accessibleName() for key, bar in scene.window._bars if key == KEY]


def pass_time(scene: Scene, watch: AlertWatch, seconds: float) -> None:
    clock = scene.services.clock
    assert isinstance(clock, SetClock)
    clock.advance(seconds)
    watch.pulse()
    scene.settle()


def test_what_rings_is_said_once_in_one_bar_and_counted(
    town: Scene, watch: AlertWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[Kind, int]] = []
    monkeypatch.setattr(Teller, "add", lambda _self, kind, n, *_: told.append((kind, n)))
    pass_time(town, watch, 1)
    assert (bars(town), watch.n) == ([], 0)
    for _ in range(12):  # the accounts of this town cannot be read: nobody even tries
        pass_time(town, watch, AlertWatch.EVERY_S)
    assert bars(town) == []
    for _ in range(60):
        pass_time(town, watch, AlertWatch.EVERY_S)
    (said,) = bars(town)
    assert "silent sources" in said
    assert watch.n == len(town.services.accounts.listed())
    assert told == [(Kind.ALARM, watch.n)]
    pass_time(town, watch, AlertWatch.EVERY_S)
    assert len(told) == 1
    town.services.alerts.close([one.id for one in town.services.alerts.listed()])
    watch.heard()
    town.settle()
    assert watch.n == 0
