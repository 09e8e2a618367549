"""What rules did, row by row, each with the rule's name; chosen ones can be taken back or looked at."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.inbox_rule import ActionKind, Effect
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox_rules.names import Names
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import inbox_rules as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

EFFECT = int(Qt.ItemDataRole.UserRole)
LIST_HIGH = 160  # px at 100 %


class EffectRows(QWidget):
    """A list of effects with what can be done about the chosen one."""

    conversation_wanted = Signal(object)  # id
    undo_wanted = Signal(object)  # Effect

    def __init__(self, window: "MainWindow") -> None:
        """Begin empty."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        self.list = found_rows(tr("What inbox rules did"))
        self.list.setMinimumHeight(look.px(LIST_HIGH))
        self.list.itemActivated.connect(lambda _: self._open())
        enter_acts_once(self.list)
        self.list.currentRowChanged.connect(lambda _: self._show_buttons())
        column.addWidget(self.list)
        self._bar = QWidget()
        flow = FlowLayout(self._bar)
        self.opener = QPushButton(tr("Open the conversation"))
        self.opener.clicked.connect(lambda _=False: self._open())
        self.undoer = QPushButton(tr("Take this back"))
        self.undoer.clicked.connect(lambda _=False: self.undo_wanted.emit(self.effect()))
        for button in (self.opener, self.undoer):
            flow.addWidget(button)
        column.addWidget(self._bar)

    def show_effects(self, effects: Sequence[Effect], nothing: str) -> None:
        """Show effects, the latest first; `nothing` is said where there are none."""
        now, names = self._services.clock.now(), Names(self._services)
        chosen = self.effect()
        self.list.clear()
        for one in effects:
            item: QListWidgetItem = found_row(words.effect(one, now, names.of))
            item.setData(EFFECT, one)
            self.list.addItem(item)
            if chosen is not None and chosen.id == one.id:
                self.list.setCurrentItem(item)
        if effects and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.said.setText("" if effects else nothing)
        self.said.setVisible(not effects)
        self.list.setVisible(bool(effects))
        self._bar.setVisible(bool(effects))
        self._show_buttons()

    def effect(self) -> Effect | None:
        """Return the chosen effect."""
        found = self.list.currentItem().data(EFFECT) if self.list.currentRow() >= 0 else None
        return found if isinstance(found, Effect) else None

    def _show_buttons(self) -> None:
        one = self.effect()
        may = one is not None and one.undone_at is None and one.action.kind is not ActionKind.NOTIFY
        self.undoer.setEnabled(may and not self._services.read_only)
        self.opener.setEnabled(one is not None)

    def _open(self) -> None:
        one = self.effect()
        if one is not None:
            self.conversation_wanted.emit(one.conversation_id)
