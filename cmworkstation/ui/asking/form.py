"""A small form: a few named fields in words, and what is done with them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.values import dataclass
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.form_dialog import FormDialog, wrapped
from cmworkstation.ui.widgets.offering import offer
from cmworkstation.words import problems

MANY_LINES = 4  # that a text shows; more scroll
ONE, MANY, CHOICE, TICK, DAY = "one", "many", "choice", "tick", "day"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for: a line, a text of several lines, one of several, yes and no, or a day.

    A day is given and taken as 2027-01-31, "" for none.
    """

    name: str
    label: str
    value: str = ""
    kind: str = ONE
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # key and words; of a line, words that are offered
    free: bool = False  # of a choice: other words may be typed


class Form(FormDialog):
    """Asks for fields; it stays, and says why, where what was entered is refused."""

    def __init__(
        self,
        window: QWidget,
        title: str,
        fields: Sequence[Field],
        act: Callable[[Mapping[str, str]], object],
        *,
        button: str,
        intro: str = "",
    ) -> None:
        """Show the fields; `act` gets what was entered, by name, and raises where it cannot be."""
        many = sum(one.kind == MANY for one in fields)
        high = min(640, 190 + 56 * len(fields) + 80 * many)
        super().__init__(window, title, button, (560, high), margin=20, intro=intro)
        self._act = act
        self.doer.clicked.connect(self.use)
        form = self.field_rows(below=bool(many))
        self.fields: dict[str, QWidget] = {}
        for one in fields:
            widget = _widget(one)
            widget.setAccessibleName(one.label)
            self.fields[one.name] = widget
            if isinstance(widget, QCheckBox):
                form.addRow(beside(widget, one.label))
            else:
                form.addRow(one.label, widget)
            if one.hint:
                form.addRow(wrapped(one.hint, "meta"))
        if fields:
            self.fields[fields[0].name].setFocus()

    def values(self) -> dict[str, str]:
        """Return what is entered, by name; "1" stands for a tick."""
        return {name: _value(widget) for name, widget in self.fields.items()}

    def use(self) -> None:
        """Do what the form is for, or say why it cannot be done."""
        for widget in self.fields.values():
            if isinstance(widget, DayField) and not widget.sound():
                self.complain(widget.complaint(), widget)
                return
        try:
            self._act(self.values())
        except (WorkstationError, ValueError) as error:
            why = problems.error(error).text if isinstance(error, WorkstationError) else str(error)
            self.complain(why)
            return
        self.accept()


def _widget(one: Field) -> QWidget:
    if one.kind == MANY:
        text = QPlainTextEdit()
        text.setPlainText(one.value)
        text.setTabChangesFocus(True)
        lines = MANY_LINES * text.fontMetrics().lineSpacing()
        text.setFixedHeight(lines + theme.current().px(16))
        return text
    if one.kind == TICK:
        box = QCheckBox()
        box.setChecked(bool(one.value))
        return box
    if one.kind == DAY:
        day = DayField(one.label)
        day.set_text(one.value)
        return day
    if one.kind == CHOICE:
        choice = QComboBox()
        choice.setEditable(one.free)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(10)
        for key, shown in one.choices:
            choice.addItem(shown, key)
        at = choice.findData(one.value)
        if at < 0 and one.free:
            choice.setEditText(one.value)
        else:
            choice.setCurrentIndex(max(0, at))
        if typed := choice.lineEdit():
            typed.setAccessibleName(one.label)
            offer(typed, [shown for _, shown in one.choices if shown])
        return choice
    line = QLineEdit()
    line.setMaxLength(500)
    line.setText(one.value)
    line.setCursorPosition(0)
    if one.choices:
        offer(line, [shown for _, shown in one.choices])
    return line


def _value(widget: QWidget) -> str:
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText().strip()
    if isinstance(widget, QCheckBox):
        return "1" if widget.isChecked() else ""
    if isinstance(widget, QComboBox):
        typed = widget.currentText().strip()
        if widget.isEditable():
            at = widget.findText(typed, Qt.MatchFlag.MatchFixedString)  # whatever its case
            return typed if at < 0 else str(widget.itemData(at) or "")
        return str(widget.currentData() or "")
    if isinstance(widget, DayField):
        day = widget.day()
        return day.isoformat() if day else ""
    return widget.text().strip() if isinstance(widget, QLineEdit) else ""


def ask_words(
    window: QWidget,
    title: str,
    label: str,
    act: Callable[[str], object],
    *,
    button: str,
    value: str = "",
    intro: str = "",
    long: bool = False,
) -> Form:
    """Ask for one text, and use it."""
    field = Field("words", label, value, MANY if long else ONE)
    form = Form(window, title, [field], partial(_of_words, act), button=button, intro=intro)
    form.open()
    return form


def _of_words(act: Callable[[str], object], given: Mapping[str, str]) -> object:
    return act(given["words"])
