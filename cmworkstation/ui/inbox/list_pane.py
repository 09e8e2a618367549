"""The middle pane: what is listed, in which order, the table, and what stands there when it is empty."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Order
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox.ahead import Ahead
from cmworkstation.ui.inbox.differences import Course, Ids, Plan, course, plan
from cmworkstation.ui.inbox.list_model import ConversationModel
from cmworkstation.ui.inbox.row_delegate import RowDelegate
from cmworkstation.ui.inbox.selection_bar import SelectionBar
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.viewports import own_viewport

ORDERS = {  # short name, and the same in a few words
    Order.NEWEST: (N_("Newest"), N_("Newest first")),
    Order.LONGEST_WAIT: (N_("Longest wait"), N_("Longest wait first")),
    Order.DUE: (N_("Due first"), N_("What is due first")),
    Order.CLOSING: (N_("Closes first"), N_("Whose reply window closes first")),
}


class ConversationTable(QTableView):
    """A one-column table of painted rows of one height."""

    chosen = Signal(object)  # id of the current conversation when exactly one row is selected
    activated_by_person = Signal()

    def __init__(self, model: ConversationModel, delegate: RowDelegate) -> None:
        """Show `model` through `delegate`."""
        super().__init__()
        own_viewport(self)
        theme.mark(self, "rows")
        self._rows = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(tr("Conversations"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        # Rows cover their whole width: what stays in sight while scrolling is moved instead of painted again.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Take the row height of the theme, the zoom and the density in use."""
        header = self.verticalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)
        header.setDefaultSectionSize(self._rows.row_height())
        self.verticalScrollBar().setSingleStep(self._rows.row_height() // 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and the ground below the last one."""
        super().paintEvent(event)
        end = self.verticalHeader().length() - self.verticalHeader().offset()
        below = self.viewport().rect().adjusted(0, max(0, end), 0, 0) & event.rect()
        if not below.isEmpty():
            QPainter(self.viewport()).fillRect(below, theme.current().colour("raised"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space selects and takes back; letters are commands, so the table does not search by them."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.toggle_current()
            return
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End are the ends of the list; of a row with one column, as Qt has it, they are nothing."""
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self.model().rowCount() - 1,
        }
        if action in ends:
            return self.model().index(ends[action], 0)
        return super().moveCursor(action, modifiers)

    def toggle_current(self) -> None:
        """Add the current row to the selection or take it out."""
        index = self.currentIndex()
        if index.isValid():
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Toggle)


class ListPane(QFrame):
    """The list with its title line, order switch, "3 new" bar and empty state."""

    order_chosen = Signal(str)
    opened = Signal(object)  # id: show it
    entered = Signal(object)  # id: show it and go there
    clicked_row = Signal(object)  # id: a row was pressed with the mouse
    selection_changed = Signal()
    filter_wanted = Signal()  # the title was pressed: offer views and accounts
    searched = Signal(str)
    search_left = Signal()

    def __init__(
        self, model: ConversationModel, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        """Show `model`; `now` gives the time for ages and deadlines."""
        super().__init__(parent)
        theme.mark(self, "raised")
        self.model = model
        self.delegate = RowDelegate(now, self)
        self.table = ConversationTable(model, self.delegate)
        self.ahead = Ahead(self.table, model, self.delegate)
        self.search = SearchField(tr("Search all messages"))
        self.title = QToolButton()
        self.order = QToolButton()
        self.arrivals = QPushButton()
        self.empty = EmptyState()
        self.stack = QStackedWidget()
        self._order = Order.NEWEST
        self.orders: tuple[Order, ...] = tuple(ORDERS)  # that are offered
        self._waiting: Ids = array("q")
        self._latest: Ids = array("q")
        self._gap = 0  # where the selected row stood before it left the list
        self._quiet = False
        self._anchor = -1  # where a range that is being selected began
        self.bar = SelectionBar()
        self._build()
        self._connect()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        field = QHBoxLayout()
        field.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(4))
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self._head())
        theme.mark(self.arrivals, "tinted")
        self.arrivals.hide()
        bar = QHBoxLayout()
        bar.setContentsMargins(look.px(12), 0, look.px(12), 0)
        bar.addWidget(self.arrivals)
        column.addLayout(bar)
        column.addWidget(self.bar)
        line = QFrame()
        theme.mark(line, "line")
        column.addWidget(line)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)

    def _head(self) -> QWidget:
        look = theme.current()
        self.head = QWidget()
        row = QHBoxLayout(self.head)
        row.setContentsMargins(look.px(8), look.px(4), look.px(8), look.px(4))
        row.setSpacing(look.px(4))
        theme.mark(self.title, "pane")
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.mark(self.order, "quiet")
        self.order.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.order.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.order)
        self.set_order(self._order)
        return self.head

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.doubleClicked.connect(
            lambda index: self.entered.emit(self.model.id_at(index.row()))
        )
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.table.clicked.connect(self._clicked)
        self.arrivals.clicked.connect(self.show_arrivals)
        self.order.clicked.connect(self.offer_orders)
        self.title.clicked.connect(self.filter_wanted)
        self.search.searched.connect(self.searched)
        self.search.left.connect(self.search_left)

    # --- what is listed ---------------------------------------------------------------------------

    def set_title(self, words: str, count: int, *, menu: bool) -> None:
        """Say what is listed; `menu` shows that pressing it offers the other views."""
        text = f"{words}  {number(count)}" if count else words
        self.title.setText(theme.current().beside(text))
        self.title.setIcon(
            icons.icon("chevron_down", "soft") if menu else icons.icon("filter", "soft")
        )
        self.title.setAccessibleName(tr("Shown: {view}. Choose another view").format(view=text))

    def set_order(self, order: Order) -> None:
        """Say in which order the list stands."""
        self._order = order
        said = tr(ORDERS[order][0])
        self.order.setText(theme.current().beside(said))
        self.order.setIcon(icons.icon("sort", "soft"))
        tip = tr("{order}. Press for another order").format(order=tr(ORDERS[order][1]))
        self.order.setToolTip(foreign.tooltip(tip))
        self.order.setAccessibleName(tr("Order: {order}").format(order=said))

    def offer_orders(self) -> None:
        """Offer the orders in which the list may stand."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for order in self.orders:
            action = menu.addAction(
                tr(ORDERS[order][1]), partial(self.order_chosen.emit, str(order))
            )
            action.setCheckable(True)
            action.setChecked(order is self._order)
        menu.popup(self.order.mapToGlobal(QPoint(0, self.order.height())))

    def begin(self, ids: Ids) -> None:
        """Show another list from its top."""
        self._forget_arrivals()
        self._latest = ids[:]
        self._quiet = True
        self.model.begin(ids)
        self._quiet = False
        self.table.scrollToTop()
        self._show_empty()

    def follow(self, new: Ids, touched: frozenset[int] = frozenset()) -> None:
        """Become `new` without a jump; newcomers wait behind a bar while somebody reads further down."""
        self.take(course(self.model.ids(), new, touched, below=self.reading_below()), touched)

    def take(self, way: Course, touched: frozenset[int] = frozenset()) -> None:
        """Go a way that was worked out beforehand, anew where the list or the reader went on meanwhile."""
        old, below = self.model.ids(), self.reading_below()
        if way.old != old or way.below != below:
            way = course(old, way.whole, touched, below=below)
        self._latest = way.whole[:]
        self._apply(way.plan, way.shown)
        self._set_arrivals(way.newcomers)
        self._show_empty()

    def extend(self, new: Ids) -> None:
        """Take the whole list whose beginning is shown already."""
        self._latest = new[:]
        self._apply(plan(self.model.ids(), new), new)
        self._show_empty()

    def show_arrivals(self) -> None:
        """Show who waits behind the bar, from the top."""
        self._apply(plan(self.model.ids(), self._latest), self._latest)
        self._forget_arrivals()
        self.table.scrollToTop()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _apply(self, steps: Plan, new: Ids) -> None:
        bar = self.table.verticalScrollBar()
        top = self.table.rowAt(0)
        anchor = self.model.id_at(top) if bar.value() > 0 else None
        offset = self.table.rowViewportPosition(top) if anchor is not None else 0
        chosen = self.selected_ids()
        if chosen:
            self._gap = max(0, self.model.row_of(chosen[0]))
        self._quiet = True
        self.model.follow(steps, new)
        self._reselect(chosen)
        self._quiet = False
        if anchor is not None:
            row = self.model.row_of(anchor)
            if row >= 0:
                bar.setValue(row * self.delegate.row_height() - offset)
        if chosen != self.selected_ids():
            self.selection_changed.emit()

    def _reselect(self, chosen: list[int]) -> None:
        """Select again what moved; a row that left the list leaves nothing selected in its place."""
        if self.selected_ids() == chosen:
            return
        picked = QItemSelection()
        rows = self.model.rows_of(chosen)
        for row in rows:
            picked.select(self.model.index(row, 0), self.model.index(row, 0))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.table.selectionModel().select(picked, flags)
        last = self.model.rowCount() - 1
        at = self.model.index(rows[0], 0) if rows else self.model.index(min(self._gap, last), 0)
        self.table.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)

    def reading_below(self) -> bool:
        """Tell whether somebody reads further down the list."""
        return self.table.hasFocus() and self.table.verticalScrollBar().value() > 0

    def _set_arrivals(self, newcomers: Ids) -> None:
        self._waiting = newcomers
        n = len(newcomers)
        self.arrivals.setText(trn("{n} new", "{n} new", n).format(n=n))
        self.arrivals.setAccessibleName(
            trn("Show {n} new conversation", "Show {n} new conversations", n).format(n=n)
        )
        self.arrivals.setVisible(n > 0)

    def _forget_arrivals(self) -> None:
        self._set_arrivals(array("q"))

    def _scrolled(self, value: int) -> None:
        if value == 0 and self._waiting:
            self._apply(plan(self.model.ids(), self._latest), self._latest)
            self._forget_arrivals()

    def _show_empty(self) -> None:
        self.stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)

    # --- walking and selecting --------------------------------------------------------------------

    def extend_by(self, by: int) -> None:
        """Let the selection reach one row further down or up; at its other end it stays."""
        table = self.table
        row = table.currentIndex().row() + by
        if not 0 <= row < self.model.rowCount():
            return
        anchor = self._anchor if self._anchor >= 0 else table.currentIndex().row()
        first, last = sorted((anchor, row))
        picked = QItemSelection(self.model.index(first, 0), self.model.index(last, 0))
        flags = QItemSelectionModel.SelectionFlag
        table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags.NoUpdate)
        table.selectionModel().select(picked, flags.ClearAndSelect)
        self._anchor = anchor
        table.scrollTo(self.model.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    def selected_ids(self) -> list[int]:
        """Return the selected conversations from top to bottom."""
        spans = sorted((one.top(), one.bottom()) for one in self._spans())
        return [id_ for first, last in spans for id_ in self.model.ids_between(first, last)]

    def _spans(self) -> Sequence[QItemSelectionRange]:
        """Return the selection as spans of rows: of fifty thousand rows, one."""
        selection = self.table.selectionModel().selection()
        return list(cast("Iterable[QItemSelectionRange]", selection))

    def current_row(self) -> int:
        """Return the row from which "next" counts; half a step back where the row left the list."""
        spans = self._spans()
        return spans[-1].bottom() if spans else -1

    def step(self, by: int) -> bool:
        """Select the next or previous row; tell whether there was one."""
        row = self.current_row()
        from_gap = self._gap if by > 0 else self._gap - 1
        wanted = row + by if row >= 0 else from_gap
        if not 0 <= wanted < self.model.rowCount():
            return False
        self.select_row(wanted)
        return True

    def select_row(self, row: int) -> None:
        """Select one row and bring it into sight."""
        index = self.model.index(row, 0)
        self.table.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def select_id(self, conversation_id: int) -> bool:
        """Select a conversation without opening it; tell whether the list holds it."""
        row = self.model.row_of(conversation_id)
        self._quiet = True
        if row >= 0:
            self.select_row(row)
        else:
            self.table.clearSelection()
        self._quiet = False
        return row >= 0

    def _selected(self) -> None:
        n = sum(one.bottom() - one.top() + 1 for one in self._spans())
        self.bar.say(n)
        if n <= 1:
            self._anchor = -1
        if self._quiet:
            return
        self.selection_changed.emit()
        if n == 1:
            self.opened.emit(self.selected_ids()[0])

    def _clicked(self, index: QModelIndex) -> None:
        chosen = self.selected_ids()
        if len(chosen) == 1:
            self.clicked_row.emit(self.model.id_at(index.row()))

    def look_again(self) -> None:
        """Lay out again what is in sight: the clock went on, or more is known of the conversations."""
        self.delegate.forget()
        self.table.viewport().update()

    def look_changed(self) -> None:
        """Take the sizes and colours of the theme in use."""
        self.table.fit_rows()
        self.set_order(self._order)
        self.table.viewport().update()
