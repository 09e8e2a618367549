"""The questions of the message above the text, each with a sign and a word for what is answered."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.detect.replies import Answered
from cmworkstation.domain.question import Asked, QuestionMark
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.layouts import FlowLayout

LONGEST = 32  # characters of a question on its chip


class QuestionChips(QWidget):
    """One button a question; a press asks what to say of it. Nothing is claimed where the program is unsure."""

    marked = Signal(
        str, object
    )  # the question, and a QuestionMark, or None to let the program decide

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setAccessibleName(tr("Questions of the message"))
        self._row = FlowLayout(self, gap=4)
        self._shown: tuple[Asked, ...] = ()
        self.chips: list[QPushButton] = []
        self.hide()

    def show_questions(self, asked: Sequence[Asked]) -> bool:
        """Show these questions; tell whether there are more or fewer of them than before."""
        if tuple(asked) == self._shown:
            return False
        grown = len(asked) != len(self._shown)
        self._shown = tuple(asked)
        while len(self.chips) > len(asked):
            chip = self.chips.pop()
            self._row.removeWidget(chip)
            chip.deleteLater()
        while len(self.chips) < len(asked):
            chip = QPushButton()
            theme.mark(chip, "chip")
            chip.clicked.connect(partial(self._ask, chip))
            self.chips.append(chip)
            self._row.addWidget(chip)
        for chip, one in zip(self.chips, asked, strict=True):
            _dress(chip, one)
        self.setVisible(bool(asked))
        return grown

    def clear(self) -> None:
        """Show nothing."""
        self.show_questions(())

    def focus_first(self) -> None:
        """Let the keyboard choose among the questions, beginning with the first that is open."""
        waiting = [
            chip for chip, one in zip(self.chips, self._shown, strict=True) if not one.is_done
        ]
        for chip in (*waiting, *self.chips)[:1]:
            chip.setFocus()

    def _ask(self, chip: QPushButton, *_: object) -> None:
        one = self._shown[self.chips.index(chip)]
        menu = QMenu(self)
        menu.setAccessibleName(tr("What is with this question?"))
        for mark, text in (
            (QuestionMark.ANSWERED, tr("Answered")),
            (QuestionMark.FOLLOW_UP, tr("We will follow up, by a day…")),
            (QuestionMark.NOT_OURS, tr("Not ours to answer")),
            (None, tr("Let the program judge")),
        ):
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(one.mark is mark)
            action.triggered.connect(partial(self._mark, one, mark))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height())))

    def _mark(self, one: Asked, mark: QuestionMark | None, *_: object) -> None:
        self.marked.emit(one.question.text, mark)


def _dress(chip: QPushButton, one: Asked) -> None:
    sign, word = said_of(one)
    question = foreign.line(one.question.text, LONGEST)
    chip.setText(f"{sign} {word}: {question}" if word else question)
    chip.setAccessibleName(f"{word}: {foreign.line(one.question.text, 200)}" if word else question)
    chip.setToolTip(foreign.tooltip(one.question.text))


def said_of(one: Asked) -> tuple[str, str]:
    """Return sign and word for a question; both empty where the program is unsure."""
    if one.mark is not None:
        return {
            QuestionMark.ANSWERED: ("✓", tr("answered")),
            QuestionMark.FOLLOW_UP: ("✓", tr("will follow up")),
            QuestionMark.NOT_OURS: ("✓", tr("not ours")),
        }[one.mark]
    return {
        Answered.ANSWERED: ("✓", tr("answered")),
        Answered.OPEN: ("○", tr("open")),
        Answered.UNSURE: ("", ""),
    }[one.seen]
