"""Fields that look at what is typed while it is typed: conditions, patterns, hours, examples of rules."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.conditions import BadCondition, parse
from cmworkstation.domain.charter.dialect import WORK_MAX, BadPattern, check_pattern
from cmworkstation.domain.charter.engine import lint_with
from cmworkstation.domain.charter.hours import DAYS, read_intervals
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN
from cmworkstation.i18n import N_, labelled, tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.editors import Editor, GrowingText
from cmworkstation.ui.charter.editors_lists import Texts
from cmworkstation.ui.widgets.labels import PlainLabel

BAD_HOURS = PROBLEM_WORDS_EN["bad-hours"]
WORD = re.compile(r"[\w.]*$")
DAY_NAMES = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


class Condition(Editor):
    """A condition on one line; the fields that it may ask for are proposed, and it is read at once."""

    def __init__(self, name: str, fields: frozenset[str]) -> None:
        """Propose `fields`."""
        super().__init__(name)
        self._fields = fields
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.textEdited.connect(self._typed)
        self._completer = QCompleter([*sorted(fields), "and", "or", "not", "in"], self)
        self._completer.setWidget(self.field)
        self._completer.activated.connect(self._complete)
        self.column.addWidget(self.field)

    def show_value(self, value: object) -> None:
        """Show a condition."""
        text = value if isinstance(value, str) else ""
        if text != self.field.text():
            self.field.setText(text)
            self._judge()

    def value(self) -> object:
        """Return the condition as typed."""
        return self.field.text().strip() or None

    def _typed(self) -> None:
        self._judge()
        self.changed.emit()
        word = self._word()
        self._completer.setCompletionPrefix(word)
        if (
            len(word) > 1
            and self._completer.completionCount()
            and self._completer.currentCompletion() != word
        ):
            self._completer.complete()
        else:
            popup = self._completer.popup()
            if popup is not None:
                popup.hide()

    def _word(self) -> str:
        found = WORD.search(self.field.text()[: self.field.cursorPosition()])
        return found[0] if found else ""

    def _complete(self, word: str) -> None:
        at, text = self.field.cursorPosition(), self.field.text()
        start = at - len(self._word())
        self.field.setText(text[:start] + word + text[at:])
        self.field.setCursorPosition(start + len(word))
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        text = self.field.text().strip()
        if not text:
            self.remark("")
            return
        try:
            parse(text, self._fields)
        except BadCondition as error:
            said = tr(PROBLEM_WORDS_EN[error.reason])
            allowed = ", ".join(sorted(self._fields))
            self.remark(said.replace("{word}", error.word).replace("{allowed}", allowed))
        else:
            self.remark(tr("This condition can be read."), "good")


class Pattern(Editor):
    """A regular expression of the dialect, with what it may cost at worst."""

    def __init__(self, name: str) -> None:
        """Begin empty."""
        super().__init__(name)
        self.field = GrowingText(name)
        self.field.textChanged.connect(self._typed)
        self.column.addWidget(self.field)

    def show_value(self, value: object) -> None:
        """Show a pattern."""
        self.field.put(value if isinstance(value, str) else "")
        self._judge()

    def value(self) -> object:
        """Return the pattern."""
        return self.field.toPlainText() or None

    def _typed(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        text = self.field.toPlainText()
        if not text:
            self.remark("")
            return
        try:
            cost = check_pattern(text)
        except BadPattern as error:
            self.remark(tr(PROBLEM_WORDS_EN[error.reason]).replace("{part}", error.part))
        else:
            said = tr("Safe: at worst {n} steps at each place, {most} are allowed.")
            self.remark(said.format(n=cost.work, most=WORK_MAX), "good")


class Week(Editor):
    """Opening hours of the seven days."""

    def __init__(self, name: str) -> None:
        """Begin with seven closed days."""
        super().__init__(name)
        grid = QGridLayout()
        grid.setSpacing(theme.current().px(4))
        grid.setColumnStretch(1, 1)
        self._days: dict[str, QLineEdit] = {}
        self._other: dict[str, tuple[str, ...]] = {}
        for row, (day, words) in enumerate(zip(DAYS, DAY_NAMES, strict=True)):
            label = PlainLabel(tr(words))
            field = QLineEdit()
            field.setAccessibleName(labelled(name, tr(words)))
            field.setPlaceholderText(tr("closed"))
            field.textEdited.connect(self._typed)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            self._days[day] = field
        self.column.addLayout(grid)

    def show_value(self, value: object) -> None:
        """Show a week."""
        week = value if isinstance(value, dict) else {}
        if week == self.value():
            return
        self._other = {day: hours for day, hours in week.items() if day not in self._days}
        for day, field in self._days.items():
            field.setText(", ".join(week.get(day, ())))
        self._judge()

    def value(self) -> object:
        """Return the days that are open."""
        found = {day: split_hours(field.text()) for day, field in self._days.items()}
        return {day: hours for day, hours in found.items() if hours} | self._other

    def _typed(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        wrong = next((one.text() for one in self._days.values() if not _are_hours(one.text())), "")
        said = tr(BAD_HOURS)
        self.remark(said.replace("{name}", wrong) if wrong else "")


def split_hours(text: str) -> tuple[str, ...]:
    """Return the intervals that a person wrote with commas, spaces around hyphens left out."""
    parts = re.split(r"[,;]", text)
    return tuple(re.sub(r"\s*[-–]\s*", "-", one.strip()) for one in parts if one.strip())


def _are_hours(text: str) -> bool:
    try:
        read_intervals(split_hours(text))
    except ValueError:
        return False
    return True


class Marked(Texts):
    """Example texts, one per line, each with a mark that says whether the rule does with it what it should."""

    def __init__(self, name: str, *, hit: bool) -> None:
        """`hit`: the rule must find something in each of them."""
        super().__init__(name, least=2)
        self._hit = hit
        self._margin = _Marks(self.field)
        self.field.setViewportMargins(theme.current().px(24), 0, 0, 0)

    def try_on(self, judge: Callable[[str], bool]) -> None:
        """Mark each line by what `judge` finds in it."""
        marks: list[bool | None] = [
            None if not line.strip() else judge(line) is self._hit
            for line in self.field.toPlainText().split("\n")
        ]
        self._margin.marks = marks
        self._margin.update()
        wrong = sum(one is False for one in marks)
        if wrong:
            said = tr("Not found by the rule: {n}") if self._hit else tr("Found by the rule: {n}")
            self.remark(said.format(n=wrong))
        elif any(marks):
            self.remark(tr("As it should be."), "good")
        else:
            self.remark("")


class _Marks(QWidget):
    """Marks beside the lines of a field, at their first line where they wrap."""

    def __init__(self, field: GrowingText) -> None:
        super().__init__(field)
        self._field = field
        self.marks: Sequence[bool | None] = ()
        field.updateRequest.connect(lambda _area, _scrolled: self.update())
        field.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: object, event: object) -> bool:
        if watched is self._field and isinstance(event, QResizeEvent):
            self._place()
        return False

    def _place(self) -> None:
        box = self._field.contentsRect()
        look = theme.current()
        self.setGeometry(QRect(box.left() + look.px(2), box.top(), look.px(24), box.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        look = theme.current()
        painter = QPainter(self)
        field, side = self._field, look.px(icons.SMALL)
        block = field.firstVisibleBlock()
        while block.isValid() and block.blockNumber() < len(self.marks):
            box = field.blockBoundingGeometry(block).translated(field.contentOffset())
            mark = self.marks[block.blockNumber()]
            if mark is not None:
                place = QRect(look.px(4), round(box.top()) + look.px(2), side, side)
                icon, role = ("good", "good") if mark else ("error", "error")
                icons.paint(painter, place, icon, look.colour(role))
            block = block.next()
        painter.end()


def finds(rule: Rule, charter: Charter, language: str) -> Callable[[str], bool]:
    """Return a function that tells whether a rule finds something in a text."""
    plain = replace(rule, categories=(), platforms=(), accounts=(), visibility="")

    def judge(text: str) -> bool:
        try:
            return bool(lint_with(plain, charter, text, language))
        except (BadPattern, BadCondition):
            return False

    return judge
