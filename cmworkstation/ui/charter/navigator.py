"""The sections of a charter and their objects as one tree, with counts, problem marks and a search."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.writing import section_lines
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.naming import counted, label_of, objects_of, titled
from cmworkstation.ui.charter.sheets import SHEETS
from cmworkstation.ui.widgets.fields import SearchField

PLACE = Qt.ItemDataRole.UserRole
Place = tuple[str, int]  # section and number; -1 is the section itself
Marks = Mapping[Place, tuple[int, str]]  # how many problems, and the worst weight


class Navigator(QWidget):
    """Tells which object a person wants to see."""

    chosen = Signal(str, int)

    def __init__(self) -> None:
        """Show the sections without objects."""
        super().__init__()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(8), look.px(8), 0, 0)
        column.setSpacing(look.px(8))
        self.search = SearchField(tr("Search in the charter"))
        self.search.searched.connect(self._filter)
        column.addWidget(self.search)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(1)
        self.tree.setAccessibleName(tr("Sections of the charter"))
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setIndentation(look.px(14))
        self.tree.currentItemChanged.connect(self._moved)
        column.addWidget(self.tree, 1)
        self._sections: dict[str, QTreeWidgetItem] = {}
        self._charter: Charter | None = None
        self._wanted = ""
        for sheet in SHEETS:
            item = QTreeWidgetItem([tr(sheet.title)])
            item.setData(0, PLACE, (sheet.section, -1))
            self.tree.addTopLevelItem(item)
            self._sections[sheet.section] = item

    def show_charter(self, charter: Charter, marks: Marks) -> None:
        """Show what there is now; what is chosen stays chosen."""
        self._charter = charter
        self.tree.blockSignals(True)
        for sheet in SHEETS:
            item = self._sections[sheet.section]
            item.setText(0, titled(charter, sheet))
            labels = [
                label_of(charter, sheet.section, one)
                for one in (objects_of(charter, sheet.section) if sheet.many else ())
            ]
            while item.childCount() > len(labels):
                item.takeChild(item.childCount() - 1)
            while item.childCount() < len(labels):
                child = QTreeWidgetItem([""])
                child.setData(0, PLACE, (sheet.section, item.childCount()))
                item.addChild(child)
            own = marks.get((sheet.section, -1), (0, ""))
            if not sheet.many:
                own = _joined(own, marks.get((sheet.section, 0), (0, "")))
            for n, (child, label) in enumerate(zip(_children(item), labels, strict=True)):
                mark = marks.get((sheet.section, n), (0, ""))
                own = _joined(own, mark)
                _put(child, label, mark)
            _put(item, item.text(0), own)
        self.tree.blockSignals(False)
        if self._wanted:
            self._filter(self._wanted)

    def choose(self, section: str, index: int) -> None:
        """Choose an object, or with -1 its section; nobody is told."""
        top = self._sections.get(section)
        if top is None:
            return
        children = _children(top)
        item = children[index] if 0 <= index < len(children) else top
        if item is not top:
            top.setExpanded(True)
        self.tree.blockSignals(True)
        self.tree.setCurrentItem(item)
        self.tree.blockSignals(False)
        self.tree.scrollToItem(item)

    def _moved(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            section, index = item.data(0, PLACE)
            if index < 0:
                item.setExpanded(True)
            self.chosen.emit(section, index)

    def _filter(self, words: str) -> None:
        """Show the objects that hold all words, in whatever field."""
        self._wanted = words
        wanted = words.casefold().split()
        first: QTreeWidgetItem | None = None
        for section, item in self._sections.items():
            objects = objects_of(self._charter, section) if self._charter else ()
            children = _children(item)
            hits = 0
            for child, one in zip(children, objects, strict=False):
                text = _text(child.text(0), one) if wanted else ""
                hit = all(word in text for word in wanted)
                child.setHidden(not hit)
                hits += hit
                if hit and wanted and first is None:
                    first = child
            own = item.text(0).casefold()
            if not children and objects and wanted:
                own = _text(own, objects[0])
            fits = all(word in own for word in wanted)
            item.setHidden(bool(wanted) and not hits and not fits)
            item.setExpanded(bool(wanted and hits) or (item.isExpanded() and not wanted))
            if fits and wanted and first is None:
                first = item
        if first is not None:
            self.tree.setCurrentItem(first)


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (item.child(n) for n in range(item.childCount()))
    return [one for one in found if one is not None]


def _text(label: str, one: object) -> str:
    lines = section_lines(one) if isinstance(one, Section) else []
    return " ".join([label, *lines]).casefold()


def _joined(one: tuple[int, str], other: tuple[int, str]) -> tuple[int, str]:
    worst = "error" if "error" in (one[1], other[1]) else one[1] or other[1]
    return one[0] + other[0], worst


def _put(item: QTreeWidgetItem, label: str, mark: tuple[int, str]) -> None:
    count, weight = mark
    role = {"error": "error", "warning": "warn"}.get(weight, "")
    if item.text(0) != label:
        item.setText(0, label)
    if item.data(0, PLACE + 1) != role:
        item.setData(0, PLACE + 1, role)
        item.setIcon(0, icons.icon(role, role) if role else QIcon())
    spoken = f"{label}, {counted(count)}" if count else label
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
    item.setToolTip(0, "")
