"""Fields that hold several texts: lists, pairs, texts by language, and names of other objects."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.editors import Choice, Editor, GrowingText, SideBySide
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

BREAK = "↵"  # stands for a line break within one text of a list


class Texts(Editor):
    """A list of texts, one per line. A line that was not touched stays what it was, to the character."""

    def __init__(self, name: str, least: int = 1) -> None:
        """Show at least so many lines."""
        super().__init__(name)
        self.field = GrowingText(name, least=least)
        self._shown: dict[str, str] = {}
        self.field.textChanged.connect(self.changed)
        self.column.addWidget(self.field)

    def show_value(self, value: object) -> None:
        """Show a list."""
        texts = value if isinstance(value, tuple) else ()
        if texts == self.value():
            return
        lines = [str(one).replace("\n", BREAK) for one in texts]
        self._shown = dict(zip(lines, map(str, texts), strict=True))
        self.field.put("\n".join(lines))

    def value(self) -> object:
        """Return the list; empty lines are none of it."""
        return tuple(
            self._shown.get(line) or line.strip().replace(BREAK, "\n")
            for line in self.field.toPlainText().split("\n")
            if line.strip() or (line in self._shown and line)
        )


class Converted(Texts):
    """A list of texts, one per line, that the file holds in another form, such as dates or opening hours."""

    def __init__(
        self,
        name: str,
        to_lines: Callable[[Any], Sequence[str]],
        from_lines: Callable[[Sequence[str]], object],
        wrong: str,
    ) -> None:
        """`from_lines` raises `ValueError` for what cannot be read; then `wrong` is said."""
        super().__init__(name)
        self._to, self._from, self._wrong = to_lines, from_lines, wrong
        self.field.textChanged.disconnect(self.changed)
        self.field.textChanged.connect(self._typed)

    def show_value(self, value: object) -> None:
        """Show the value as lines."""
        if value != self.value():
            self.field.put("\n".join(self._to(value)))
            self.remark("")

    def value(self) -> object:
        """Return the value that the lines write; None where they cannot be read."""
        lines = [one.strip() for one in self.field.toPlainText().split("\n") if one.strip()]
        try:
            return self._from(lines) if lines else None
        except ValueError:
            return None

    def sound(self) -> bool:
        """Tell whether the lines can be read."""
        return not self.field.toPlainText().strip() or self.value() is not None

    def _typed(self) -> None:
        self.remark("" if self.sound() else self._wrong)
        if self.sound():
            self.changed.emit()


class Pairs(Editor):
    """Pairs of texts, a row each."""

    def __init__(self, name: str, between: str = "→") -> None:
        """Begin without rows."""
        super().__init__(name)
        self._between = between
        self._rows: list[tuple[QLineEdit, QLineEdit, QWidget]] = []
        self._holder = QVBoxLayout()
        self._holder.setSpacing(theme.current().px(4))
        self.column.addLayout(self._holder)
        add = QPushButton(icons.icon("add"), theme.current().beside(tr("Add a row")))
        add.setAccessibleName(tr("{field}: add a row").format(field=name))
        theme.mark(add, "link")
        add.clicked.connect(self._add_for_person)
        self.column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_value(self, value: object) -> None:
        """Show pairs."""
        pairs = value if isinstance(value, tuple) else ()
        if pairs == self.value():
            return
        for _, _, row in self._rows:
            row.deleteLater()
        self._rows.clear()
        for one, other in pairs:
            self._add(str(one), str(other))

    def value(self) -> object:
        """Return the pairs that have a first part."""
        return tuple(
            (one.text(), other.text()) for one, other, _ in self._rows if one.text() or other.text()
        )

    def _add_for_person(self) -> None:
        self._add("", "").setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, one: str, other: str) -> QLineEdit:
        look = theme.current()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(4))
        number = len(self._rows) + 1
        fields = (QLineEdit(one), QLineEdit(other))
        for part, field in enumerate(fields, 1):
            field.setAccessibleName(
                tr("{field}, row {n}, part {part}").format(field=self.name, n=number, part=part)
            )
            field.setMinimumWidth(look.px(60))
            field.textEdited.connect(lambda _text: self.changed.emit())
        gone = QPushButton(icons.icon("close", "soft"), "")
        theme.mark(gone, "icon")
        gone.setAccessibleName(tr("{field}: take row {n} out").format(field=self.name, n=number))
        gone.setToolTip(tr("Take this row out"))
        gone.clicked.connect(partial(self._drop, row))
        line.addWidget(fields[0], 1)
        line.addWidget(PlainLabel(self._between))
        line.addWidget(fields[1], 1)
        line.addWidget(gone)
        self._holder.addWidget(row)
        self._rows.append((*fields, row))
        return fields[0]

    def _drop(self, row: QWidget) -> None:
        self._rows = [one for one in self._rows if one[2] is not row]
        row.deleteLater()
        self.changed.emit()


class ByLanguage(Editor):
    """The same field once for each language, side by side."""

    def __init__(self, name: str, languages: Sequence[str], make: Callable[[str], Editor]) -> None:
        """Make one field per language by `make`, which is given its whole name."""
        super().__init__(name)
        self._make = make
        self._languages = tuple(languages)
        self.parts: dict[str, Editor] = {}
        self._whole: QWidget | None = None
        self._build(self._languages)

    def show_value(self, value: object) -> None:
        """Show the texts; one in a language that is not the charter's is shown as well."""
        texts: Mapping[str, object] = value if isinstance(value, Mapping) else {}
        wanted = (*self._languages, *(one for one in texts if one not in self._languages))
        if wanted != tuple(self.parts):
            self._build(wanted)
        for language, part in self.parts.items():
            part.show_value(texts.get(language))

    def value(self) -> object:
        """Return the texts that are not empty."""
        found = {language: part.value() for language, part in self.parts.items()}
        return {language: one for language, one in found.items() if one not in (None, "", ())}

    def sound(self) -> bool:
        """Tell whether all parts are."""
        return all(one.sound() for one in self.parts.values())

    def _build(self, languages: Sequence[str]) -> None:
        if self._whole is not None:
            self._whole.deleteLater()
        self.parts.clear()
        columns = []
        for language in languages:
            part = self._make(f"{self.name} ({language})")
            part.changed.connect(self.changed)
            self.parts[language] = part
            columns.append(_tagged(language, part) if len(languages) > 1 else part)
        self._whole = SideBySide(columns)
        self.column.insertWidget(0, self._whole)


def _tagged(language: str, part: Editor) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(2))
    tag = PlainLabel(language.upper())
    theme.mark(tag, "meta")
    column.addWidget(tag)
    column.addWidget(part)
    return holder


class References(Editor):
    """Names of other objects: each a button that takes it out, and a choice of those that can be added."""

    wanted_new = Signal()

    def __init__(self, name: str) -> None:
        """Begin with none."""
        super().__init__(name)
        self._value: tuple[str, ...] = ()
        self._known: dict[str, str] = {}
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=4)
        self._chips: list[QPushButton] = []
        self._add = Choice(tr("{field}: add").format(field=name))
        self._add.activated.connect(self._added)
        self.column.addWidget(self._holder)
        self.column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def offer(self, choices: Sequence[tuple[str, str]], new: str = "") -> None:
        """Offer (name, translated words) pairs, and, in the words of `new`, to make another."""
        self._known = dict(choices)
        self._new = new
        self._fill()

    def show_value(self, value: object) -> None:
        """Show the names."""
        self._value = tuple(value) if isinstance(value, tuple) else ()
        self._fill()

    def value(self) -> object:
        """Return the names."""
        return self._value

    _new = ""

    def _fill(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for name in self._value:
            unknown = tr("{name} (not known)").format(name=foreign.line(name))
            words = self._known.get(name, unknown)
            chip = QPushButton(icons.icon("close", "soft"), theme.current().beside(words))
            chip.setAccessibleName(
                tr("{field}: take {name} out").format(field=self.name, name=words)
            )
            chip.setToolTip(tr("Take it out"))
            theme.mark(chip, "tinted")
            chip.clicked.connect(partial(self._drop, name))
            self._flow.addWidget(chip)
            self._chips.append(chip)
        self._holder.setVisible(bool(self._chips))
        self._add.clear()
        self._add.addItem(tr("Add…"), "")
        for name, words in self._known.items():
            if name not in self._value:
                self._add.addItem(words, name)
        if self._new:
            self._add.addItem(self._new, "\n")
        self.updateGeometry()

    def _added(self) -> None:
        name = self._add.currentData()
        self._add.setCurrentIndex(0)
        if name == "\n":
            self.wanted_new.emit()
        elif isinstance(name, str) and name:
            self._value = (*self._value, name)
            self._fill()
            self.changed.emit()

    def _drop(self, name: str) -> None:
        self._value = tuple(one for one in self._value if one != name)
        self._fill()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
