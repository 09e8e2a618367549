"""The list of inbox rules in their folders, in the order in which they apply; dragged, or moved by keys."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from cmworkstation.domain import foreign
from cmworkstation.domain.inbox_rule import Fired, InboxRule
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.found_rows import found_row, show_found
from cmworkstation.words import inbox_rules as words

RULE = int(Qt.ItemDataRole.UserRole)
FOLDER = int(Qt.ItemDataRole.UserRole) + 1


class RulesList(QListWidget):
    """Rows of rules below rows of folders. Space switches a rule; a row can be dragged to its place."""

    switched = Signal()
    dropped = Signal(
        str, str, str
    )  # rule, the rule that it now stands before ("" for the end), folder

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        show_found(self, tr("Inbox rules, in their order"))
        theme.mark(self, "rows")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def show_rules(
        self, rules: Sequence[InboxRule], fired: Mapping[str, Fired], chosen: str, *, movable: bool
    ) -> None:
        """Show rules; one of them is chosen, the first where it is gone."""
        self.setDragEnabled(movable)
        self.blockSignals(True)
        self.clear()
        folder = ""
        for rule in rules:
            if rule.folder != folder:
                folder = rule.folder
                self.addItem(_folder_row(folder))
            self.addItem(_rule_row(rule, fired.get(rule.id)))
        self.choose(chosen)
        self.blockSignals(False)

    def choose(self, rule_id: str) -> None:
        """Choose a rule, the first where it is not here."""
        rows = [n for n in range(self.count()) if self.rule_at(n) is not None]
        found = [n for n in rows if (one := self.rule_at(n)) and one.id == rule_id]
        self.setCurrentRow((found or rows or [-1])[0])

    def rule(self) -> InboxRule | None:
        """Return the chosen rule."""
        return self.rule_at(self.currentRow())

    def rule_at(self, row: int) -> InboxRule | None:
        """Return the rule of a row, None for a folder's."""
        found = self.item(row).data(RULE) if 0 <= row < self.count() else None
        return found if isinstance(found, InboxRule) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space switch the chosen rule."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.switched.emit()
            return
        super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where a row was let go; the list itself is built anew from what is kept."""
        rule = self.rule()
        if rule is not None:
            at = self.indexAt(event.position().toPoint())
            row = at.row() if at.isValid() else self.count()
            below = QAbstractItemView.DropIndicatorPosition.BelowItem
            self.drop(rule.id, row + (at.isValid() and self.dropIndicatorPosition() == below))
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def drop(self, rule_id: str, row: int) -> None:
        """Tell that a rule was let go before a row."""
        folder = ""
        for above in range(min(row, self.count())):
            item = self.item(above)
            here = self.rule_at(above)
            folder = here.folder if here is not None else str(item.data(FOLDER) or "")
        after = next(
            (
                one
                for n in range(row, self.count())
                if (one := self.rule_at(n)) and one.id != rule_id
            ),
            None,
        )
        before = after.id if after is not None and after.folder == folder else ""
        self.dropped.emit(rule_id, before, folder)


def _folder_row(folder: str) -> QListWidgetItem:
    name = foreign.line(folder) or tr("Without a folder")
    item = found_row(name, (), "", usable=False)
    item.setData(FOLDER, folder)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("Folder: {name}").format(name=name))
    return item


def _rule_row(rule: InboxRule, fired: Fired | None) -> QListWidgetItem:
    below = tr("{state} · {fired}").format(state=words.standing(rule), fired=words.fired(fired))
    role = "good" if rule.enabled else ("warn" if rule.why_off else "soft")
    item = found_row(rule.name, (), below, role)
    item.setData(RULE, rule)
    return item
