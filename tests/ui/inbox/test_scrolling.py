"""What a step through a long list costs: rows painted, laid out and fetched; counted, not timed."""

from array import array
from datetime import timedelta
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication

from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.differences import course
from cmworkstation.ui.inbox.list_pane import ListPane
from cmworkstation.ui.inbox.row_delegate import RowDelegate
from cmworkstation.ui.widgets import stamps
from tests.builders_workspace import NOW
from tests.ui.inbox.test_list_model import Rows, a_model

ROWS_OF_A_TURN = 3  # a turn of the wheel goes on by so many


class Watched:
    """A pane over a thousand rows, and how often its rows were painted, laid out and fetched."""

    def __init__(self, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        self.model, self.rows = a_model()
        self.pane = ListPane(self.model, lambda: self.now)
        self.laid_out = self._counted(monkeypatch, phrases, "states")
        self.painted = self._counted(monkeypatch, RowDelegate, "paint")
        qtbot.addWidget(self.pane)
        self.pane.resize(360, 800)
        self.pane.show()
        self.pane.begin(self.model.ids())
        self.rest()

    @staticmethod
    def _counted(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Mock:
        does = getattr(owner, name)
        count = Mock()

        def counted(*args, **values):
            count()
            return does(*args, **values)

        monkeypatch.setattr(owner, name, counted)
        return count

    def turn(self) -> None:
        """Turn the wheel, and paint what comes of it; what goes on in pauses waits."""
        self.pane.ahead._pause.blockSignals(True)
        view = self.pane.table.viewport()
        at = QPointF(view.rect().center())
        event = QWheelEvent(
            at,
            view.mapToGlobal(at),
            QPoint(),
            QPoint(0, -360),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, event)
        QApplication.processEvents()
        self.pane.ahead._pause.blockSignals(False)

    def rest(self) -> None:
        """Let a pause go by."""
        QApplication.processEvents()
        for _ in range(200):
            self.pane.ahead.prepare()

    def forget_counts(self) -> None:
        for one in (self.laid_out, self.painted):
            one.reset_mock()
        self.rows.asked.clear()


@pytest.fixture
def watched(qtbot, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(qtbot, monkeypatch)


def test_a_turn_of_the_wheel_paints_only_the_rows_that_come_into_sight(watched: Watched) -> None:
    watched.turn()
    watched.rest()
    watched.forget_counts()
    watched.turn()
    assert 0 < watched.painted.call_count <= ROWS_OF_A_TURN + 1


def test_after_a_pause_the_next_screen_is_laid_out_and_fetched_already(watched: Watched) -> None:
    for _ in range(12):  # across several pages
        watched.turn()
        watched.rest()
        watched.forget_counts()
        watched.turn()
        assert watched.laid_out.call_count == 0
        assert watched.rows.asked == []


def test_the_way_back_up_is_ready_too(watched: Watched) -> None:
    bar = watched.pane.table.verticalScrollBar()
    bar.setValue(30_000)
    watched.rest()
    bar.setValue(29_900)
    watched.rest()
    watched.forget_counts()
    watched.pane.ahead._pause.blockSignals(True)
    bar.setValue(29_500)
    QApplication.processEvents()
    assert watched.painted.call_count > 0
    assert watched.laid_out.call_count == 0
    assert watched.rows.asked == []


def test_a_row_is_laid_out_anew_for_another_minute_width_or_knowledge_and_else_never(
    watched: Watched,
) -> None:
    table = watched.pane.table

    def seen() -> int:
        watched.forget_counts()
        table.viewport().repaint()
        assert watched.painted.call_count > 5
        return watched.laid_out.call_count

    assert seen() == 0
    watched.now += timedelta(minutes=1)
    shown = watched.painted.call_count
    assert seen() >= shown - 1
    assert seen() == 0
    watched.pane.resize(420, 800)
    QApplication.processEvents()
    assert seen() == 0, "the resize itself laid them out"
    watched.pane.look_again()
    assert seen() > 5
    watched.model.forget([3])
    assert seen() == 1


def test_what_is_below_the_last_row_is_painted_too(qtbot) -> None:
    model, _ = a_model(2)
    pane = ListPane(model, lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(360, 800)
    pane.show()
    pane.begin(model.ids())
    shot = pane.table.viewport().grab().toImage()
    ground = shot.pixelColor(shot.width() // 2, shot.height() - 4)
    assert ground == shot.pixelColor(shot.width() // 2, shot.height() // 2)
    assert ground.name() == "#ffffff"


def test_a_way_worked_out_on_a_lane_is_worked_out_anew_where_the_list_went_on(
    watched: Watched,
) -> None:
    old = watched.model.ids()
    way = course(old, array("q", [5000, *old]))
    watched.pane.follow(old[1:])
    watched.pane.take(way)
    assert list(watched.model.ids()) == [5000, *old]


def test_a_list_that_differs_all_over_is_arranged_in_one_step_and_keeps_what_is_selected(
    watched: Watched,
) -> None:
    steps = Mock()
    watched.model.rowsInserted.connect(lambda *_: steps())
    watched.model.rowsRemoved.connect(lambda *_: steps())
    watched.pane.select_row(300)
    chosen = watched.pane.selected_ids()
    watched.pane.follow(
        array("q", [one for one in watched.model.ids() if one % 3 == chosen[0] % 3])
    )
    assert steps.call_count == 0
    assert watched.pane.selected_ids() == chosen


def test_small_pictures_are_drawn_once_for_a_size_and_a_density(qapp: object) -> None:
    draw = Mock()
    for density in (1.0, 1.0, 2.0):
        ground = QPixmap(40, 40)
        ground.setDevicePixelRatio(density)
        painter = QPainter(ground)
        stamps.stamp(painter, QPixmap(12, 12).rect(), ("a test's own", 1), draw)
        painter.end()
    assert draw.call_count == 2


def test_a_page_is_fetched_once_however_often_it_is_painted(watched: Watched) -> None:
    assert isinstance(watched.rows, Rows)
    watched.forget_counts()
    for _ in range(5):
        watched.pane.table.viewport().repaint()
    assert watched.rows.asked == []
