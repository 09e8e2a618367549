"""The rail of pages at the left edge: icons with a word below, and a count where a person must act."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Counts
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.page import PageSpec

_GREATEST = 99
_GREATEST_ALONE = 9  # where a wider number would lie over the icon, which stands for the page alone
GAP = 4  # px at 100 %, between two pages
LOWEST, LOWEST_WITH_WORDS = 24, 50  # px at 100 %, room for an icon, and for its word below


class _RailButton(QToolButton):
    """One page: icon, word, badge."""

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
        self.setAccessibleName(self.told(self._words, count))
        self.setToolTip(foreign.tooltip(self.accessibleName()))
        self.update()

    @staticmethod
    def told(words: str, count: int) -> str:
        """Return the name of a page with what waits for a person there."""
        waiting = (
            trn("{n} needs you", "{n} need you", count).format(n=number(count)) if count else ""
        )
        return ", ".join(filter(None, (words, waiting)))

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


class Rail(QFrame):
    """The pages, group by group; those without room stand behind "More", by the names of their groups.

    A rail that scrolls hides half the program behind a bar that nobody looks at, so it never does.
    """

    def __init__(
        self, pages: Sequence[PageSpec], go: Callable[[str], object], parent: QWidget
    ) -> None:
        """Show a button per page that has a place on the rail; `go` brings one to the front."""
        super().__init__(parent)
        theme.mark(self, "rail")
        self.setAccessibleName(tr("Pages"))
        self._pages, self._go = pages, go
        self._counts = Counts()
        self._current = ""
        self._narrow = False
        self._buttons: dict[str, _RailButton] = {}
        self._lines: dict[str, QFrame] = {}
        self._group = QButtonGroup(self)
        t = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(4),) * 4)
        column.setSpacing(t.px(GAP))
        for spec in pages:
            if not spec.on_rail:
                continue
            if self._buttons and spec.group not in (*self._lines, pages[0].group):
                column.addWidget(self._line(spec.group))
            button = _RailButton(tr(spec.title), spec.icon, self)
            button.clicked.connect(partial(go, spec.key))
            self._group.addButton(button)
            self._buttons[spec.key] = button
            column.addWidget(button)
        self.more = _RailButton(tr("More"), "more", self)
        self.more.clicked.connect(self.show_more)
        column.addWidget(self.more)
        column.addStretch(1)
        self._high = self._wide = self._low = 0
        self.set_narrow(narrow=False)

    def _line(self, group: str) -> QFrame:
        line = QFrame(self)
        theme.mark(line, "line")
        self._lines[group] = line
        return line

    def set_narrow(self, *, narrow: bool) -> None:
        """Show icons alone, or icons with words."""
        t = theme.current()
        style = Qt.ToolButtonStyle
        buttons = [*self._buttons.values(), self.more]
        for one in buttons:
            one.ensurePolished()  # the words are as wide as they will be painted, at a start and later alike
        metrics = max(one.fontMetrics().horizontalAdvance(one.text()) for one in buttons)
        words = max(t.px(theme.RAIL), int(metrics) + t.px(20))
        width = t.px(theme.RAIL_NARROW) if narrow else words
        for button in buttons:
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextUnderIcon
            )
            button.setIconSize(QSize(t.px(icons.LARGE), t.px(icons.LARGE)))
            button.setFixedWidth(width - t.px(9))
        self._high, self._wide = t.px(40 if narrow else 52), width
        self._low = t.px(LOWEST if narrow else LOWEST_WITH_WORDS)
        self.setFixedWidth(width)
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pages share the height; where it is low, some go behind "More"."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        t = theme.current()
        gap, room = t.px(GAP), self.height() - t.px(4)
        ranked = sorted((spec for spec in self._pages if spec.on_rail), key=lambda spec: spec.fold)
        shown: list[PageSpec] = []
        lines = more = 0
        for many in range(len(ranked), 0, -1):
            shown = ranked[:many]
            more = int(many < len(self._pages))
            lines = len({spec.group for spec in shown}) - 1
            if (many + more) * (self._low + gap) + lines * (1 + gap) <= room:
                break
        each = (room - lines * (1 + gap)) // max(1, len(shown) + more) - gap
        keys, groups = {spec.key for spec in shown}, {spec.group for spec in shown}
        for key, button in self._buttons.items():
            button.setVisible(key in keys)
        self.more.setVisible(bool(more))
        for button in (*self._buttons.values(), self.more):
            button.setFixedHeight(max(self._low, min(self._high, each)))
        first = next((spec.group for spec in self._pages if spec.key in keys), "")
        for group, line in self._lines.items():
            line.setVisible(group in groups and group != first)
        self._mark()

    def folded(self) -> list[PageSpec]:
        """Return the pages that stand behind "More" now, in their order."""
        return [
            spec
            for spec in self._pages
            if spec.key not in self._buttons or self._buttons[spec.key].isHidden()
        ]

    def show_more(self) -> QMenu:
        """Open the list of the pages without a button here, and return it."""
        self._mark()
        menu = QMenu(self)
        menu.setAccessibleName(tr("More pages"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = ""
        for spec in self.folded():
            if spec.group and spec.group != group:
                menu.addAction(_heading(tr(spec.group), menu))
                group = spec.group
            count = spec.badge(self._counts) if spec.badge is not None else 0
            action = menu.addAction(
                icons.icon(spec.icon, "soft"), _RailButton.told(tr(spec.title), count)
            )
            action.setCheckable(spec.key == self._current)
            action.setChecked(spec.key == self._current)
            action.triggered.connect(partial(self._go, spec.key))
        menu.popup(self._beside(menu))
        return menu

    def _beside(self, menu: QMenu) -> QPoint:
        """Return where the list stands: at the right of its button, ending where the rail ends."""
        right = self.more.mapToGlobal(QPoint(self.more.width() + theme.current().px(4), 0))
        bottom = self.mapToGlobal(QPoint(0, self.height())).y()
        return QPoint(right.x(), max(0, min(right.y(), bottom - menu.sizeHint().height())))

    def show_current(self, key: str) -> None:
        """Mark the page in front; "More" where it stands behind it."""
        self._current = key
        self._mark()

    def _mark(self) -> None:
        behind = {spec.key: spec for spec in self.folded()}
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == self._current)
        self._group.setExclusive(True)
        self.more.setChecked(self._current in behind)
        self.more.set_count(
            sum(spec.badge(self._counts) for spec in behind.values() if spec.badge is not None)
        )

    def show_counts(self, counts: Counts) -> None:
        """Show what waits for a person on each page."""
        self._counts = counts
        for spec in self._pages:
            if spec.badge is not None and spec.key in self._buttons:
                self._buttons[spec.key].set_count(spec.badge(counts))
        self._mark()


def _heading(words: str, menu: QMenu) -> QWidgetAction:
    """Return the name of a group, as a row of a list that cannot be chosen."""
    label = QLabel(words)
    theme.mark(label, "heading")
    action = QWidgetAction(menu)
    action.setDefaultWidget(label)
    action.setEnabled(False)
    return action
