"""A small form: a few named fields in words, and what is done with them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.values import dataclass
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.offering import offer
from cmworkstation.ui.widgets.scrolling import scrolled

NARROW = 480  # px at 100 %: below, a field stands under its name
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


class Form(QDialog):
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
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._act = act
        look = theme.current()
        many = sum(one.kind == MANY for one in fields)
        self.setMinimumSize(look.px(300), look.px(200))
        fit(self, window, 560, min(640, 190 + 56 * len(fields) + 80 * many))
        inner = QWidget()
        form = QFormLayout(inner)
        form.setContentsMargins(0, 0, look.px(12), 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        wrap = QFormLayout.RowWrapPolicy
        narrow = self.width() < look.px(NARROW)
        form.setRowWrapPolicy(wrap.WrapAllRows if narrow or many else wrap.WrapLongRows)
        form.setVerticalSpacing(look.px(8))
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
                form.addRow(said(one.hint, "meta"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        if intro:
            column.addWidget(said(intro, "soft"))
        column.addWidget(scrolled(inner), 1)
        self.trouble = said("", "error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        holder = QWidget()
        row = FlowLayout(holder)
        self.keep = QPushButton(button)
        theme.mark(self.keep, "primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.use)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(self.keep)
        row.addWidget(cancel)
        column.addWidget(holder)
        if fields:
            self.fields[fields[0].name].setFocus()

    def values(self) -> dict[str, str]:
        """Return what is entered, by name; "1" stands for a tick."""
        return {name: _value(widget) for name, widget in self.fields.items()}

    def use(self) -> None:
        """Do what the form is for, or say why it cannot be done."""
        for widget in self.fields.values():
            if isinstance(widget, DayField) and not widget.sound():
                self._complain(widget.complaint())
                widget.setFocus()
                return
        try:
            self._act(self.values())
        except (WorkstationError, ValueError) as error:
            why = words.error(error).text if isinstance(error, WorkstationError) else str(error)
            self._complain(why)
            return
        self.accept()

    def _complain(self, why: str) -> None:
        self.trouble.setText(why)
        self.trouble.show()


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


def said(text: str, kind: str) -> PlainLabel:
    """Return words that wrap."""
    label = PlainLabel(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label


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
