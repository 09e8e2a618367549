"""A dialog of a few questions: each with its name, what is wrong said below, one button that does it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.form_dialog import FormDialog, wrapped
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

LONGEST = 1000
Field = TypeVar("Field", bound=QWidget)


class Form(FormDialog):
    """Questions; `carried_out` is told once what was answered was carried out."""

    carried_out = Signal()

    def __init__(
        self,
        window: "MainWindow",
        title: str,
        note: str,
        does: str,
        act: Callable[[], object],
        size: tuple[int, int] = (520, 420),
    ) -> None:
        """Ask; `act` carries the answers out, and whatever it raises is said in the dialog."""
        super().__init__(window, title, does, size, least=(280, 240))
        self.window_ = window
        self._act = act
        self.doer.clicked.connect(lambda _=False: self.carry_out())
        look = theme.current()
        self.head = wrapped(note, "soft")
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(0, 0, look.px(8), 0)
        self.column.setSpacing(look.px(8))
        self.column.addWidget(self.head)
        self.head.setVisible(bool(note))
        # Not a form layout of Qt: that breaks the lines of a question far before the edge.
        self.form = QVBoxLayout()
        self.form.setSpacing(look.px(4))
        self.labels: dict[QWidget, PlainLabel] = {}  # field → its question
        self.column.addLayout(self.form)
        self.column.addStretch(1)

    def line(self, label: str, text: str = "", hint: str = "") -> QLineEdit:
        """Ask for a line."""
        field = QLineEdit(text)
        field.setMaxLength(LONGEST)
        field.setPlaceholderText(hint)
        field.setCursorPosition(0)
        return self._add(label, field)

    def text(self, label: str, text: str = "") -> QPlainTextEdit:
        """Ask for some lines."""
        field = QPlainTextEdit(text)
        field.setTabChangesFocus(True)
        field.setFixedHeight(theme.current().px(72))
        return self._add(label, field)

    def choice(
        self, label: str, choices: Sequence[tuple[str, object]], chosen: object = None
    ) -> QComboBox:
        """Ask which of several."""
        field = QComboBox()
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(10)
        for name, data in choices:
            field.addItem(name, data)
        field.setCurrentIndex(max(0, next((n for n, c in enumerate(choices) if c[1] == chosen), 0)))
        return self._add(label, field)

    def check(self, label: str, *, on: bool = False) -> QCheckBox:
        """Ask for yes or no."""
        field = QCheckBox()
        field.setChecked(on)
        self.form.addWidget(beside(field, label))
        return field

    def button(self, label: str, act: Callable[[], object]) -> QPushButton:
        """Offer something else beside the first button."""
        button = QPushButton(label)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        self.row.removeWidget(self.closer)  # it stays the last
        self.row.addWidget(button)
        self.row.addWidget(self.closer)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Put something below the questions."""
        stretch = 0 if isinstance(widget, PlainLabel) else 1
        self.column.insertWidget(self.column.count() - 1, widget, stretch)

    def carry_out(self, act: Callable[[], object] | None = None) -> bool:
        """Do it; whatever forbids it is said below the questions."""
        try:
            (act or self._act)()
        except WorkstationError as error:
            self.wrong(error)
            return False
        self.carried_out.emit()
        self.accept()
        return True

    def wrong(self, error: WorkstationError) -> None:
        """Say what forbids it."""
        self.complain(problems.error(error).text)

    def _add(self, label: str, field: Field) -> Field:
        field.setAccessibleName(label)
        name = wrapped(label, "")
        name.setBuddy(field)
        self.labels[field] = name
        self.form.addWidget(name)
        self.form.addWidget(field)
        return field
