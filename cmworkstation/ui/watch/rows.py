"""Lists of mentions: the words with what matched in bold, below them who, where and when, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from cmworkstation.domain import foreign
from cmworkstation.domain.mention import Mention, MentionState
from cmworkstation.domain.watch_text import normal
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.found_rows import SPANS, found_row, show_found
from cmworkstation.words import watching as words

MENTION = int(Qt.ItemDataRole.UserRole)
Place = tuple[int, int]
ROLES = {
    MentionState.NEW: "accent",
    MentionState.READ: "soft",
    MentionState.ASIDE: "soft",
    MentionState.PROMOTED: "good",
}


class MentionList(QListWidget):
    """Mentions, the newest first; several can be chosen."""

    def __init__(self, name: str) -> None:
        """Begin empty, under an accessible name."""
        super().__init__()
        show_found(self, name)
        theme.mark(self, "rows")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def show_mentions(
        self,
        mentions: Sequence[Mention],
        names: Mapping[str, str],
        marks: Mapping[str, tuple[str, Sequence[Place]]],
        now: datetime,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Show mentions; what was chosen stays chosen, else the first is. `marks` gives text and places by id."""
        chosen, row = self.mention(), max(self.currentRow(), 0)
        scrolled = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        for one in mentions:
            self.addItem(_item(one, names.get(one.source_id, ""), marks.get(one.id), now, labels))
        found = next((n for n, one in enumerate(mentions) if chosen and one.id == chosen.id), -1)
        at = found if found >= 0 else min(row, len(mentions) - 1)
        self.setCurrentRow(at)
        self.verticalScrollBar().setValue(scrolled)
        self.blockSignals(False)

    def mention(self) -> Mention | None:
        """Return the mention under the cursor."""
        return _of(self.currentItem())

    def chosen(self) -> tuple[Mention, ...]:
        """Return all that are chosen, in the order of the list."""
        items = sorted(self.selectedItems(), key=self.row)
        return tuple(one for item in items if (one := _of(item)) is not None)

    def choose(self, mention_id: str) -> None:
        """Put the cursor on a mention, where it is here."""
        for row in range(self.count()):
            one = _of(self.item(row))
            if one is not None and one.id == mention_id:
                self.setCurrentRow(row)

    def step(self, by: int) -> None:
        """Go to the next mention, or the one before."""
        if self.count():
            self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))

    def toggle(self) -> None:
        """Choose the mention under the cursor besides the others, or no more."""
        toggle = QItemSelectionModel.SelectionFlag.Toggle
        self.selectionModel().select(self.currentIndex(), toggle)


def _of(item: QListWidgetItem | None) -> Mention | None:
    found = item.data(MENTION) if item is not None else None
    return found if isinstance(found, Mention) else None


def _item(
    one: Mention,
    source: str,
    marked: tuple[str, Sequence[Place]] | None,
    now: datetime,
    labels: Mapping[str, str] | None = None,
) -> QListWidgetItem:
    said, spans = excerpt(one, marked[1] if marked else ())
    telling: tuple[str, ...] = ()
    below = words.below(one, source, now, labels)
    if one.state is MentionState.NEW:  # the one word carries the colour
        telling = (tr(words.STATES[one.state]),)
        below = " · ".join((*telling, below))
    item = found_row(said or tr("Without words"), (), below, ROLES[one.state], telling=telling)
    if item.text() == said:  # else something was taken out of it, and the places are others
        item.setData(SPANS, spans)
    item.setData(MENTION, one)
    return item


def excerpt(one: Mention, places: Sequence[Place]) -> tuple[str, tuple[Place, ...]]:
    """Return the first words of a mention on one line, from a little before its first mark on, and the marks in it."""
    text = normal(f"{one.title}\n{one.text}" if one.title else one.text)
    start = max(0, places[0][0] - 60) if places and places[0][0] > 120 else 0  # noqa: PLR2004
    if start:
        start = text.rfind(" ", 0, start) + 1
    shown, moved = _one_line(text[start : start + 400], start, places)
    return shown[:180], tuple((a, b) for a, b in moved if b <= 180)  # noqa: PLR2004


def _one_line(text: str, start: int, places: Sequence[Place]) -> tuple[str, list[Place]]:
    """Return a text with single blanks, and where places of the whole stand in it then."""
    shown: list[str] = []
    at: dict[int, int] = {}
    for n, letter in enumerate(text):
        at[start + n] = len(shown)
        if not letter.isspace():
            shown.append(letter)
        elif shown and shown[-1] != " ":
            shown.append(" ")
    at[start + len(text)] = len(shown)
    moved = [(at[a], at[b]) for a, b in places if a in at and b in at]
    return foreign.cleaned("".join(shown)).rstrip(), moved
