"""The list of problems: each with its place and a way out, and a button where a machine can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.mending import Mend, Spot
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN, Problem, problem_text
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.charter.naming import section_title
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.remarks import remark, remarks

MOST = 200
ACTS = {
    "take-out": N_("Take it out"),
    "add": N_("Add it"),
    "correct": N_("Correct it"),
}


@dataclass(frozen=True, slots=True)
class Located:
    """A problem with its place among the objects, and what would mend it."""

    problem: Problem
    spot: Spot
    label: str = ""  # of the object
    mend: Mend | None = None


class ProblemList(QWidget):
    """Leads to the place of a problem; mends what a machine can."""

    jump_wanted = Signal(object)  # Located
    mend_wanted = Signal(object)

    def __init__(self) -> None:
        """Begin without problems."""
        super().__init__()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = remarks(tr("Problems"))
        self.rows.itemActivated.connect(self._jump)
        self.rows.itemClicked.connect(self._jump)
        self.rows.currentItemChanged.connect(self._offer)
        column.addWidget(self.rows, 1)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._button = QPushButton()
        self._button.clicked.connect(self._mend)
        foot.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self._foot.hide()
        column.addWidget(self._foot)
        self._more = PlainLabel()
        theme.mark(self._more, "soft")
        self._more.setWordWrap(True)
        self._more.hide()
        column.addWidget(self._more)

    def show_problems(self, found: Sequence[Located]) -> None:
        """Show them; the one that was chosen stays chosen where it is still there."""
        chosen = self._chosen()
        self.rows.clear()
        for one in found[:MOST]:
            kind = "error" if one.problem.severity == "error" else "warn"
            item = remark(told(one), kind, kind)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.rows.addItem(item)
            if chosen is not None and _same(one, chosen):
                self.rows.setCurrentItem(item)
        if not found:
            item = remark(tr("No problem was found."), "good", "good")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.rows.addItem(item)
        beyond = len(found) - MOST
        said = trn("and {n} more", "and {n} more", max(0, beyond)).format(n=beyond)
        self._more.setText(said if beyond > 0 else "")
        self._more.setVisible(beyond > 0)
        self._offer()

    def _jump(self, item: QListWidgetItem) -> None:
        found = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(found, Located):
            self.jump_wanted.emit(found)

    def _chosen(self) -> Located | None:
        row = self.rows.currentRow()
        found = self.rows.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None
        return found if isinstance(found, Located) else None

    def _offer(self) -> None:
        chosen = self._chosen()
        self._foot.setVisible(chosen is not None and chosen.mend is not None)
        if chosen is not None and chosen.mend is not None:
            self._button.setText(tr(ACTS[chosen.mend.act]))
            self._button.setAccessibleDescription(told(chosen))

    def _mend(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.mend is not None:
            self.mend_wanted.emit(chosen)


def _same(one: Located, other: Located) -> bool:
    return (one.problem.path, one.problem.key) == (other.problem.path, other.problem.key)


def said_of(problem: Problem) -> str:
    """Return a problem in the window's language."""
    return foreign.block(problem_text(problem, tr(PROBLEM_WORDS_EN[problem.key])), 600, 8)


def sentence(problem: Problem) -> str:
    """Return a problem in the window's language, with its line."""
    return tr("Line {n}: {words}").format(n=problem.line, words=said_of(problem))


def told(one: Located) -> str:
    """Return a problem with its section, its object and its line."""
    where = " › ".join(filter(None, (section_title(one.spot.section), one.label)))
    said = sentence(one.problem)
    return f"{where}\n{said}" if where else said
