"""The conditions of a rule: rows of field and value, or the query itself where it says more than rows can."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.inbox_conditions import (
    ABOUT,
    Condition,
    Conditions,
    conditions_of,
    query_of,
)
from cmworkstation.domain.query import Field
from cmworkstation.i18n import language, tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox_rules.names import Choice, Names
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import inbox_rules as words

PAUSE_MS = 250
VALUE_WIDE = 200  # px at 100 %
ROWS, TYPED = "rows", "typed"


class ConditionRows(QWidget):
    """Says the query that a person puts together; `changed` comes after a pause."""

    changed = Signal()

    def __init__(self, names: Names, query: str) -> None:
        """Begin with a query."""
        super().__init__()
        self._names = names
        self._rows: list[_Row] = []
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.way = Segmented([(ROWS, tr("As rows")), (TYPED, tr("As a search"))])
        self.way.setAccessibleName(tr("How the conditions are written"))
        self.way.chosen.connect(self._turn)
        column.addWidget(self.way)
        self.joined = QComboBox()
        self.joined.addItem(tr("All of these fit"), False)
        self.joined.addItem(tr("Any one of these fits"), True)
        self.joined.setAccessibleName(tr("How many of the conditions must fit"))
        self.joined.currentIndexChanged.connect(self._wait)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(8))
        self._column.addWidget(self.joined)
        self.adder = QPushButton(icons.icon("add", "accent"), look.beside(tr("One more condition")))
        theme.mark(self.adder, "quiet")
        self.adder.setAutoDefault(False)
        self.adder.clicked.connect(lambda _=False: self._add_new())
        self._column.addWidget(self.adder)
        self.typed = QLineEdit(query)
        self.typed.setAccessibleName(tr("The search that finds the messages"))
        self.typed.setPlaceholderText(tr("from:nadia parcel or delivery"))
        self.typed.textChanged.connect(self._wait)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._inside)
        self._stack.addWidget(self.typed)
        column.addWidget(self._stack)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        found = conditions_of(query)
        self._show(found or Conditions())
        self.way.choose(ROWS if found is not None or not query else TYPED)
        self._stack.setCurrentIndex(0 if self.way.key() == ROWS else 1)

    def query(self) -> str:
        """Return the query as it stands."""
        if self.way.key() == TYPED:
            return self.typed.text().strip()
        return self._said()

    def _said(self) -> str:
        rows = tuple(row.condition() for row in self._rows)
        joined = Conditions(rows, any_of=bool(self.joined.currentData()))
        return query_of(joined, french=language() == "fr")

    def _turn(self, key: str) -> None:
        """Show the same conditions the other way, where that is possible."""
        if key == TYPED:
            self.typed.setText(self._said())
        else:
            found = conditions_of(self.typed.text())
            if found is None and self.typed.text().strip():
                self.way.choose(TYPED)  # it says more than rows can
                return
            self._show(found or Conditions())
        self._stack.setCurrentIndex(0 if key == ROWS else 1)
        self._wait()

    def _show(self, conditions: Conditions) -> None:
        while self._rows:
            self._drop(self._rows[-1])
        self.joined.setCurrentIndex(int(conditions.any_of))
        for one in conditions.rows or (Condition(None, ""),):
            self._add(one)

    def _add_new(self) -> None:
        row = self._add(Condition(None, ""))
        row.field.setFocus()
        self._wait()

    def _add(self, one: Condition) -> "_Row":
        row = _Row(self._names, one)
        row.changed.connect(self._wait)
        row.removed.connect(partial(self._remove, row))
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    def _remove(self, row: "_Row") -> None:
        self._drop(row)
        if not self._rows:
            self._add(Condition(None, ""))
        self.adder.setFocus()
        self._wait()

    def _drop(self, row: "_Row") -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _wait(self, *_: object) -> None:
        self._pause.start()


class _Row(QWidget):
    """One condition: what, is or is not, which value, and a way to take it out."""

    changed = Signal()
    removed = Signal()

    def __init__(self, names: Names, one: Condition) -> None:
        super().__init__()
        self._choices: dict[Field | None, Callable[[], Sequence[Choice]]] = {
            Field.ACCOUNT: names.accounts,
            Field.PLATFORM: names.platforms,
            Field.LABEL: names.labels,
            Field.CATEGORY: names.categories,
            Field.ASSIGNEE: names.hands,
            Field.IS: partial(words.told, Field.IS),
            Field.HAS: partial(words.told, Field.HAS),
        }
        look = theme.current()
        flow = FlowLayout(self, gap=4)
        self.field = QComboBox()
        for about in ABOUT:
            self.field.addItem(words.field(about), about)
        self.field.setCurrentIndex(ABOUT.index(one.about))
        self.field.setAccessibleName(tr("What the condition is about"))
        self.sense = QComboBox()
        self.sense.addItem(tr("is"), False)
        self.sense.addItem(tr("is not"), True)
        self.sense.setCurrentIndex(int(one.negated))
        self.sense.setAccessibleName(tr("Whether it must fit or must not"))
        self.value = QComboBox()
        self.value.setEditable(True)
        self.value.setAccessibleName(tr("Value of the condition"))
        self.value.setMinimumWidth(look.px(VALUE_WIDE))
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        remover = QPushButton(icons.icon("close", "soft"), "")
        remover.setAccessibleName(tr("Take this condition out"))
        remover.setToolTip(tr("Take this condition out"))
        remover.setAutoDefault(False)
        theme.mark(remover, "quiet")
        for widget in (self.field, self.sense, self.value, remover):
            flow.addWidget(widget)
        self._fill(one.value)
        self.field.currentIndexChanged.connect(self._turn)
        self.sense.currentIndexChanged.connect(self.changed)
        self.value.editTextChanged.connect(self.changed)
        remover.clicked.connect(self.removed)

    def condition(self) -> Condition:
        """Return what the row says."""
        text = self.value.currentText().strip()
        at = self.value.findText(text)
        value = str(self.value.itemData(at) or text) if at >= 0 else text
        return Condition(self._about(), value, bool(self.sense.currentData()))

    def _about(self) -> Field | None:
        return ABOUT[self.field.currentIndex()]

    def _turn(self, *_: object) -> None:
        self._fill("")
        self.changed.emit()

    def _fill(self, value: str) -> None:
        about = self._about()
        choices = self._choices[about]() if about in self._choices else ()
        self.value.clear()
        for key, name in choices:
            self.value.addItem(name, key)
        self.value.setCompleter(_completer([name for _, name in choices], self.value))
        at = self.value.findData(value)
        if at >= 0 and value:
            self.value.setCurrentIndex(at)
        else:
            self.value.setEditText(value)
        edit = self.value.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(words.example(about))
            edit.setAccessibleName(tr("Value of the condition"))


def _completer(names: Sequence[str], parent: QWidget) -> QCompleter:
    made = QCompleter(list(names), parent)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return made
