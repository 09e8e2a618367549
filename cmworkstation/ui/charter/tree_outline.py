"""The triage as an outline: the same boxes as the picture, for screen readers and for whoever likes lists."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTreeView, QWidget

from cmworkstation.domain.charter.model import Charter
from cmworkstation.i18n import tr
from cmworkstation.ui import icons
from cmworkstation.ui.charter.tree_shape import Node, Shape
from cmworkstation.ui.charter.tree_words import node_words

NUMBER = int(Qt.ItemDataRole.UserRole)


class TreeOutline(QTreeView):
    """One line per box, each below the question that leads to it."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.setAccessibleName(tr("Triage as an outline"))
        self.setHeaderHidden(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self._items: list[QStandardItem] = []
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(lambda index: self.opened.emit(index.data(NUMBER)))

    def show_shape(self, charter: Charter, shape: Shape, current: int) -> None:
        """List a triage with one line chosen."""
        self.blockSignals(True)
        self._model.clear()
        self._items = []
        for number, node in enumerate(shape.nodes):
            item = QStandardItem(_line(charter, node))
            item.setData(number, NUMBER)
            wrong = node.kind in ("loop", "lost") or not node.reached
            picture = (
                "warn" if wrong else {"step": "help", "category": "tag"}.get(node.kind, "link")
            )
            item.setIcon(icons.icon(picture, "error" if wrong else "soft"))
            above = (
                self._items[node.parent] if node.parent >= 0 else self._model.invisibleRootItem()
            )
            above.appendRow(item)
            self._items.append(item)
        self.expandAll()
        self.choose(current)
        self.blockSignals(False)

    def choose(self, number: int) -> None:
        """Choose a line."""
        if 0 <= number < len(self._items):
            self.selectionModel().setCurrentIndex(
                self._items[number].index(), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def lines(self) -> list[str]:
        """Return what the lines say, in their order."""
        return [one.text() for one in self._items]

    def _moved(self, current: QModelIndex) -> None:
        number = current.data(NUMBER)
        if number is not None:
            self.chosen.emit(number)


def _line(charter: Charter, node: Node) -> str:
    said, note = node_words(charter, node)
    if node.parent >= 0:
        answer = tr("Yes: {words}") if node.branch == "yes" else tr("No: {words}")
        said = answer.format(words=said)
    return f"{said} ({note})" if note else said
