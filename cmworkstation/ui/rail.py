"""The rail of pages at the left edge: icons with a word below, and a count where a person must act."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Counts
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.page import PageSpec
from cmworkstation.ui.widgets.viewports import own_viewport

_GREATEST = 99
_GREATEST_ALONE = 9  # where a wider number would lie over the icon, which stands for the page alone
LOWEST, LOWEST_WITH_WORDS = 24, 48  # px at 100 %, room for an icon, and for its word below


class _RailButton(QToolButton):
    """One page: icon, word, badge."""

    reached = Signal()  # by the keyboard

    def __init__(self, words: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._count = 0
        theme.mark(self, "rail")
        self.setText(words)
        self.setIcon(icons.icon(icon, "soft"))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self._count = count
        waiting = (
            trn("{n} needs you", "{n} need you", count).format(n=number(count)) if count else ""
        )
        self.setAccessibleName(", ".join(filter(None, (self._words, waiting))))
        self.setToolTip(foreign.tooltip(self.accessibleName()))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        t = theme.current()
        alone = self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        greatest = _GREATEST_ALONE if alone else _GREATEST
        words = str(self._count) if self._count <= greatest else f"{greatest}+"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(t.font("meta", bold=True))
        height = t.px(16)
        width = max(height, painter.fontMetrics().horizontalAdvance(words) + t.px(8))
        left = min(self.width() / 2 + t.px(2), self.width() - width - t.px(2))
        box = QRectF(left, t.px(2), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.colour("accent"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(t.colour("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QScrollArea):
    """The pages, in their order; it scrolls where even low buttons have no room."""

    def __init__(
        self, pages: Sequence[PageSpec], go: Callable[[str], object], parent: QWidget
    ) -> None:
        """Show a button per page; `go` brings one to the front."""
        super().__init__(parent)
        theme.mark(self, "rail")
        self.setAccessibleName(tr("Pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        inner, viewport = QWidget(), own_viewport(self)
        self._pages = pages
        self._buttons: dict[str, _RailButton] = {}
        self._group = QButtonGroup(self)
        t = theme.current()
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(t.px(4),) * 4)
        column.setSpacing(t.px(4))
        for spec in pages:
            button = _RailButton(tr(spec.title), spec.icon, inner)
            button.clicked.connect(partial(go, spec.key))
            button.reached.connect(partial(self.ensureWidgetVisible, button, 0, t.px(4)))
            self._group.addButton(button)
            self._buttons[spec.key] = button
            column.addWidget(button)
        column.addStretch(1)
        self.setWidget(inner)
        for one in (inner, viewport):
            one.setAutoFillBackground(False)
        self._high = self._wide = self._low = 0
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Show icons alone, or icons with words."""
        t = theme.current()
        style = Qt.ToolButtonStyle
        for one in self._buttons.values():
            one.ensurePolished()  # the words are as wide as they will be painted, at a start and later alike
        metrics = self._buttons and max(
            one.fontMetrics().horizontalAdvance(one.text()) for one in self._buttons.values()
        )
        words = max(t.px(theme.RAIL), int(metrics or 0) + t.px(20))
        width = t.px(theme.RAIL_NARROW) if narrow else words
        for button in self._buttons.values():
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextUnderIcon
            )
            button.setIconSize(QSize(t.px(icons.LARGE), t.px(icons.LARGE)))
            button.setFixedWidth(width - t.px(9))
        self._high, self._wide = t.px(40 if narrow else 52), width
        self._low = t.px(LOWEST if narrow else LOWEST_WITH_WORDS)
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pages share the height where it is low."""
        super().resizeEvent(event)
        self._share_height()
        self._reveal()

    def _share_height(self) -> None:
        t = theme.current()
        each = (self.height() - t.px(16)) // max(1, len(self._buttons)) - t.px(4)
        for button in self._buttons.values():
            button.setFixedHeight(max(self._low, min(self._high, each)))
        scrolls = each < self._low
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bar.ScrollBarAlwaysOn if scrolls else bar.ScrollBarAlwaysOff
        )
        beside = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        self.setFixedWidth(self._wide + beside)

    def show_current(self, key: str) -> None:
        """Mark the page in front, none where it has no place here."""
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(True)
        self._reveal()

    def _reveal(self) -> None:
        """Let the page in front be seen whole, its count too: by where the buttons will stand, not where they stood."""
        current = next((one for one in self._buttons.values() if one.isChecked()), None)
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if current is None or layout is None:
            return
        layout.activate()
        self.ensureWidgetVisible(current, 0, theme.current().px(4))

    def show_counts(self, counts: Counts) -> None:
        """Show what waits for a person on each page."""
        for spec in self._pages:
            if spec.badge is not None:
                self._buttons[spec.key].set_count(spec.badge(counts))
