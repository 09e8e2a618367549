"""What the side bar shows: sections with headings, and below them lines that may fold."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from cmworkstation.domain import foreign
from cmworkstation.domain.label import Label
from cmworkstation.domain.values import dataclass

ENTRY = Qt.ItemDataRole.UserRole
SECTION = "section:"  # begins the keys of headings


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `colour` below 0 means no band; `said` is what a screen reader says."""

    key: str
    title: str
    icon: str = ""
    count: int = 0
    strong: bool = False
    colour: int = -1
    trouble: bool = False
    label: Label | None = None
    depth: int = 0  # below lines of less depth that came before it
    folds: bool | None = None  # whether what stands below it is folded away, None for nothing below
    said: str = ""
    tip: str = ""
    more: bool = False  # a heading with acts of its own: a mark at its end leads to their menu

    @property
    def heading(self) -> bool:
        """Whether this is the heading of a section."""
        return self.key.startswith(SECTION)


def line(key: str, title: str, icon: str, count: int, *, strong: bool = False) -> Entry:
    """Return a line that a screen reader says with its number."""
    said = f"{title}, {count}" if count else title
    return Entry(key, title, icon, count, strong=strong, said=said)


class SideModel(QStandardItemModel):
    """Sections in their order; each brings its lines up to date in place, so that focus and scroll stay."""

    def __init__(self, sections: Sequence[str], parent: QObject | None = None) -> None:
        """Make the sections, empty; their keys begin with `SECTION`."""
        super().__init__(parent)
        self._rows: dict[str, QStandardItem] = {}
        self._shown: dict[str, list[Entry]] = {key: [] for key in sections}
        for key in sections:
            self._rows[key] = QStandardItem()
            self._rows[key].setEditable(False)
            self.appendRow(self._rows[key])

    def heading(self, section: str) -> QStandardItem:
        """Return the line above a section."""
        return self._rows[section]

    def lines(self, section: str) -> list[Entry]:
        """Return what stands in a section, also what is folded away."""
        return self._shown[section]

    def find(self, key: str) -> QStandardItem | None:
        """Return the line of this key."""
        if key in self._rows:
            return self._rows[key]
        for section, entries in self._shown.items():
            if any(one.key == key for one in entries):
                return next(item for one, item in self.items(section) if one.key == key)
        return None

    def show(self, heading: Entry, entries: list[Entry]) -> None:
        """Show these lines in the section of `heading`; what did not change is left alone."""
        top = self._rows[heading.key]
        if top.data(ENTRY) != heading:
            _write(top, heading)
        known = self._shown[heading.key]
        if [one.depth for one in known] != [one.depth for one in entries]:
            self._reshape(top, known, entries)
            known = []
        self._shown[heading.key] = entries
        for n, (entry, item) in enumerate(self.items(heading.key)):
            if n >= len(known) or (known[n] is not entry and known[n] != entry):
                _write(item, entry)

    def items(self, section: str) -> Iterator[tuple[Entry, QStandardItem]]:
        """Yield each line of a section with its item, from top to bottom."""
        yield from zip(self._shown[section], _below(self._rows[section]), strict=True)

    def _reshape(self, top: QStandardItem, known: list[Entry], entries: list[Entry]) -> None:
        """Make as many items as there are entries, one below another as the entries stand."""
        if not any(one.depth for one in (*known, *entries)):
            top.setRowCount(min(top.rowCount(), len(entries)))
            top.appendRows([_item() for _ in range(top.rowCount(), len(entries))])
            return
        top.removeRows(0, top.rowCount())
        above = [top]
        for one in entries:
            del above[one.depth + 1 :]
            item = _item()
            above[-1].appendRow(item)
            above.append(item)


def _below(item: QStandardItem) -> Iterator[QStandardItem]:
    for row in range(item.rowCount()):
        child = item.child(row)
        yield child
        if child.hasChildren():
            yield from _below(child)


def _item() -> QStandardItem:
    made = QStandardItem()
    made.setEditable(False)
    return made


def _write(item: QStandardItem, entry: Entry) -> None:
    item.setData(entry, ENTRY)
    item.setText(entry.title)
    item.setAccessibleText(entry.said or entry.title)
    item.setToolTip(foreign.tooltip(entry.tip or entry.title))
