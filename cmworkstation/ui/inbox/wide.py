"""The columns of the inbox in a wide window: the list takes its share of the room, until a person says otherwise."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter

from cmworkstation.ui import theme

LIST, THREAD = 1, 2  # places of the panes
USUAL = (226, 350, 362, 282)  # px at 100 % of views, list, thread and context
SHARE = 0.25  # of what is more than usual, for the list
WIDEST = 560  # px at 100 % of a list that nobody drew wider


class WideColumns(QSplitter):
    """Four columns. Once the list has another width than it was given, a person, or an earlier window, chose it."""

    def __init__(self) -> None:
        """Begin without columns."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("columns")
        self.setChildrenCollapsible(False)
        self._given = 0  # px of the list, as this gave it last

    def begin(self) -> None:
        """Give the four columns, which are there now, their usual widths; the thread takes what is more."""
        look = theme.current()
        for n in range(self.count()):
            self.setStretchFactor(n, int(n == THREAD))
        self.setSizes([look.px(width) for width in USUAL])
        self._given = look.px(USUAL[LIST])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the list grow, and shrink, with the window."""
        untouched = abs(self.sizes()[LIST] - self._given) <= 1
        super().resizeEvent(event)
        sizes = self.sizes()
        if not untouched or not sizes[LIST] or not sizes[THREAD]:
            return
        look = theme.current()
        usual = look.px(USUAL[LIST])
        share = round(max(0, self.width() - look.px(sum(USUAL))) * SHARE)
        wanted = min(look.px(WIDEST), usual + share)
        if wanted > usual or sizes[LIST] > wanted:
            sizes[THREAD] -= wanted - sizes[LIST]
            sizes[LIST] = wanted
            self.setSizes(sizes)
        self._given = self.sizes()[LIST]
