"""The actions of a rule: rows of what is done and, where it needs one, a value."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.inbox_rule import WITHOUT_VALUE, Action, ActionKind
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox_rules.names import Names
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import inbox_rules as words

VALUE_WIDE = 220  # px at 100 %
FIXED = (ActionKind.ASSIGN, ActionKind.CATEGORY, ActionKind.SNOOZE)  # one of those that there are


class ActionRows(QWidget):
    """What a rule does, one row for each thing."""

    changed = Signal()

    def __init__(self, names: Names, actions: tuple[Action, ...]) -> None:
        """Begin with some actions."""
        super().__init__()
        self._names = names
        self._rows: list[_Row] = []
        look = theme.current()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(8))
        self.adder = QPushButton(icons.icon("add", "accent"), look.beside(tr("One more action")))
        theme.mark(self.adder, "quiet")
        self.adder.setAutoDefault(False)
        self.adder.clicked.connect(lambda _=False: self._add_new())
        self._column.addWidget(self.adder)
        for one in actions or (Action(ActionKind.LABEL),):
            self._add(one)

    def said(self) -> tuple[Action, ...]:
        """Return what the rows say."""
        return tuple(row.action() for row in self._rows)

    def _add_new(self) -> None:
        self._add(Action(ActionKind.LABEL)).kind.setFocus()
        self.changed.emit()

    def _add(self, one: Action) -> "_Row":
        row = _Row(self._names, one)
        row.changed.connect(self.changed)
        row.removed.connect(partial(self._remove, row))
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    def _remove(self, row: "_Row") -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        if not self._rows:
            self._add(Action(ActionKind.LABEL))
        self.adder.setFocus()
        self.changed.emit()


class _Row(QWidget):
    """One action."""

    changed = Signal()
    removed = Signal()

    def __init__(self, names: Names, one: Action) -> None:
        super().__init__()
        self._names = names
        look = theme.current()
        flow = FlowLayout(self, gap=4)
        self.kind = QComboBox()
        for kind in ActionKind:
            self.kind.addItem(tr(words.ACTIONS[kind]), kind)
        self.kind.setCurrentIndex(self.kind.findData(one.kind))
        self.kind.setAccessibleName(tr("What the rule does"))
        self.value = QComboBox()
        self.value.setAccessibleName(tr("Value of the action"))
        self.value.setMinimumWidth(look.px(VALUE_WIDE))
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        remover = QPushButton(icons.icon("close", "soft"), "")
        remover.setAccessibleName(tr("Take this action out"))
        remover.setToolTip(tr("Take this action out"))
        remover.setAutoDefault(False)
        theme.mark(remover, "quiet")
        for widget in (self.kind, self.value, remover):
            flow.addWidget(widget)
        self._fill(one.value)
        self.kind.currentIndexChanged.connect(self._turn)
        self.value.currentTextChanged.connect(self.changed)
        remover.clicked.connect(self.removed)

    def action(self) -> Action:
        """Return what the row says."""
        kind = ActionKind(self.kind.currentData())
        if kind in WITHOUT_VALUE:
            return Action(kind)
        text = self.value.currentText().strip()
        how = Qt.MatchFlag.MatchExactly
        if kind is ActionKind.TOPIC:  # “voirie” is “Voirie”
            how = Qt.MatchFlag.MatchFixedString
        at = self.value.findText(text, how)
        return Action(kind, str(self.value.itemData(at)) if at >= 0 else text)

    def _turn(self, *_: object) -> None:
        self._fill("")
        self.changed.emit()

    def _fill(self, value: str) -> None:
        kind = ActionKind(self.kind.currentData())
        self.value.setVisible(kind not in WITHOUT_VALUE)
        self.value.blockSignals(True)
        self.value.clear()
        choices = self._names.choices(kind)
        for key, name in choices:
            self.value.addItem(name, key)
        if value and self.value.findData(value) < 0 and kind in FIXED:
            self.value.addItem(self._names.of(Action(kind, value)), value)
        self.value.setEditable(kind not in FIXED)
        at = self.value.findData(value)
        edit = self.value.lineEdit()
        if edit is not None:
            completer = QCompleter([name for _, name in choices], self.value)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self.value.setCompleter(completer)
            self.value.setEditText(self._names.of(Action(kind, value)) if value else "")
            edit.setPlaceholderText(words.wanted(kind))
            edit.setAccessibleName(tr("Value of the action"))
        elif at >= 0:
            self.value.setCurrentIndex(at)
        self.value.blockSignals(False)
