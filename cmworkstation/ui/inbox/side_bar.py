"""The side bar: sections that fold, one scroll bar and one way of the arrow keys through all of it.

Arrows, Home, End and typed letters move; Enter or Space chooses a line or folds a section, so that somebody
who goes from the views to the accounts passes the labels without listing each of them.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTreeView

from cmworkstation.ui import theme
from cmworkstation.ui.inbox.list_model import DRAGGED, dragged
from cmworkstation.ui.inbox.side_delegate import SideDelegate, arrow_end, more_place
from cmworkstation.ui.inbox.side_rows import ENTRY, Entry, SideModel
from cmworkstation.ui.widgets.viewports import own_viewport


class SideBar(QTreeView):
    """A tree of one column. What is chosen (a view and an account) is its selection; keys move the current line."""

    chosen = Signal(str)  # the key of a line
    folded = Signal(str, bool)  # the key of a line or heading, and whether it is folded now
    dropped = Signal(str, object)  # a line's key, and the conversations that were dropped on it
    menu_wanted = Signal(str, QPoint)  # the key of a line or heading, and a place on the screen

    def __init__(self, sections: Sequence[str], takes: Callable[[str], bool]) -> None:
        """Make the sections, hidden while they are empty; `takes` tells on which lines something may be dropped."""
        super().__init__()
        self._takes = takes
        self._typed = QElapsedTimer()  # since the last letter
        own_viewport(self)
        self.lines = SideModel(sections, self)
        theme.mark(self, "nav")
        self.setModel(self.lines)
        self.setItemDelegate(SideDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAcceptDrops(True)
        self.setAutoExpandDelay(600)  # ms: a section or label opens under what is dragged
        self.expanded.connect(lambda index: self._turned(index, folded=False))
        self.collapsed.connect(lambda index: self._turned(index, folded=True))

    # --- what is shown ----------------------------------------------------------------------------

    def show_section(self, heading: Entry, entries: list[Entry]) -> None:
        """Bring a section up to date; it is hidden while it has no lines."""
        current, top = self.key_at(self.currentIndex()), self.verticalScrollBar().value()
        self.lines.show(heading, entries)
        item = self.lines.heading(heading.key)
        self.setRowHidden(item.row(), QModelIndex(), not entries)
        self.blockSignals(True)
        self.setExpanded(item.index(), not heading.folds)
        for one, line in self.lines.items(heading.key):
            if one.folds is not None:
                self.setExpanded(line.index(), not one.folds)
        self.blockSignals(False)
        if current and current != self.key_at(self.currentIndex()):
            self._make_current(current)
        self.verticalScrollBar().setValue(top)

    def choose(self, keys: Sequence[str]) -> None:
        """Show which lines are chosen, without telling anybody; the first is where the keyboard begins."""
        picked = QItemSelection()
        for key in keys:
            if item := self.lines.find(key):
                picked.select(item.index(), item.index())
        model = self.selectionModel()
        if model.selection() != picked:
            model.select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if keys and not self.hasFocus():
            self._make_current(keys[0])

    def go_to(self, key: str) -> None:
        """Take the keyboard to a line, unfolding what it stands in."""
        item = self.lines.find(key)
        if item is not None:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.setCurrentIndex(item.index())
            self.scrollTo(item.index())  # unfolds what is above it

    def key_at(self, index: QModelIndex) -> str:
        """Return the key of a line, "" where there is none."""
        entry = index.data(ENTRY)
        return entry.key if isinstance(entry, Entry) else ""

    def _make_current(self, key: str) -> None:
        item = self.lines.find(key)
        if item is not None and not self.isIndexHidden(item.index()):
            self.selectionModel().setCurrentIndex(
                item.index(), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    # --- choosing and folding ---------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose the line or fold the section; all other keys are those of a tree."""
        pause = QApplication.keyboardInputInterval()
        typing = self._typed.isValid() and not self._typed.hasExpired(pause)
        if event.key() == Qt.Key.Key_Space and typing:
            self.keyboardSearch(" ")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._use(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Go to what begins so; a space right after a letter is one within a name."""
        self._typed.start()
        super().keyboardSearch(search)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press chooses a line, folds a section, and on the arrow before a label folds that."""
        if event.button() is Qt.MouseButton.RightButton:
            return  # it asks for the menu, and does not move the keyboard's place
        at = event.position().toPoint()
        index = self.indexAt(at)
        entry, place = index.data(ENTRY), self.visualRect(index)
        super().mousePressEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton or not isinstance(entry, Entry):
            return
        if entry.more and more_place(place).adjusted(-4, -4, 4, 4).contains(at):
            self.menu_wanted.emit(entry.key, self.viewport().mapToGlobal(place.bottomRight()))
        elif entry.folds is not None and at.x() < arrow_end(entry):
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self._use(index)

    def _use(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        if entry.heading:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.chosen.emit(entry.key)

    def _turned(self, index: QModelIndex, *, folded: bool) -> None:
        self.folded.emit(self.key_at(index), folded)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu: of the line under the mouse, or of the current one."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            self.scrollTo(index)
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
        else:
            index, at = self.indexAt(event.pos()), event.globalPos()
        if key := self.key_at(index):
            self.menu_wanted.emit(key, at)

    # --- what is dropped --------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take conversations."""
        if event.mimeData().hasFormat(DRAGGED):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where they may fall, and unfold what they rest on."""
        super().dragMoveEvent(event)
        if self._takes(self.key_at(self.indexAt(event.position().toPoint()))):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which conversations fell on which line."""
        key = self.key_at(self.indexAt(event.position().toPoint()))
        if self._takes(key):
            event.acceptProposedAction()
            self.dropped.emit(key, dragged(event.mimeData()))
