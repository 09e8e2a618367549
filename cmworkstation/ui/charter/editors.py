"""Fields of a form: each shows a value, tells when a person changed it, and gives it back.

`value()` is what the file should hold; None takes the field out. Showing a value tells nobody.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.i18n import labelled, tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.plain_text import PlainTextField

LINES_MOST = 10
SIDE_BY_SIDE = 440  # px at 100 %: below it, what stands side by side stands one below the other


class Editor(QWidget):
    """What all fields of a form share."""

    changed = Signal()  # by a person

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Keep the words by which it is called."""
        super().__init__(parent)
        self.name = name
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.current().px(4))
        self._remark: PlainLabel | None = None

    def show_value(self, value: object) -> None:
        """Show a value of the file, None for its absence."""
        raise NotImplementedError

    def value(self) -> object:
        """Return what the file should hold, None for nothing."""
        raise NotImplementedError

    def sound(self) -> bool:
        """Tell whether what stands here can be written down."""
        return True

    def remark(self, words: str, kind: str = "error") -> None:
        """Say something about what stands here, below it; "" says nothing."""
        if self._remark is None:
            if not words:
                return
            self._remark = PlainLabel()
            self._remark.setWordWrap(True)
            self.column.addWidget(self._remark)
        self._remark.setText(words)
        self._remark.setVisible(bool(words))
        theme.mark(self._remark, kind)


class Choice(QComboBox):
    """A choice that does not move when a form is scrolled over it."""

    def __init__(self, name: str) -> None:
        """Make an empty one."""
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()


class GrowingText(PlainTextField):
    """A text that is as high as its words, up to a limit; Tab leaves it."""

    def __init__(self, name: str, least: int = 1, most: int = LINES_MOST) -> None:
        """Show between `least` and `most` lines."""
        super().__init__()
        self._least, self._most = least, most
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)  # the page's undo reaches over all forms
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def put(self, text: str) -> None:
        """Show a text without telling anybody."""
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
            self._fit()

    def _fit(self) -> None:
        wanted = round(self.document().size().height())
        lines = max(self._least, min(self._most, wanted))
        bars = Qt.ScrollBarPolicy
        off = wanted <= self._most
        self.setVerticalScrollBarPolicy(bars.ScrollBarAlwaysOff if off else bars.ScrollBarAsNeeded)
        inner = self.fontMetrics().lineSpacing() * lines + 2 * round(
            self.document().documentMargin()
        )
        self.setFixedHeight(inner + theme.current().px(10))


class Line(Editor):
    """A text; on one line unless it has several."""

    def __init__(self, name: str, placeholder: str = "") -> None:
        """Show `placeholder` while it is empty."""
        super().__init__(name)
        self.field = GrowingText(name)
        self.field.setPlaceholderText(placeholder)
        self.field.textChanged.connect(self.changed)
        self.column.addWidget(self.field)

    def show_value(self, value: object) -> None:
        """Show a text."""
        self.field.put(value if isinstance(value, str) else "")

    def value(self) -> object:
        """Return the text."""
        return self.field.toPlainText() or None


class Number(Editor):
    """A number, or none."""

    def __init__(self, name: str, *, whole: bool) -> None:
        """Take whole numbers only, or any."""
        super().__init__(name)
        self._whole = whole
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setMaximumWidth(theme.current().px(140))
        self.field.textEdited.connect(self._typed)
        self.column.addWidget(self.field)

    def show_value(self, value: object) -> None:
        """Show a number as the file writes it."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not self.field.hasFocus() or value != self.value():
            self.field.setText(f"{value:g}" if number else "")
        self.remark("")

    def value(self) -> object:
        """Return the number."""
        text = self.field.text().strip().replace(",", ".")
        if not text or not self.sound():
            return None
        return int(text) if self._whole or "." not in text else float(text)

    def sound(self) -> bool:
        """Tell whether it is a number, or nothing."""
        text = self.field.text().strip().replace(",", ".")
        whole, _, rest = text.partition(".")
        digits = (whole + rest).isascii() and (whole + rest).isdigit() and len(text) < 10  # noqa: PLR2004
        return not text or (digits and not (self._whole and "." in text))

    def _typed(self) -> None:
        self.remark("" if self.sound() else tr("This is not a number."))
        if self.sound():
            self.changed.emit()


class YesNo(Editor):
    """A box to tick; its words stand beside it."""

    def __init__(self, name: str) -> None:
        """Begin unticked."""
        super().__init__(name)
        self.box = QCheckBox(name)
        self.box.setAccessibleName(name)
        self.box.clicked.connect(lambda _on: self.changed.emit())
        self.column.addWidget(self.box)

    def show_value(self, value: object) -> None:
        """Tick it or not."""
        self.box.setChecked(value is True)

    def value(self) -> object:
        """Tell whether it is ticked."""
        return self.box.isChecked()


class OneOf(Editor):
    """One of some values, or none; a value that is not among them stays and can be seen."""

    wanted_new = Signal()

    def __init__(self, name: str, *, whole: bool = False, none: str = "–") -> None:
        """Values of the file are numbers where `whole`; `none` are the words for choosing nothing."""
        super().__init__(name)
        self._whole, self._none = whole, none
        self._known: tuple[tuple[str, str], ...] = ()
        self._new = ""
        self.field = Choice(name)
        self.field.activated.connect(self._chosen)
        self.column.addWidget(self.field)

    def offer(self, choices: Sequence[tuple[str, str]], new: str = "") -> None:
        """Offer (value, translated words) pairs, and, in the words of `new`, to make another."""
        now = self.field.currentData()
        self._known, self._new = tuple(choices), new
        self._fill(now if isinstance(now, str) else "")

    def show_value(self, value: object) -> None:
        """Choose a value."""
        self._fill(str(value) if isinstance(value, str | int | float) else "")

    def value(self) -> object:
        """Return the chosen value."""
        value = self.field.currentData()
        if not value or not isinstance(value, str):
            return None
        return int(value) if self._whole and value.isdigit() else value

    def _fill(self, value: str) -> None:
        wanted = [("", self._none), *self._known]
        if value and value not in dict(wanted):
            wanted.append((value, tr("{name} (not known)").format(name=foreign.line(value))))
        if self._new:
            wanted.append(("\n", self._new))
        if [self.field.itemData(n) for n in range(self.field.count())] != [
            one for one, _ in wanted
        ] or [self.field.itemText(n) for n in range(self.field.count())] != [
            words for _, words in wanted
        ]:
            self.field.clear()
            for one, words in wanted:
                self.field.addItem(words, one)
        self.field.setCurrentIndex(max(0, self.field.findData(value)))

    def _chosen(self) -> None:
        if self.field.currentData() == "\n":
            self.wanted_new.emit()
            return
        self.changed.emit()


class SomeOf(Editor):
    """Some of a few values, each a box to tick; values that are not among them stay."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer (value, translated words) pairs."""
        super().__init__(name)
        self._choices = tuple(choices)
        self._value: tuple[str, ...] = ()
        self._boxes: dict[str, QCheckBox] = {}
        holder = QWidget()
        flow = FlowLayout(holder)
        for value, words in self._choices:
            box = QCheckBox(words)
            box.setAccessibleName(labelled(name, words))
            box.clicked.connect(self._clicked)
            self._boxes[value] = box
            flow.addWidget(box)
        self.column.addWidget(holder)

    def show_value(self, value: object) -> None:
        """Tick what is chosen."""
        self._value = tuple(value) if isinstance(value, tuple) else ()
        for one, box in self._boxes.items():
            box.setChecked(one in self._value)

    def value(self) -> object:
        """Return what is chosen, in the order in which it is offered."""
        unknown = tuple(one for one in self._value if one not in self._boxes)
        return tuple(one for one, box in self._boxes.items() if box.isChecked()) + unknown

    def _clicked(self) -> None:
        self.changed.emit()


class SideBySide(QWidget):
    """Widgets side by side where there is room, else one below the other."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        """Give each the same room."""
        super().__init__()
        look = theme.current()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.px(8))
        self._parts = len(parts)
        for part in parts:
            self._box.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where it is narrow."""
        super().resizeEvent(event)
        narrow = self._parts > 2 or self.width() < theme.current().px(SIDE_BY_SIDE)  # noqa: PLR2004
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if narrow else across)
