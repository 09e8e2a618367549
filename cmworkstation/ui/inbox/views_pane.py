"""The left pane: views with their numbers, then accounts with colour band, icon, name and number."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import UNSETTLED, Counts, Status, View
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.label import Label, is_within
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.i18n import N_, tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.list_model import DRAGGED, dragged
from cmworkstation.ui.widgets.label_marks import SHAPES, paint_shape
from cmworkstation.ui.widgets.people import paint_band
from cmworkstation.ui.widgets.viewports import own_viewport

DRAFTS = "drafts"
UNREAD = "unread"
DUE = "due"
MINE = "mine"
NOBODYS = "nobodys"
IN_APPROVAL = "in-approval"
CATEGORY = "category:"  # and the id of one
LABEL = "label:"  # and the number of one
MOST_LABELS = 8  # shown at once
LEAST_VIEWS = 5  # where the window is low, the others are scrolled to
MOST_CATEGORIES = 5  # shown at once; the others are scrolled to
VIEWS = (  # key, title, icon; the key is a status' name or one of those above
    (UNREAD, N_("New"), "unread"),
    (Status.WAITING_US.name, N_("Waiting for us"), "inbox"),
    (DUE, N_("Due soon"), "hourglass"),
    (MINE, N_("Mine"), "user"),
    (NOBODYS, N_("Unassigned"), "users"),
    (Status.WAITING_COLLEAGUE.name, N_("With a colleague"), "users"),
    (IN_APPROVAL, N_("In approval"), "approvals"),
    (Status.SNOOZED.name, N_("Snoozed"), "hourglass"),
    (Status.WAITING_THEM.name, N_("Waiting for them"), "clock"),
    (Status.TO_READ.name, N_("To read"), "feed"),
    (Status.NO_ANSWER.name, N_("No answer needed"), "no_answer"),
    (Status.DONE.name, N_("Done"), "done"),
    (Status.ASIDE.name, N_("Aside"), "spam"),
    (DRAFTS, N_("Drafts"), "draft"),
)
OF_SEVERAL = (
    MINE,
    NOBODYS,
    Status.WAITING_COLLEAGUE.name,
    IN_APPROVAL,
)  # where somebody was entered
URGENT = (Status.WAITING_US.name, DUE, UNREAD, DRAFTS)  # their numbers ask for somebody
ITEM = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the pane. `colour` below 0 means no band."""

    key: str
    title: str
    icon: str
    count: int = 0
    strong: bool = False
    colour: int = -1
    trouble: bool = False
    label: Label | None = None
    depth: int = 0
    folds: bool | None = None  # whether what stands below it is folded away, None for nothing below


def title(key: str) -> str:
    """Return a view's name in words."""
    return next(tr(words) for known, words, _ in VIEWS if known == key)


def count_of(counts: Counts, key: str) -> int:
    """Return the number beside a view."""
    own = {
        UNREAD: counts.new,
        DRAFTS: counts.drafts,
        DUE: counts.due_soon,
        MINE: counts.by_assignee.get(counts.me, 0),
        NOBODYS: counts.by_assignee.get("", 0),
        IN_APPROVAL: counts.in_approval,
    }
    return own[key] if key in own else counts.by_status.get(Status[key], 0)


class ViewsPane(QFrame):
    """Chooses what the list shows: a view, and all accounts or one."""

    view_chosen = Signal(str)
    account_chosen = Signal(str)  # an account's id, "" for all
    dropped = Signal(str, object)  # a line's key, and the conversations that were dropped on it
    labels_wanted = Signal()  # change the labels themselves

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the lists, empty of numbers."""
        super().__init__(parent)
        theme.mark(self, "sunken")
        self.views = _lines(tr("Views"))
        self.labels = _lines(tr("Labels"))
        self.categories = _lines(tr("Categories"))
        self.accounts = _lines(tr("Accounts"))
        self._heading = QLabel(tr("Accounts"))
        self._kinds = QLabel(tr("Categories"))
        self._tags = QLabel(tr("Labels"))
        self.manage = QToolButton()
        self._known: tuple[Label, ...] = ()
        self._folded: set[int] = set()
        self._labels: Mapping[str, Mapping[str, str]] = {}
        self._build()
        self._accounts: tuple[Account, ...] = ()
        self._entries: dict[AccountId, Entry] = {}  # as last shown; thousands seldom change at once
        self._counts = Counts()
        self._view = Status.WAITING_US.name
        self._account = ""
        self._fill()
        self.views.currentItemChanged.connect(self._view_picked)
        self.categories.currentItemChanged.connect(self._view_picked)
        self.labels.currentItemChanged.connect(self._view_picked)
        self.labels.folded.connect(self._fold)
        self.manage.clicked.connect(self.labels_wanted)
        for lines in (self.views, self.labels):
            lines.setAcceptDrops(True)
            lines.dropped.connect(self.dropped)
        self.accounts.currentItemChanged.connect(self._account_picked)

    def _build(self) -> None:
        look = theme.current()
        theme.mark(self._heading, "meta")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(8), look.px(12), look.px(8), look.px(8))
        column.setSpacing(look.px(4))
        column.addWidget(self.views)
        column.addLayout(self._labels_head())
        column.addWidget(self.labels)
        self.labels.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        theme.mark(self._kinds, "meta")
        self._kinds.setContentsMargins(look.px(8), look.px(16), 0, look.px(4))
        column.addWidget(self._kinds)
        column.addWidget(self.categories)
        self.categories.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._heading.setContentsMargins(look.px(8), look.px(16), 0, look.px(4))
        column.addWidget(self._heading)
        column.addWidget(self.accounts, 1)
        self._filler = QWidget()  # keeps the views at the top while there is no account
        column.addWidget(self._filler, 1)
        self.views.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def _labels_head(self) -> QHBoxLayout:
        look = theme.current()
        theme.mark(self._tags, "meta")
        theme.mark(self.manage, "quiet")
        self.manage.setIcon(icons.icon("more", "soft"))
        self.manage.setToolTip(tr("Manage labels…"))
        self.manage.setAccessibleName(tr("Manage labels…"))
        self.manage.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tags.setContentsMargins(look.px(8), look.px(12), 0, 0)
        row = QHBoxLayout()
        row.addWidget(self._tags, 1)
        row.addWidget(self.manage, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Show these labels, each above those below it."""
        known = tuple(labels)
        if known != self._known:
            self._known = known
            self._fill()

    def label_entries(self) -> list[Entry]:
        """Return the lines of the labels, without what is folded away; a label counts those below it."""
        entries = []
        hidden = ""
        for one in self._known:
            if hidden and is_within(one.path, hidden):
                continue
            below = [x for x in self._known if is_within(x.path, one.path)]
            folds = one.id in self._folded if len(below) > 1 else None
            hidden = one.path if folds else ""
            shown = below if folds else [one]
            n = sum(self._counts.by_label.get(x.id, 0) for x in shown)
            entries.append(
                Entry(
                    f"{LABEL}{one.id}",
                    foreign.line(one.name, 60),
                    "tag",
                    n,
                    label=one,
                    depth=one.depth,
                    folds=folds,
                )
            )
        return entries

    def view_of(self, key: str) -> View:
        """Return what a line shows that is not one standing."""
        if key == MINE:
            return View(status=None, assignee=self._counts.me, statuses=UNSETTLED)
        if key == NOBODYS:
            return View(assignee="")
        if key == IN_APPROVAL:
            return View(status=None, in_approval=True)
        chosen = next((x for x in self._known if f"{LABEL}{x.id}" == key), None)
        below = [x.id for x in self._known if chosen and is_within(x.path, chosen.path)]
        return View(status=None, labels=tuple(below) or (0,))

    def shown_views(self) -> tuple[tuple[str, str, str], ...]:
        """Return the views that make sense: those of several people where there are any."""
        several = len(self._counts.by_assignee) > 1 or self._view in OF_SEVERAL
        return tuple(row for row in VIEWS if several or row[0] not in OF_SEVERAL)

    def _fold(self, key: str) -> None:
        self._folded ^= {int(key.removeprefix(LABEL))}
        self._fill()

    def set_accounts(self, accounts: Iterable[Account]) -> None:
        """Show these accounts."""
        before = dict(zip((one.id for one in self._accounts), self._accounts, strict=True))
        found = tuple(accounts)
        if found == self._accounts:
            return
        self._accounts = found
        for one in self._accounts:
            if before.get(one.id) != one:
                self._entries.pop(one.id, None)
        if self._account and self._account not in {one.id for one in self._accounts}:
            self._account = ""
        self._fill()

    def set_counts(self, counts: Counts) -> None:
        """Show these numbers."""
        if counts != self._counts:
            self._counts = counts
            self._fill()

    def name_categories(self, labels: Mapping[str, Mapping[str, str]]) -> None:
        """Call the categories by these names, by language."""
        if labels != self._labels:
            self._labels = labels
            self._fill()

    def title_of(self, key: str) -> str:
        """Return the name of a view, or of a category."""
        if key.startswith(LABEL):
            found = (one.path for one in self._known if f"{LABEL}{one.id}" == key)
            return foreign.line(next(found, tr("Labels")), 80)
        if not key.startswith(CATEGORY):
            return title(key)
        name = key.removeprefix(CATEGORY)
        return foreign.line(words.in_language(self._labels.get(name, {}))) or foreign.line(name)

    def kinds(self) -> list[Entry]:
        """Return the categories of those that wait for us, by name; the chosen one also when nobody is left.

        There are none before their names are known, which is soon after the first paint.
        """
        if not self._labels:
            return []
        found = {f"{CATEGORY}{name}": n for name, n in self._counts.by_category.items() if n}
        if self._view.startswith(CATEGORY):
            found.setdefault(self._view, 0)
        entries = [Entry(key, self.title_of(key), "tag", n) for key, n in found.items()]
        return sorted(entries, key=lambda one: one.title.casefold())

    def choose(self, view: str, account: str) -> None:
        """Show what is chosen without telling anybody."""
        self._view, self._account = view, account
        self._fill()

    def repaint_all(self) -> None:
        """Take another size after the look changed."""
        self._fill()

    def _fill(self) -> None:
        views = self.shown_views()
        _show(self.views, [self._view_entry(*row) for row in views], self._view)
        tags = self.label_entries()
        _show(self.labels, tags, self._view)
        for widget in (self._tags, self.manage, self.labels):
            widget.setVisible(bool(tags))
        kinds = self.kinds()
        _show(self.categories, kinds, self._view)
        self._kinds.setVisible(bool(kinds))
        self.categories.setVisible(bool(kinds))
        row = theme.current().px(theme.COMPACT_ROW)
        self.categories.setMinimumHeight(
            min(len(kinds), 2) * row + 4
        )  # no scroll bar beside one row
        self.categories.setMaximumHeight(min(len(kinds), MOST_CATEGORIES) * row + 4)
        everything = Entry(
            "", tr("All accounts"), "accounts", sum(self._counts.by_account.values()), strong=False
        )
        _show(
            self.accounts,
            [everything, *(self._account_entry(one) for one in self._accounts)],
            self._account,
        )
        self._heading.setVisible(bool(self._accounts))
        self.accounts.setVisible(bool(self._accounts))
        self._filler.setVisible(not self._accounts)
        self.labels.setMinimumHeight(min(len(tags), 2) * row)
        self.labels.setMaximumHeight(min(len(tags), MOST_LABELS) * row + 4)
        self.views.setMinimumHeight(LEAST_VIEWS * row)
        self.views.setMaximumHeight(len(views) * row + 4)

    def _view_entry(self, key: str, words: str, icon: str) -> Entry:
        count = count_of(self._counts, key)
        return Entry(key, tr(words), icon, count, strong=key in URGENT and count > 0)

    def _account_entry(self, account: Account) -> Entry:
        count = self._counts.by_account.get(account.id, 0)
        strong = self._counts.unread_by_account.get(account.id, 0) > 0
        known = self._entries.get(account.id)
        if known is None:
            known = Entry(
                account.id,
                phrases.line(account.name, 60),
                icons.platform(account.look),
                count,
                strong=strong,
                colour=account.colour,
                trouble=account.state in (TokenState.DEAD, TokenState.TROUBLE),
            )
        elif (known.count, known.strong) != (count, strong):
            known = replace(known, count=count, strong=strong)
        self._entries[account.id] = known
        return known

    def _view_picked(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(ITEM).key != self._view:
            self._view = item.data(ITEM).key
            self._fill()  # a view and a category are never chosen together
            self.view_chosen.emit(self._view)

    def _account_picked(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(ITEM).key != self._account:
            self._account = item.data(ITEM).key
            self.account_chosen.emit(AccountId(self._account))


class _Lines(QListWidget):
    """A list that knows what its rows show, which is much faster than asking each of thousands of rows."""

    dropped = Signal(str, object)
    folded = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Entry] = []
        self.row_height = 0

    def sizeHint(self) -> QSize:
        """Return the height of all rows: Qt's own hint knows nothing of them."""
        return QSize(super().sizeHint().width(), len(self.shown) * self.row_height + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right fold and unfold what stands below a label."""
        entry = self.currentIndex().data(ITEM)
        wanted = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}.get(Qt.Key(event.key()))
        if wanted is not None and entry is not None and entry.folds is wanted:
            self.folded.emit(entry.key)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the arrow before a label folds it."""
        item = self.itemAt(event.position().toPoint())
        entry = item.data(ITEM) if item is not None else None
        if entry is not None and entry.folds is not None:
            end = theme.current().px(16 + 12 * entry.depth)
            if event.position().x() < end:
                self.folded.emit(entry.key)
                return
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take conversations."""
        if event.mimeData().hasFormat(DRAGGED):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where they may fall."""
        item = self.itemAt(event.position().toPoint())
        if item is not None and self._takes(item.data(ITEM).key):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which conversations fell on which line."""
        item = self.itemAt(event.position().toPoint())
        if item is not None and self._takes(item.data(ITEM).key):
            event.acceptProposedAction()
            self.dropped.emit(item.data(ITEM).key, dragged(event.mimeData()))

    @staticmethod
    def _takes(key: str) -> bool:
        return key.startswith(LABEL) or key in (MINE, NOBODYS, Status.DONE.name)


def _lines(name: str) -> _Lines:
    found = _Lines()
    own_viewport(found)
    theme.mark(found, "nav")
    found.setAccessibleName(name)
    found.setFrameShape(QFrame.Shape.NoFrame)
    found.setItemDelegate(_EntryDelegate(found))
    found.setUniformItemSizes(True)
    found.setMouseTracking(True)
    found.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    found.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return found


def _show(lines: _Lines, entries: list[Entry], chosen: str) -> None:
    """Bring the lines up to date in place, so that focus and scroll stay."""
    blocked = lines.blockSignals(True)
    height = theme.current().px(theme.COMPACT_ROW)
    known = lines.shown if lines.row_height == height else []
    while lines.count() > len(entries):
        lines.takeItem(lines.count() - 1)
    for row, entry in enumerate(entries):
        if row < len(known) and (known[row] is entry or known[row] == entry):
            continue
        item = lines.item(row) if row < lines.count() else QListWidgetItem(lines)
        item.setData(ITEM, entry)
        item.setText(entry.title)
        said = f"{entry.title}, {entry.count}" if entry.count else entry.title
        if entry.label is not None:
            shape = tr(SHAPES[entry.label.shape])
            said = f"{foreign.line(entry.label.path, 120)}, {shape}, {entry.count}"
        if entry.folds is not None:
            said = f"{said}, {tr('collapsed') if entry.folds else tr('expanded')}"
        if entry.trouble:
            said = f"{said}, {tr('in trouble')}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        item.setToolTip(foreign.tooltip(entry.title))
        item.setSizeHint(QSize(0, height))
    lines.shown, lines.row_height = entries, height
    row = next((n for n, entry in enumerate(entries) if entry.key == chosen), -1)
    if lines.currentRow() != row:
        lines.setCurrentRow(row)
    lines.blockSignals(blocked)
    lines.viewport().update()


class _EntryDelegate(QStyledItemDelegate):
    """Paints icon or band, words, and the number at the end."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return a compact row."""
        del index
        return QSize(option.rect.width(), theme.current().px(theme.COMPACT_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one line."""
        entry = index.data(ITEM)
        if not isinstance(entry, Entry):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self._ground(painter, option)
        self._line(painter, option.rect, entry, chosen=chosen)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> bool:
        look = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("tint" if chosen else "line"))
            painter.drawRoundedRect(option.rect, look.px(4), look.px(4))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(0, 0, -1, -1), look.px(4), look.px(4))
        return chosen

    def _line(self, painter: QPainter, rect: QRect, entry: Entry, *, chosen: bool) -> None:
        look = theme.current()
        left = rect.left() + look.px(8)
        if entry.colour >= 0:
            paint_band(
                painter,
                QRect(left, rect.top() + look.px(5), 0, rect.height() - look.px(10)),
                entry.colour,
            )
            left += look.px(12)
        side = look.px(icons.SMALL)
        top = rect.top() + (rect.height() - side) // 2
        icon, role = (
            ("warn", "warn") if entry.trouble else (entry.icon, "accent" if chosen else "soft")
        )
        if entry.label is not None:
            left += look.px(4 + 12 * entry.depth)
            if entry.folds is not None:
                arrow = "chevron_right" if entry.folds else "chevron_down"
                place = QRect(left - look.px(12), top, look.px(14), side)
                icons.paint(painter, place, arrow, look.colour("soft"))
            left += look.px(2)
            mark = QRect(left, top + look.px(1), side - look.px(2), side - look.px(2))
            paint_shape(painter, mark, entry.label.shape, entry.label.colour)
        else:
            icons.paint(painter, QRect(left, top, side, side), icon, look.colour(role))
        left += side + look.px(8)
        font = look.font("body", bold=entry.strong)
        metrics = QFontMetrics(font)
        number = phrases.number(entry.count) if entry.count else ""
        room = metrics.horizontalAdvance(number) if number else 0
        painter.setFont(font)
        painter.setPen(look.colour("text" if entry.strong or chosen else "soft"))
        end = rect.right() - look.px(8)
        painter.drawText(
            QRect(end - room, rect.top(), room + 1, rect.height()),
            Qt.AlignmentFlag.AlignVCenter,
            number,
        )
        words = QRect(left, rect.top(), end - room - look.px(8) - left, rect.height())
        painter.setPen(look.colour("text"))
        shown = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
