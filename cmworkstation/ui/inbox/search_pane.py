"""What was found: newest first, with the words around each find, in place of the list while one searches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Hit
from cmworkstation.domain.errors import QueryError
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.elsewhere import Elsewhere
from cmworkstation.ui.inbox.missing_names import MissingNames
from cmworkstation.ui.inbox.query_line import QueryLine
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.people import paint_band, short_account
from cmworkstation.words.query import problem

START, END = "\x02", "\x03"
PAGE = 50
MOST = 1000  # finds counted
SHORT = 2  # characters below which nothing is looked for
Index = QModelIndex | QPersistentModelIndex
HIT = Qt.ItemDataRole.UserRole


def marked(snippet: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the words of a snippet and where finds stand in them, as (start, length) in UTF-16 units."""
    clean: list[str] = []
    spans: list[tuple[int, int]] = []
    at = start = 0
    for letter in snippet.lstrip():
        if letter == START:
            start = at
        elif letter == END:
            spans.append((start, at - start))
        else:
            kept = letter if letter.isprintable() else " "
            clean.append(kept)
            at += 2 if ord(kept) > 0xFFFF else 1  # noqa: PLR2004 - Qt counts UTF-16 units
    return "".join(clean), [span for span in spans if span[1]]


def as_typed(query: str) -> str:
    """Return the question for a text that is still being typed: its last word may go on."""
    return f"{query}*" if query[-1:].isalnum() and query.count('"') % 2 == 0 else query


class HitModel(QAbstractListModel):
    """The finds."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._now = now
        self._hits: list[Hit] = []
        self.accounts: Mapping[str, Account] = {}

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many finds were fetched."""
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's type
        """Return a find or its words."""
        hit = self.hit(index.row()) if index.isValid() else None
        if hit is None:
            return None
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return phrases.line(hit.author_name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(hit)
        return None

    def _sentence(self, hit: Hit) -> str:
        account = self.accounts.get(hit.account_id)
        parts = [
            tr("our answer") if hit.ours else phrases.line(hit.author_name),
            phrases.line(account.name) if account else "",
            words.when(hit.at, self._now()),
            phrases.line(marked(hit.snippet)[0]),
        ]
        return ", ".join(part for part in parts if part)

    def hit(self, row: int) -> Hit | None:
        """Return a find."""
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def begin(self, hits: Iterable[Hit]) -> None:
        """Show other finds."""
        self.beginResetModel()
        self._hits = list(hits)
        self.endResetModel()

    def add(self, hits: Sequence[Hit]) -> None:
        """Show older finds below."""
        if hits:
            first = len(self._hits)
            self.beginInsertRows(QModelIndex(), first, first + len(hits) - 1)
            self._hits.extend(hits)
            self.endInsertRows()

    def last_id(self) -> int | None:
        """Return the id of the oldest find."""
        return self._hits[-1].message_id if self._hits else None


class _HitView(QListView):
    opened = Signal(QModelIndex)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Esc goes back to the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchPane(QFrame):
    """Finds, their number, and a line on how to ask more exactly."""

    opened = Signal(object)  # Hit
    more_wanted = Signal(object)  # id below which to go on
    left = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        theme.mark(self, "raised")
        self.model = HitModel(now, self)
        self.view = _HitView()
        theme.mark(self.view, "rows")
        self.view.setAccessibleName(tr("Messages found"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(_HitDelegate(now, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.count = PlainLabel()
        self.help = QLabel()
        self.unclear = QueryLine()
        self.missing = MissingNames()
        self.elsewhere = Elsewhere()
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._more = True
        self._build()
        self.view.opened.connect(self._open)
        self.view.clicked.connect(self._open)
        self.view.left.connect(self.left)
        self.view.verticalScrollBar().valueChanged.connect(self._scrolled)

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        theme.mark(self.count, "bold")
        theme.mark(self.help, "meta")
        self.help.setWordWrap(True)
        self.help.setTextFormat(Qt.TextFormat.PlainText)
        self.help.setText(
            tr('Also: from:name  is:unread  "these words"  -without  begin*  one or other')
        )
        for label in (self.count, self.help):
            label.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
            column.addWidget(label)
        column.addWidget(self.unclear)
        column.addWidget(self.missing)
        column.addWidget(self.elsewhere)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        column.addWidget(self._stack, 1)

    def show_short(self) -> None:
        """Say that more letters are needed."""
        self.unclear.hide()
        self.missing.show_names(())
        self.elsewhere.show_finds(())
        self.count.setText(tr("Search"))
        self.empty.say(
            "search", tr("Go on typing"), tr("Two letters or more find messages, old and new.")
        )
        self._stack.setCurrentWidget(self.empty)

    def show_unclear(self, query: str, found: QueryError) -> None:
        """Say what is unclear in a query and mark the place; what was found before stays."""
        self.missing.show_names(())
        self.unclear.mark(query, found.at, found.length, problem(query, found))

    def show_hits(self, hits: Sequence[Hit], total: int) -> None:
        """Show the first finds; `total` stops counting at a thousand."""
        self.unclear.hide()
        self.model.begin(hits)
        self._more = len(hits) >= PAGE
        shown = f"{number(MOST)}+" if total >= MOST else number(total)
        self.count.setText(trn("{n} message found", "{n} messages found", total).format(n=shown))
        if hits:
            self._stack.setCurrentWidget(self.view)
            self.view.scrollToTop()
            return
        self.empty.say(
            "search",
            tr("Nothing found"),
            tr(
                "Accents and capitals do not matter. Fewer words, or the beginning of one with a *, find more."
            ),
        )
        self._stack.setCurrentWidget(self.empty)

    def add_hits(self, hits: Sequence[Hit]) -> None:
        """Show older finds below."""
        self._more = len(hits) >= PAGE
        self.model.add(hits)

    def enter(self) -> bool:
        """Go to the first find; tell whether there is one."""
        if not self.model.rowCount() and self.elsewhere.count():
            self.elsewhere.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if not self.model.rowCount():
            return False
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        return True

    def _open(self, index: QModelIndex) -> None:
        hit = self.model.hit(index.row())
        if hit is not None:
            self.opened.emit(hit)

    def _scrolled(self, value: int) -> None:
        bar = self.view.verticalScrollBar()
        if self._more and self.model.rowCount() and value > bar.maximum() - self.view.height():
            self._more = False
            self.more_wanted.emit(self.model.last_id())


class _HitDelegate(QStyledItemDelegate):
    """Paints a find: band, who, when, the words around it with the finds marked."""

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._now = now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a comfortable row."""
        del index
        return QSize(option.rect.width(), theme.current().px(theme.LIST_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one find."""
        hit = index.data(HIT)
        model = index.model()
        if not isinstance(hit, Hit) or not isinstance(model, HitModel):
            return
        look = theme.current()
        rect = option.rect
        painter.save()
        painter.setClipRect(rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, look.colour("tint" if chosen else "sunken" if over else "raised"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        account = model.accounts.get(hit.account_id)
        if account:
            paint_band(painter, rect.adjusted(0, 0, 0, -1), account.colour)
        self._head(painter, rect, hit, account)
        self._words(painter, rect, hit)
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, hit: Hit, account: Account | None) -> None:
        look = theme.current()
        meta, bold = look.font("meta"), look.font("body", bold=True)
        line = QRect(
            rect.left() + look.px(16),
            rect.top() + look.px(8),
            rect.width() - look.px(28),
            QFontMetrics(bold).height(),
        )
        said = words.when(hit.at, self._now())
        metrics = QFontMetrics(meta)
        icon = QRect(0, 0, look.px(14), look.px(14))
        if account:
            widest = int(line.width() * 0.62) - metrics.horizontalAdvance(said) - 2 * icon.width()
            name = short_account(
                phrases.line(account.name, 40), lambda one: metrics.horizontalAdvance(one) <= widest
            )
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(0, widest))
            said = f"{name} · {said}"
        room = metrics.horizontalAdvance(said)
        if account:
            icon.moveCenter(line.center())
            icon.moveRight(line.right() - room - look.px(4))
            icons.paint(painter, icon, icons.platform(account.look), look.colour("soft"))
            room += icon.width() + look.px(4)
        painter.setFont(meta)
        painter.setPen(look.colour("soft"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
        painter.setFont(bold)
        painter.setPen(look.colour("text"))
        left = line.adjusted(0, 0, -(room + look.px(8)), 0)
        if hit.ours:
            side = look.px(12)
            icons.paint(
                painter,
                QRect(left.left(), left.center().y() - side // 2, side, side),
                "reply",
                look.colour("accent"),
            )
            left.setLeft(left.left() + look.px(18))
        name = QFontMetrics(bold).elidedText(
            phrases.line(hit.author_name, 120), Qt.TextElideMode.ElideRight, left.width()
        )
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _words(self, painter: QPainter, rect: QRect, hit: Hit) -> None:
        look = theme.current()
        font = look.font("body")
        text, spans = marked(hit.snippet)
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        ranges = []
        for start, length in spans:
            span = QTextLayout.FormatRange()
            span.start, span.length = start, length
            form = QTextCharFormat()
            form.setBackground(look.colour("internal"))
            form.setForeground(look.colour("on_internal"))
            form.setFontWeight(look.font("body", bold=True).weight())
            span.format = form
            ranges.append(span)
        layout.setFormats(ranges)
        layout.beginLayout()
        top = 0.0
        for _ in range(2):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(1, rect.width() - look.px(28)))
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        painter.setPen(look.colour("soft"))
        layout.draw(painter, QPointF(rect.left() + look.px(16), rect.top() + look.px(28)))
