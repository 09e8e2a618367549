"""The time line, the calendar and the list: three ways to look at one plan, with the same commands below each."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.operation import State
from cmworkstation.i18n import tr, trn
from cmworkstation.services.plan import Item, Plan
from cmworkstation.ui import icons, theme
from cmworkstation.ui.crisis.paper import PaperDialog
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.operations.acts import Acts
from cmworkstation.ui.operations.canvas import Canvas, is_move
from cmworkstation.ui.operations.month_view import MonthView
from cmworkstation.ui.operations.region import RegionDialog
from cmworkstation.ui.operations.time_line import TimeLine
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, show_found
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import operations as words
from cmworkstation.words import plan_paper, planning

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = Qt.ItemDataRole.UserRole
VIEWS = ("time_line", "calendar", "list")
ZOOMS = ("week", "month", "quarter")
WEEKS = {"week": 2, "month": 6, "quarter": 13}  # of the time line and of the list
ALL = "*"  # of themes
LEAST = 180  # px at 100 %, of what is shown


class Agenda(QListWidget):
    """The plan as rows; Alt with an arrow moves the chosen one, as in the time line."""

    def __init__(self, pane: "PlanPane") -> None:
        """Show the plan of a pane."""
        super().__init__()
        self._pane = pane
        show_found(self, tr("What is planned, in the order of time"))

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move an item from the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and is_move(event)
            and self.currentItem() is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the chosen item; everything else is as in any list."""
        if not is_move(event):
            super().keyPressEvent(event)
            return
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        self._pane.acts["move"](days[Qt.Key(event.key())])


class PlanPane(QScrollArea):
    """One plan over a span of weeks."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._do = Acts(window)
        self.plan: Plan | None = None
        self.view = "time_line"
        self.anchor = self._services.operations.today()
        self.zoom = "month"
        self._key = ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("What is planned"))
        self.time_line = TimeLine()
        self.month = MonthView()
        self.list = Agenda(self)
        self.list.currentItemChanged.connect(lambda *_: self._list_chose())
        self.list.itemActivated.connect(lambda _: self._do.open(self.item()))
        for canvas in (self.time_line, self.month):
            canvas.chosen.connect(self.choose)
            canvas.opened.connect(lambda key: self._do.open(self._by(key)))
            canvas.moved.connect(lambda key, days: self._do.move(self._by(key), days))
            canvas.rethemed.connect(lambda key, to: self._do.retheme(self._by(key), to))
            canvas.wanted.connect(self._do.add)
        self.acts: dict[str, Callable[..., object]] = {
            "add": lambda *_: self._do.add(self._day_to_plan(), self._theme_to_plan()),
            "change": lambda *_: self._do.open(self.item()),
            "move": lambda days, *_: self._do.move(self.item(), int(days)),
            "earlier": lambda *_: self._do.move(self.item(), -1),
            "later": lambda *_: self._do.move(self.item(), 1),
            "ready": lambda *_: self._do.set_state(self.item(), State.READY),
            "done": lambda *_: self._do.set_state(self.item(), State.DONE),
            "agreed": lambda *_: self._do.set_state(self.item(), State.AGREED),
            "drop": lambda *_: self._do.drop(self.item(), self._buttons["drop"], window),
            "remove": lambda *_: self._do.remove(self.item()),
            "back": lambda *_: self.step(-1),
            "forward": lambda *_: self.step(1),
            "today": lambda *_: self.go_to(self._services.operations.today()),
            "region": lambda *_: RegionDialog(window).open(),
            "print": lambda *_: self.print_(),
            "save_table": lambda *_: save_table(
                window, self, "operations", self._services.operations.table
            ),
        }
        self._buttons: dict[str, QPushButton] = {}
        self._build()

    # Building

    def _build(self) -> None:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addWidget(self._build_tools())
        self.span = PlainLabel()
        self.span.setWordWrap(True)
        theme.mark(self.span, "title")
        column.addWidget(self.span)
        self.stack = QStackedWidget()
        for one in (self.time_line, self.month):
            self.stack.addWidget(self._scrolled(one))
        self.stack.addWidget(self.list)
        self.empty = EmptyState(
            "calendar",
            tr("Nothing is planned in these weeks"),
            tr(
                "What is said about a theme should agree from one channel to the next and from one week to the next:"
                " plan it here, or take a calendar file in."
            ),
            tr("Plan something…"),
            self.acts["add"],
        )
        self.stack.addWidget(self.empty)
        self.stack.setMinimumHeight(look.px(LEAST))
        column.addWidget(self.stack, 1)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        self.foot = self._row(
            ("change", "edit", tr("Open…")),
            ("earlier", "left", tr("A day earlier")),
            ("later", "right", tr("A day later")),
            ("ready", "check", tr("Ready")),
            ("done", "done", tr("It is done")),
            ("drop", "close", tr("Drop…")),
            ("remove", "remove", tr("Take out")),
        )
        column.addWidget(self.foot)
        self.setWidget(inner)

    def _build_tools(self) -> QWidget:
        holder = self._row(
            ("add", "add", tr("Plan something…")),
            ("back", "left", tr("Earlier")),
            ("today", "calendar", tr("Today")),
            ("forward", "right", tr("Later")),
            ("print", "print", tr("Print…")),
            ("region", "calendar", tr("Holidays…")),
        )
        theme.mark(self._buttons["add"], "primary")
        row = cast("FlowLayout", holder.layout())
        self.zoom_box = QComboBox()
        self.zoom_box.setAccessibleName(tr("How much is shown"))
        for key, name in zip(ZOOMS, (tr("Weeks"), tr("Month"), tr("Quarter")), strict=True):
            self.zoom_box.addItem(name, key)
        self.zoom_box.setCurrentIndex(ZOOMS.index(self.zoom))
        self.zoom_box.currentIndexChanged.connect(lambda n: self.set_zoom(ZOOMS[n]))
        row.addWidget(self.zoom_box)
        self.theme_box = QComboBox()
        self.theme_box.setAccessibleName(tr("Theme"))
        self.theme_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.theme_box.setMinimumContentsLength(12)
        self.theme_box.addItem(tr("All themes"), ALL)
        self.theme_box.activated.connect(lambda _: self.look())
        row.addWidget(self.theme_box)
        return holder

    def _row(self, *buttons: tuple[str, str, str]) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        for name, icon, text in buttons:
            role = "on_accent" if name == "add" else "text"
            button = QPushButton(icons.icon(icon, role), theme.current().beside(text))
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            row.addWidget(button)
        return holder

    @staticmethod
    def _scrolled(canvas: Canvas) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setCornerWidget(QWidget())
        area.setWidget(canvas)
        return area

    # What is shown

    def show_view(self, view: str) -> None:
        """Show the plan as a time line, as a calendar or as a list."""
        self.view = view
        self.look()

    def set_zoom(self, zoom: str) -> None:
        """Show more or fewer weeks."""
        self.zoom = zoom
        self.zoom_box.setCurrentIndex(ZOOMS.index(zoom))
        self.look()

    def step(self, way: int) -> None:
        """Go on, or back, by what is shown."""
        if self.view == "calendar" and self.zoom == "month":
            month = self.anchor.year * 12 + self.anchor.month - 1 + way
            self.anchor = date(month // 12, month % 12 + 1, 1)
        else:
            weeks = 1 if self.view == "calendar" and self.zoom == "week" else WEEKS[self.zoom]
            self.anchor += timedelta(weeks=way * weeks)
        self.look()

    def go_to(self, day: date) -> None:
        """Show the weeks around a day."""
        self.anchor = day
        self.look()

    def days(self) -> tuple[date, date]:
        """Return the first and the last day that are shown: whole weeks."""
        day = self.anchor
        if self.view == "calendar" and self.zoom == "month":
            day = day.replace(day=1)
            last = (day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            first = day - timedelta(day.weekday())
            return first, last + timedelta(6 - last.weekday())
        weeks = 1 if self.view == "calendar" and self.zoom == "week" else WEEKS[self.zoom]
        before = 0 if self.zoom == "week" or self.view == "list" else 1
        first = day - timedelta(day.weekday()) - timedelta(weeks=before)
        return first, first + timedelta(weeks=weeks, days=-1)

    def look(self) -> None:
        """Read the plan again, on the reading lane."""
        first, last = self.days()
        chosen = self.theme_box.currentData()
        topic = None if chosen == ALL else str(chosen)
        work = partial(self._services.plans.look, first, last, topic)
        self._window.jobs.run(READ, work, self.show_plan, self._window.failed, owner=self)

    def show_plan(self, plan: Plan) -> None:
        """Show what was read."""
        if (plan.first, plan.last) != self.days():
            return  # something else is asked for meanwhile
        self.plan = plan
        if plan.item(self._key) is None:
            later = [one.key for one in plan.items if one.last_day >= plan.today and one.can_move]
            self._key = next(iter(later), plan.items[0].key if plan.items else "")
        self._show_themes()
        for canvas in (self.time_line, self.month):
            canvas.key = self._key
            canvas.show_plan(plan)
        self._show_list()
        self.stack.setCurrentIndex(VIEWS.index(self.view) if plan.items else len(VIEWS))
        self.foot.setVisible(bool(plan.items))
        self.said.setVisible(bool(plan.items))
        self.span.setText(self._title(plan))
        region = self._services.operations.region()
        said = tr("Holidays: {region}").format(region=words.region(region)) if region else ""
        self._buttons["region"].setText(theme.current().beside(said or tr("Holidays…")))
        self.choose(self._key)

    def print_(self) -> None:
        """Show what is planned as it stands on paper: to be printed, or saved."""
        if self.plan is None or not self.plan.items:
            self._window.say(tr("Nothing is planned in these weeks"), 8000)
            return
        html = partial(plan_paper.as_html, self.plan)
        found = plan_paper.blocks(self.plan)
        title, name = tr("What is planned"), tr("planned")
        PaperDialog(self._window, title, name, found, html=html, across=True).open()

    def choose(self, key: str) -> None:
        """Choose an item, in every view."""
        self._key = key
        for canvas in (self.time_line, self.month):
            canvas.choose(key)
        for n in range(self.list.count()):
            if self.list.item(n).data(KEY) == key and self.list.currentRow() != n:
                self.list.blockSignals(True)
                self.list.setCurrentRow(n)
                self.list.blockSignals(False)
        self._allow()

    def item(self) -> Item | None:
        """Return the chosen item."""
        return self._by(self._key)

    def front(self) -> QWidget:
        """Return the widget that is in front."""
        if self.plan is not None and not self.plan.items:
            return self._buttons["add"]
        return {"time_line": self.time_line, "calendar": self.month, "list": self.list}[self.view]

    def _by(self, key: str) -> Item | None:
        return self.plan.item(key) if self.plan is not None else None

    def _list_chose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.choose(str(item.data(KEY)))

    def _show_list(self) -> None:
        assert self.plan is not None
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.plan.items:
            title, below = planning.row(one, self.plan)
            row = found_row(title, (), below, "warn" if one.warnings else "soft")
            row.setData(KEY, one.key)
            heard = planning.heard(one, self.plan)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, heard)
            self.list.addItem(row)
        self.list.blockSignals(False)

    def _show_themes(self) -> None:
        assert self.plan is not None
        chosen = self.theme_box.currentData()
        self.theme_box.blockSignals(True)
        self.theme_box.clear()
        self.theme_box.addItem(tr("All themes"), ALL)
        for id_, title in sorted(
            self._services.operations.themes().items(), key=lambda pair: pair[1].casefold()
        ):
            self.theme_box.addItem(foreign.line(title, 60), id_)
        self.theme_box.setCurrentIndex(max(0, self.theme_box.findData(chosen)))
        self.theme_box.blockSignals(False)

    def _title(self, plan: Plan) -> str:
        if self.view == "calendar" and self.zoom == "month":
            said = f"{words.month(self.anchor.month)} {self.anchor.year}".capitalize()
        else:
            said = tr("{first} to {last}").format(
                first=words.day(plan.first), last=words.day(plan.last, year=True)
            )
        warned = sum(1 for one in plan.findings if one.severity == "warn")
        if warned:
            text = trn("{n} warning", "{n} warnings", warned)
            said += " · " + text.format(n=warned)
        return said

    def _allow(self) -> None:
        one = self.item()
        mine = one.occurrence.operation if one is not None and one.occurrence is not None else None
        writable = not self._services.read_only
        can_move = writable and one is not None and one.can_move
        can = {
            "add": writable,
            "change": one is not None,
            "earlier": can_move,
            "later": can_move,
            "ready": can_move and mine is not None and mine.state is not State.READY,
            "done": can_move,
            "drop": can_move,
            "remove": writable and mine is not None,
        }
        for name, allowed in can.items():
            self._buttons[name].setEnabled(allowed)
        self.said.setText(planning.heard(one, self.plan) if one is not None and self.plan else "")

    def _day_to_plan(self) -> date:
        one = self.item()
        if one is not None:
            return max(one.day, self._services.operations.today())
        first, last = self.days()
        return min(max(self._services.operations.today(), first), last)

    def _theme_to_plan(self) -> str:
        chosen = self.theme_box.currentData()
        return "" if chosen in (ALL, None) else str(chosen)
