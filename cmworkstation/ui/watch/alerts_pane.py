"""Alarms: what is said more than usual and which sources fell silent; below, why one rang, and its curve."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.alert import SPIKES, Alert, AlertState, Series
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.said import Said
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services.series_book import Point
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.watch import series_chart
from cmworkstation.ui.watch.said_rows import show_said
from cmworkstation.ui.watch.series_chart import SeriesChart
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.number_table import NumberTable
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import alerts as words
from cmworkstation.words import times

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole
UNDO_S = 10
HOUR = timedelta(hours=1)
MARGIN = 80  # px at 100 %, beside the hour that rang
LIST = 112  # px at 100 %, for two alarms
HOURS = 36  # of the curve
AFTER = timedelta(hours=6)  # of it, behind the hour that rang
ROLES = {AlertState.NEW: "error", AlertState.SEEN: "warn", AlertState.CLOSED: "soft"}
SHORTEST_NOTE = 2


class AlertsPane(QWidget):
    """The list above, the chosen alarm below; what is read for its curve comes from the reading lane."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it comes to the front."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._names: Mapping[Series, str] = {}
        self._chosen_id = ""
        self._drawn: tuple[str, tuple[Point, ...]] | None = None
        self.popover: WordsPopover | None = None
        self.acts: dict[str, Callable[[], object]] = {
            "alert_rows": self._rows,
            "alert_seen": self._see,
            "alert_close": self._close,
            "alert_reopen": self._reopen,
            "alerts_table": self._save,
        }
        self._build()
        self._show_detail()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        holder = QWidget()
        row = FlowLayout(holder)
        self.summary = PlainLabel()
        theme.mark(self.summary, "title")
        self.all = QCheckBox(tr("Show those that were put away"))
        self.all.toggled.connect(lambda _: self.look())
        row.addWidget(self.summary)
        row.addWidget(self.all)
        column.addWidget(holder)
        self.list = found_rows(tr("Alarms"))
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.list.setMinimumHeight(look.px(LIST))
        self.list.itemActivated.connect(lambda _: self._rows())
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self._detail())
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 5)
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(
            EmptyState(
                "bell",
                tr("Nothing rings"),
                tr(
                    "An alarm rings here when much more is said in an hour than usual at that hour of the week, and"
                    " when a source falls silent. Nobody can know what is usual before three days have passed."
                ),
            )
        )
        column.addWidget(stack, 1)

    def _detail(self) -> QScrollArea:
        look = theme.current()
        self.detail = QScrollArea()
        self.detail.setWidgetResizable(True)
        self.detail.setFrameShape(QFrame.Shape.NoFrame)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, look.px(8), 0, 0)
        column.setSpacing(look.px(8))
        self.title = _label("title")
        self.why = _label("")
        self.cause = _label("")
        self.basis = _label("soft")
        self.note = _label("soft")
        for label in (self.title, self.why, self.cause, self.basis, self.note):
            column.addWidget(label)
        column.addWidget(self._foot())
        self.chart = SeriesChart()
        self.chart.activated.connect(lambda *_: self._rows())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.chart)
        column.addWidget(self._scroll)
        self.table = NumberTable(tr("The curve of the alarm, in numbers"))
        column.addWidget(self.table)
        column.addStretch(1)
        self.detail.setWidget(inner)
        return self.detail

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = FlowLayout(foot)
        self.buttons: dict[str, QPushButton] = {}
        for name, icon, text, kind in (
            ("alert_rows", "", tr("Show what was said"), "primary"),
            ("alert_seen", "good", tr("Seen"), ""),
            ("alert_close", "done", tr("Put it away…"), ""),
            ("alert_reopen", "undo", tr("Take it back"), ""),
            ("alerts_table", "download", tr("Save as a table…"), "quiet"),
        ):
            button = QPushButton(text)
            if icon:
                button = QPushButton(icons.icon(icon), theme.current().beside(text))
            theme.mark(button, kind)
            button.clicked.connect(partial(self._press, name))
            self.buttons[name] = button
            row.addWidget(button)
        return foot

    def _press(self, name: str, _: bool = False) -> None:
        self.acts[name]()

    # --- showing ------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read the alarms anew."""
        now = self._services.clock.now()
        found = self._services.alerts.listed(closed=self.all.isChecked())
        self._names = self._services.alerts.names()
        chosen = self._chosen_id
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = found_row(
                f"{words.kind(one.kind)} · {self._subject(one)} · {times.moment(one.at, now)}",
                (),
                f"{words.state(one.state)}, {words.standing(one, now)} · {words.headline(one, now)}",
                ROLES[one.state],
            )
            item.setData(ROW, one)
            self.list.addItem(item)
        self.list.blockSignals(False)
        places = [n for n, one in enumerate(found) if one.id == chosen]
        self._stack.setCurrentIndex(0 if found else 1)
        new = sum(one.state is AlertState.NEW for one in found)
        said = trn("{n} alarm", "{n} alarms", len(found)).format(n=number(len(found)))
        fresh = trn("{n} new", "{n} new", new).format(n=number(new))
        self.summary.setText(f"{said}, {fresh}" if new else said)
        self.summary.setVisible(bool(found))
        if found:
            self.list.setCurrentRow(places[0] if places else 0)
        self._choose()

    def show_alert(self, alert_id: str) -> None:
        """Choose an alarm, also one that was put away."""
        self._chosen_id = alert_id
        if self._services.alerts.one(alert_id).state is AlertState.CLOSED:
            self.all.setChecked(True)
        self.look()

    def alert(self) -> Alert | None:
        """Return the alarm that is chosen."""
        found = self.list.currentIndex().data(ROW)
        return found if isinstance(found, Alert) else None

    def _subject(self, one: Alert) -> str:
        return words.subject(one, self._names.get(one.series, ""))

    def _choose(self) -> None:
        one = self.alert()
        self._chosen_id = one.id if one is not None else self._chosen_id
        self._show_detail()

    def _show_detail(self) -> None:
        one = self.alert()
        for name, button in self.buttons.items():
            button.setEnabled(self.can(name))
        if one is None:
            return
        now = self._services.clock.now()
        self.title.setText(f"{words.kind(one.kind)} · {self._subject(one)}")
        note = foreign.block(one.note)
        for label, text in (
            (self.why, words.headline(one, now)),
            (self.cause, words.cause(one, now)),
            (self.basis, words.basis(one)),
            (self.note, tr("What came of it: {note}").format(note=note) if note else ""),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        if self._drawn is None or self._drawn[0] != one.id:
            self.chart.hide()
            self.table.hide()
        until = None
        if (
            one.kind in SPIKES
        ):  # whole hours behind the one that rang, so that it is one of the points
            after = min(AFTER, max(timedelta(), now - one.since - HOUR))
            until = one.since + HOUR + after // HOUR * HOUR
        self._window.jobs.run(
            READ,
            partial(self._services.alerts.points, one.series, until, HOURS),
            partial(self._draw, one),
            self._window.failed,
            owner=self,
        )

    def _draw(self, one: Alert, points: tuple[Point, ...]) -> None:
        if one.id != self._chosen_id:
            return
        self._drawn = (one.id, points)
        rang = one.since + HOUR if one.kind in SPIKES else None
        self.chart.show_points(self._subject(one), points, rang)
        self._scroll.setFixedHeight(
            self.chart.sizeHint().height() + self._scroll.horizontalScrollBar().sizeHint().height()
        )
        self.table.fill(series_chart.heads(), series_chart.lines(points, rang))
        self.chart.show()
        self.table.show()
        at = self.chart.mark(self.chart.at)
        self._scroll.ensureVisible(round(at.x()), 0, theme.current().px(MARGIN), 0)

    # --- doing --------------------------------------------------------------------------------------

    def can(self, name: str) -> bool:
        """Tell whether something can be done with the chosen alarm."""
        one = self.alert()
        if name == "alerts_table":
            return self.list.count() > 0
        if one is None:
            return False
        if name == "alert_rows":
            return True
        if self._services.read_only:
            return False
        return {
            "alert_seen": one.state is AlertState.NEW,
            "alert_close": one.state is not AlertState.CLOSED,
            "alert_reopen": one.state is AlertState.CLOSED,
        }[name]

    def _rows(self) -> None:
        one = self.alert()
        if one is not None:
            self._window.jobs.run(
                READ,
                partial(self._services.alerts.rows, one.id),
                partial(self._show_rows, one),
                self._window.failed,
                owner=self,
            )

    def _show_rows(self, one: Alert, found: tuple[Said, ...]) -> None:
        now = self._services.clock.now()
        if one.kind in SPIKES:
            show_said(
                self._window, self._subject(one), words.headline(one, now), found, one.cause.first
            )
        else:
            note = tr("The last day before it fell silent.")
            show_said(self._window, self._subject(one), note, found)

    def _see(self) -> None:
        one = self.alert()
        if one is not None:
            self._do(partial(self._services.alerts.see, [one.id]))

    def _close(self) -> None:
        one = self.alert()
        if one is None or not self.can("alert_close"):
            return
        popover = WordsPopover(
            self._window,
            tr("What came of it?"),
            tr("For example: a bus strike, answered with a statement."),
            SHORTEST_NOTE,
        )
        popover.chosen.connect(partial(self._closed, one))
        popover.left.connect(self.list.setFocus)
        popover.show_by(place_of(self.buttons["alert_close"], self._window))
        self.popover = popover

    def _closed(self, one: Alert, note: str) -> None:
        if self._do(partial(self._services.alerts.close, [one.id], note)):
            back = partial(self._services.alerts.reopen, [one.id])
            self._window.undo(tr("The alarm was put away."), UNDO_S, partial(self._do, back))
        self.list.setFocus()

    def _reopen(self) -> None:
        one = self.alert()
        if one is not None:
            self._do(partial(self._services.alerts.reopen, [one.id]))

    def _do(self, act: Callable[[], Changes]) -> bool:
        try:
            changes = act()
        except WorkstationError as error:
            self._window.failed(error)
            return False
        self._window.jobs.emit_changes(changes)
        return True

    def _save(self) -> None:
        make = partial(self._services.alerts.table, closed=self.all.isChecked())
        save_table(self._window, self, "alarms", make)


def _label(role: str) -> PlainLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    if role:
        theme.mark(label, role)
    return label
