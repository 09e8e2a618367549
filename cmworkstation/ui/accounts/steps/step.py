"""What all steps of the wizard share: title, way on, first focus, and how their rows stand."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import N_, tr
from cmworkstation.ui import theme


class Step(QWidget):
    """One page of the wizard."""

    TITLE: ClassVar[str] = ""
    FORWARD: ClassVar[str] = N_("Continue")
    IS_DEFAULT: ClassVar[bool] = True  # Enter goes on

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)

    def title(self) -> str:
        """Return the question that this step asks."""
        return tr(self.TITLE)

    def first_focus(self) -> QWidget:
        """Return what the keyboard is in when the step opens."""
        return self

    def can_go_on(self) -> bool:
        """Tell whether there is anything to go on with."""
        return True

    def forget(self) -> None:
        """Let go of what was typed in secret."""


class FormStep(Step):
    """A step of labelled fields."""

    SCROLLS: ClassVar[bool] = False  # higher than the screen at 200 %

    def __init__(self) -> None:
        """Begin a form."""
        super().__init__()
        page = QWidget()
        self.body = QVBoxLayout(page)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.form = QFormLayout()
        self.body.addLayout(self.form)
        self.body.addStretch(1)  # rows stay together at the top
        self.form.setVerticalSpacing(theme.current().px(12))
        self.form.setHorizontalSpacing(theme.current().px(16))
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.column.addWidget(scrolled(page) if self.SCROLLS else page)


def scrolled(page: QWidget) -> QScrollArea:
    """Return a page that scrolls up and down where it finds too little room."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(page)
    return scroll


def label(text: str, kind: str) -> QLabel:
    """Return a label that wraps."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made


def secret_field() -> QLineEdit:
    """Return a field that shows dots in place of what is typed."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
