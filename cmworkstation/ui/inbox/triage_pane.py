"""The triage beside a message: the question that waits with its answers, the way so far, or where it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.model import Step, by_id
from cmworkstation.domain.charter.triage import Answered
from cmworkstation.domain.charter.walking import Walker
from cmworkstation.domain.triage_walk import KeptWalk
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import in_language
from cmworkstation.words import triage as words


@dataclass(frozen=True, slots=True)
class Former:
    """A walk that was made, in the words of the window."""

    category: str
    by: str
    answers: tuple[str, ...]


class TriagePane(QWidget):
    """Asks one question at a time. Decides nothing: it says which button was pressed."""

    answered = Signal(bool)
    asked = Signal(str)  # "back", "restart", "again", "choose", "take"
    overruled = Signal(str)  # step id
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it without a message."""
        super().__init__(parent)
        self.setAccessibleName(tr("Triage"))
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self._title, self._about = _label("bold"), _label("soft")
        column.addWidget(self._title)
        column.addWidget(self._about)
        self._way = QVBoxLayout()
        self._way.setSpacing(look.px(4))
        column.addLayout(self._way)
        self._question, self._help = _label("bold"), _label("soft")
        column.addWidget(self._question)
        column.addWidget(self._help)
        self.yes, self.no = QPushButton(tr("Yes (Y)")), QPushButton(tr("No (N)"))
        self.yes.clicked.connect(partial(self.answered.emit, True))
        self.no.clicked.connect(partial(self.answered.emit, False))
        self._both = QWidget()
        pair = QHBoxLayout(self._both)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(look.px(8))
        pair.addWidget(self.yes, 1)
        pair.addWidget(self.no, 1)
        column.addWidget(self._both)
        self.take = self._button(tr("Take it over"), "take", "primary")
        column.addWidget(self.take)
        holder = QWidget()
        row = FlowLayout(holder, gap=4)
        self.back = self._button(tr("Back"), "back")
        self.restart = self._button(tr("Start over"), "restart")
        self.again = self._button(tr("Triage again"), "again")
        self.choose = self._button(tr("Choose a category…"), "choose")
        for button in (self.back, self.restart, self.again, self.choose):
            row.addWidget(button)
        column.addWidget(holder)
        self._former = QVBoxLayout()
        self._former.setSpacing(look.px(4))
        column.addLayout(self._former)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.show_nothing(tr("Open a conversation to triage it."))

    def _button(self, said: str, what: str, kind: str = "link") -> QPushButton:
        button = QPushButton(said)
        theme.mark(button, kind)
        button.clicked.connect(partial(self.asked.emit, what))
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the message; what was answered stands."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def has_focus(self) -> bool:
        """Tell whether the focus is in here."""
        inside = self.window().focusWidget()
        return inside is not None and self.isAncestorOf(inside)  # type: ignore[redundant-expr]

    def take_focus(self) -> None:
        """Go to what comes next."""
        offered = (self.yes, self.take, self.again, self.choose)
        first = next((one for one in offered if one.isVisibleTo(self)), None)
        # Where nothing is asked the pane itself hears the key that leads back.
        (first or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_nothing(self, why: str) -> None:
        """Say why there is nothing to ask."""
        self._clear()
        self._about.setText(why)
        self._about.show()

    def show_walk(self, walker: Walker, *, can_act: bool) -> None:
        """Show how far a message has come and what is asked now."""
        self._clear()
        steps = by_id(walker.charter.triage.steps)
        now = walker.now
        for one in now.path:
            self._way.addWidget(self._answer(steps[one.step], one, can_act=can_act))
        if now.step is not None:
            self._ask(now.step, can_act=can_act)
        elif now.category:
            name = words.category(walker.charter.categories, now.category)
            self._question.setText(tr("This leads to: {category}").format(category=name))
            self._question.show()
            self.take.setVisible(can_act)
        else:
            self._about.setText(tr("This way of the charter leads nowhere. Choose a category."))
            self._about.show()
        self.back.setVisible(can_act and bool(now.path))
        self.restart.setVisible(can_act and walker.is_moved)
        self.choose.setVisible(can_act)

    def _ask(self, step: Step, *, can_act: bool) -> None:
        question, explained = in_language(step.ask) or step.id, in_language(step.help)
        self._question.setText(question)
        self._question.show()
        self._help.setText(explained)
        self._help.setVisible(bool(explained))
        self._both.setVisible(can_act)
        for button in (self.yes, self.no):
            button.setAccessibleDescription(f"{question} {explained}".strip())

    def show_former(self, former: Sequence[Former], about: str, *, can_act: bool) -> None:
        """Show where a conversation belongs and how it came there; earlier ways stand below."""
        self._clear()
        newest, *older = former
        self._title.setText(newest.category)
        self._title.show()
        self._about.setText("\n".join(filter(None, (about, newest.by))))
        self._about.show()
        for said in newest.answers:
            self._way.addWidget(_label("meta", said))
        self.again.setVisible(can_act)
        self.choose.setVisible(can_act)
        for one in older:
            said = tr("Before: {category}. {by}").format(category=one.category, by=one.by)
            label = _label("meta", said)
            label.setToolTip(foreign.tooltip("\n".join(one.answers)))
            self._former.addWidget(label)

    def _answer(self, step: Step, one: Answered, *, can_act: bool) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        said = tr("{question} {answer}").format(
            question=in_language(step.ask) or step.id, answer=words.yes_no(yes=one.yes)
        )
        column.addWidget(_label("meta", said))
        if one.by_program:
            reason = tr("Answered by the program: {facts}").format(facts=words.because(one.because))
            column.addWidget(_label("meta", reason))
            if can_act:
                other = QPushButton(
                    icons.icon("edit", "accent"), theme.current().beside(tr("Overrule"))
                )
                theme.mark(other, "link")
                other.setAccessibleName(
                    tr("Overrule: {question}").format(question=in_language(step.ask) or step.id)
                )
                other.clicked.connect(partial(self.overruled.emit, step.id))
                column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _clear(self) -> None:
        for layout in (self._way, self._former):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        for one in (
            *(self._title, self._about, self._question, self._help, self._both),
            *(self.take, self.back, self.restart, self.again, self.choose),
        ):
            one.hide()


def former(
    walks: Sequence[KeptWalk], named: dict[str, str], names: dict[str, str], now: datetime
) -> tuple[Former, ...]:
    """Return walks in words; `named` are the labels of categories, `names` those of people."""
    return tuple(
        Former(
            named.get(one.category) or one.category,
            words.by(one, names, now),
            tuple(words.answer(each) for each in one.path),
        )
        for one in walks
    )


def _label(kind: str, text: str = "") -> PlainLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
