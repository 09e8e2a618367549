"""The charts of the history: how they are told apart, walked, pressed, opened, copied and saved."""

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.conversation import View
from cmworkstation.services.workstation import Services
from cmworkstation.ui import theme
from cmworkstation.ui.review import scales
from cmworkstation.ui.review.bar_chart import BarChart
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.review.charts import Chart, ChartView, Goal, Series
from cmworkstation.ui.review.figure_part import FigurePart
from cmworkstation.ui.review.figures_pane import FiguresPane
from cmworkstation.ui.review.line_chart import LineChart
from cmworkstation.ui.review.row_chart import RowChart
from cmworkstation.ui.widgets.number_table import NumberTable
from tests.builders_workspace import NOW, a_town
from tests.ui.inbox.conftest import Scene
from tests.ui.review.test_page import review

MINUTE = 60
WAITS = (10, 20, 50, 100, 200, 500, 2000, 5000)  # minutes


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """The town, with eight measured waits in each of the last three months; those over two hours came late."""
    made = a_town(tmp_path / "w")
    homes = list(made.inbox.ids(View(status=None)))
    with made.workspace.write() as connection:
        for n in range(24):
            wait, month = WAITS[n % 8] * MINUTE, n // 8
            answered = NOW - timedelta(days=30 * month, hours=1)
            asked = answered - timedelta(seconds=wait)
            home = homes[n % len(homes)]
            (number,) = connection.execute(
                "SELECT account_no FROM conversation WHERE id=?", (home,)
            ).fetchone()
            connection.execute(
                "INSERT INTO outbox(id, conversation_id, account_no, target_id, body, body_digest, visibility,"
                " once_key, state, created_at, sent_at, remote_id) SELECT ?, conversation_id, account_no, id, 'Here.',"
                " 'x', 'public', ?, 'sent', ?, ?, ? FROM message WHERE conversation_id=? LIMIT 1",
                (f"r{n}", f"k{n}", to_ms(answered), to_ms(answered), f"elsewhere{n}", home),
            )
            connection.execute(
                "INSERT INTO reply_time(outbox_id, kind, conversation_id, account_no, category, visibility, clock,"
                " asked_at, answered_at, due_at, wall_s, open_s) VALUES(?,'first',?,?,'','public','wall',?,?,?,?,?)",
                (
                    f"r{n}",
                    home,
                    number,
                    to_ms(asked),
                    to_ms(answered),
                    to_ms(asked + timedelta(hours=2)),
                    wait * 2,
                    wait,
                ),
            )
    return made


def figures(scene: Scene) -> FiguresPane:
    return review(scene, "figures").figures


def key(chart: ChartView, *keys: Qt.Key) -> None:
    for one in keys:
        chart.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, one, Qt.KeyboardModifier.NoModifier))


def press(chart: ChartView, at: QPointF) -> None:
    chart.mousePressEvent(
        QMouseEvent(
            QEvent.Type.MouseButtonPress,
            at,
            chart.mapToGlobal(at),
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def listed(scene: Scene) -> tuple[str, int]:
    """Return the title of what was opened and how many conversations it lists, and close it."""
    scene.settle()
    (dialog,) = [one for one in scene.window.findChildren(BehindDialog) if one.isVisible()]
    told = dialog.windowTitle(), len(dialog._wanted)
    dialog.reject()
    return told


def test_waits_are_lines_over_time_and_every_point_opens_its_rows_by_key_and_by_mouse(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    part = figures(scene).waits
    chart = part.chart
    assert isinstance(chart, LineChart)
    assert [one.name for one in chart.chart.series] == ["Half within", "Nine of ten within"]
    assert chart.chart.series[0].said[-1] == "2 h 30"  # between 100 and 200 minutes
    assert chart.chart.series[1].said[-1] == "3 days"
    key(chart, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert chart.accessibleDescription().endswith("Nine of ten within: 3 days")
    there = min(8, len(services.inbox.ids(View(status=None))))
    assert listed(scene)[1] == there
    chart.resize(chart.sizeHint())
    at = chart.points()[0][0]
    assert at is not None
    press(chart, at + QPointF(3, -3))
    assert listed(scene) == (chart.chart.groups[0], there)
    press(chart, QPointF(1, 1))
    scene.settle()
    assert not any(one.isVisible() for one in scene.window.findChildren(BehindDialog))


def bars(part: FigurePart) -> list[list[QRectF]]:
    assert isinstance(part.chart, BarChart)
    return part.chart.bars()


def test_channels_are_compared_and_each_has_its_own_line(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    pane = figures(scene)
    assert not pane.compared.isVisibleTo(pane)
    pane.by.setCurrentIndex(pane.by.findData("account"))
    scene.settle()
    assert pane.compared.isVisibleTo(pane)
    names = {one.name for one in services.accounts.listed()}
    bars = pane.compared.chart
    assert set(bars.chart.groups) <= names
    assert {one.name for one in pane.waits.chart.chart.series} == set(bars.chart.groups)
    replies = [int(pane.compared.table.item(n, 1).text()) for n in range(len(bars.chart.groups))]  # type: ignore[union-attr]
    assert sum(replies) == 24
    assert isinstance(bars, RowChart)
    key(bars, Qt.Key.Key_Home, Qt.Key.Key_Return)
    title, count = listed(scene)
    assert title == bars.chart.groups[0]
    assert count <= replies[0]
    key(bars, Qt.Key.Key_Down)
    assert bars.at[0] == min(1, len(replies) - 1)
    bars.resize(bars.sizeHint())
    press(bars, bars.bars()[0][1].center())
    assert listed(scene) == (title, count)
    assert bars.at == (0, 1)
    pane.by.setCurrentIndex(pane.by.findData("category"))
    scene.settle()
    assert pane.compared.chart.chart.groups == ("no category",)


def test_the_spread_of_waits_says_what_was_late_and_marks_what_is_promised(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    charter, _ = services.charters.add_starter("fennick-lane")
    services.charters.assign(services.accounts.listed()[0].id, charter)
    scene = a_scene(services)
    part = figures(scene).spread
    chart = part.chart.chart
    in_time, late = chart.series
    assert [int(one or 0) for one in in_time.values] == [3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0]
    assert [int(one or 0) for one in late.values] == [0, 0, 0, 0, 3, 0, 3, 0, 3, 3, 0, 0]
    assert [int(one.at * 1000) for one in chart.goals]  # each promise of the charter has its place
    assert {"1 h", "4 h"} <= {one.said for one in chart.goals}
    assert chart.legend[-1] == "promised"
    assert part.table.item(4, 0).text() == "≤ 4 h"  # type: ignore[union-attr]
    key(part.chart, Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert listed(scene)[0] == "≤ 4 h · Late"
    press(part.chart, bars(part)[0][0].center())
    assert listed(scene)[0] == "≤ 15 min · In time"
    part.table.cellActivated.emit(4, 0)
    assert listed(scene)[0] == "≤ 4 h"
    pane = figures(scene)
    pane.clock.setCurrentIndex(1)
    scene.settle()
    shown = pane.spread.chart.chart.series
    assert [int(one or 0) for one in shown[0].values][:5] == [0, 3, 3, 3, 3]
    assert len(pane.spread.chart.chart.goals) <= len(chart.goals)


def test_weeks_are_steps_as_well_and_what_has_no_value_breaks_the_line(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    pane = figures(scene)
    pane.steps.setCurrentIndex(1)
    scene.settle()
    series = pane.waits.chart.chart.series[0]
    there = [n for n, one in enumerate(series.values) if one is not None]
    assert len(there) == 3
    assert len(series.values) > 8
    chart = pane.waits.chart
    key(chart, Qt.Key.Key_Home)
    assert chart.at[0] == there[0]
    key(chart, Qt.Key.Key_Right)
    assert chart.at[0] == there[1]  # over the weeks without a value
    assert pane.waits.make().columns[0] == "week"


@pytest.mark.parametrize("part", ["waits", "spread", "weeks"])
def test_a_figure_is_copied_as_a_table_and_saved_as_a_drawing_and_a_picture(
    a_scene: Callable[..., Scene], services: Services, tmp_path: Path, part: str
) -> None:
    scene = a_scene(services)
    shown: FigurePart = getattr(figures(scene), part)
    shown.copier.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == shown.table.rowCount() + 1
    assert lines[1].split("\t")[0] == shown.table.item(0, 0).text()  # type: ignore[union-attr]
    QGuiApplication.clipboard().clear()
    shown.table.setFocus()
    scene.qtbot.keyClick(shown.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == lines
    shown.write_picture(tmp_path / "chart.svg")
    shown.write_picture(tmp_path / "chart.png")
    scene.settle()
    drawing = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert f"<title>{shown.title}</title>" in drawing
    assert all(one.name in drawing for one in shown.chart.chart.series)
    image = QImage(str(tmp_path / "chart.png"))
    assert image.width() == 2 * shown.chart.sizeHint().width()


def test_no_name_becomes_a_formula_on_the_clipboard(qtbot: QtBot) -> None:
    part = figure_table("=1+1", "two\nlines")
    qtbot.addWidget(part)
    assert part.as_text() == "Of\tReplies\n'=1+1\t1\ntwo lines\t1\n"


def figure_table(*names: str) -> NumberTable:
    table = NumberTable("t")
    table.fill(("Of", "Replies"), [(one, "1") for one in names])
    return table


SIX = tuple(Series(f"line {n}", (1.0 + n, 2.0 + n), ("1", "2")) for n in range(6))


def signs(chart: ChartView) -> list[QImage]:
    """Return the signs of the series, all in one colour, as somebody sees them who sees no colours."""
    found = []
    image = chart.picture(1.0).convertToFormat(QImage.Format.Format_Grayscale8)
    for x, y in chart._legend(chart.sizeHint().width()):
        found.append(image.copy(x - 2, y - 2, 20, 18).convertToFormat(QImage.Format.Format_Mono))
    return found


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", [BarChart, LineChart, RowChart])
def test_six_series_are_told_apart_without_their_colours(
    qtbot: QtBot, kind: type[ChartView], dark: bool
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.choose(app, "dark" if dark else "light")
    chart = kind()
    qtbot.addWidget(chart)
    chart.show_chart(Chart("t", ("a", "b"), SIX))
    found = signs(chart)
    assert len(found) == 6
    assert all(one != other for one, other in combinations(found, 2))
    theme.choose(app, "light")


def test_bars_differ_by_pattern_and_the_tallest_has_the_largest_number(qtbot: QtBot) -> None:
    chart = BarChart()
    qtbot.addWidget(chart)
    chart.show_chart(
        Chart(
            "t",
            ("a", "b"),
            (Series("one", (1, 4), ("1", "4")), Series("two", (2, 0), ("2", "0"))),
        )
    )
    bars = chart.bars(QSize(400, 220))
    assert bars[1][0].height() == pytest.approx(4 * bars[0][0].height())
    assert bars[0][1].height() == pytest.approx(2 * bars[0][0].height())
    image = chart.picture(1.0)

    def colours(group: int, series: int) -> set[str]:
        bar = chart.bars(chart.sizeHint())[group][series].adjusted(2, 2, -2, -2)
        points = ((x, y) for x in range(4, 14) for y in range(4, 14))
        return {
            QColor(image.pixel(int(bar.left()) + x, int(bar.bottom()) - y)).name()
            for x, y in points
        }

    assert len(colours(1, 0)) == 1  # filled
    assert len(colours(0, 1)) > 1  # hatched


def test_shares_stand_on_top_of_each_other_and_each_is_pressed_alone(qtbot: QtBot) -> None:
    chart = BarChart(stacked=True)
    qtbot.addWidget(chart)
    series = (Series("in time", (3, None), ("3", "")), Series("late", (1, 2), ("1", "2")))
    chart.show_chart(Chart("t", ("a", "b"), series, goals=(Goal(1.5, "promised"),)))
    chart.resize(chart.sizeHint())
    (below, above), (none, alone) = chart.bars()
    assert below.top() == pytest.approx(above.bottom())
    assert below.height() == pytest.approx(3 * above.height())
    assert none.height() == 0
    opened: list[tuple[int, int]] = []
    chart.activated.connect(lambda *place: opened.append(place))
    for one in (below, above, alone):
        press(chart, one.center())
    assert opened == [(0, 0), (0, 1), (1, 1)]


def test_a_number_has_its_place_on_the_line_and_round_values_stand_beside_it(qtbot: QtBot) -> None:
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.show_chart(
        Chart(
            "t",
            ("a", "b", "c"),
            (Series("s", (0, 50, 100), ("0", "50", "100")),),
            ((100.0, "100"),),
        )
    )
    first, middle, last = (row[0] for row in chart.points(QSize(600, 220)))
    assert first is not None
    assert middle is not None
    assert last is not None
    assert middle.y() == pytest.approx((first.y() + last.y()) / 2)
    assert middle.x() == pytest.approx((first.x() + last.x()) / 2)


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (0, ["1"]),
        (3, ["1", "2", "3"]),
        (23, ["10", "20", "30"]),
        (40, ["10", "20", "30", "40"]),
        (4_321, ["2,000", "4,000", "6,000"]),
    ],
)
def test_counts_have_round_lines(most: int, said: list[str]) -> None:
    assert [text for _, text in scales.of_counts(most)] == said


def test_lengths_have_round_lines() -> None:
    assert [text for _, text in scales.of_lengths(100 * MINUTE)] == [
        "30 min",
        "1 h",
        "1 h 30",
        "2 h",
    ]
    assert [text for _, text in scales.of_lengths(9 * 86400)] == ["3 days", "6 days", "9 days"]
