"""The form beside the tree: the texts of the chosen question, where its answers lead, and what can be done with it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.conditions import FIELDS, BadCondition, parse
from cmworkstation.domain.charter.model import Charter, Step
from cmworkstation.domain.charter.problems import PROBLEM_WORDS_EN
from cmworkstation.domain.charter.triage import BRANCHES, Branch
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.tree_shape import Node
from cmworkstation.ui.charter.tree_words import node_words
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import in_language
from cmworkstation.words import triage as words


class StepForm(QWidget):
    """Says what a person wants changed; the tree changes it and shows the form anew."""

    edited = Signal(object)  # Step
    led = Signal(str, str, str)  # step, branch, goal
    added = Signal(str, str)  # step, branch
    removed = Signal(str)
    first = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        look = theme.current()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        self._column.setSpacing(look.px(8))
        self._holder: QWidget | None = None
        self._step: Step | None = None
        self._warning = PlainLabel()
        self._auto: QLineEdit | None = None

    def show_node(self, charter: Charter, node: Node | None, *, can_edit: bool) -> None:
        """Show what can be said and done about a box."""
        self._step = None
        if self._holder is not None:
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = holder = QWidget()
        look = theme.current()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self._column.insertWidget(0, holder)
        if node is None or not charter.triage.steps:
            self._say(column, tr("No question yet."))
            self._acts(
                column, [(tr("Add the first question"), partial(self.added.emit, "", "yes"))]
            )
        elif node.kind != "step":
            self._say(column, *node_words(charter, node))
        else:
            step = next(one for one in charter.triage.steps if one.id == node.id)
            self._fields(column, charter, step)
            if can_edit:
                self._acts_on(column, charter, step)
        column.addStretch(1)
        holder.show()  # at once, so that the focus can go there
        holder.setEnabled(can_edit or node is None or node.kind != "step")

    def focus_question(self) -> None:
        """Go to the question's words."""
        field = self._holder.findChild(QLineEdit) if self._holder is not None else None
        if field is not None:
            field.setFocus()
            field.selectAll()

    def _fields(self, column: QVBoxLayout, charter: Charter, step: Step) -> None:
        self._step = step
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setSpacing(theme.current().px(4))
        languages = charter.header.languages or ("en",)
        languages = tuple(dict.fromkeys((*languages, *step.ask, *step.help)))
        for key, title in (("ask", tr("Question")), ("help", tr("Help"))):
            for language in languages:
                text = getattr(step, key).get(language, "")
                name = f"{title} ({language})" if len(languages) > 1 else title
                self._line(form, name, text, partial(self._texts, key, language))
        auto = self._line(form, tr("The program answers yes if"), step.auto, self._condition)
        auto.setPlaceholderText("signal.question")
        fields = ", ".join(sorted(FIELDS))
        auto.setToolTip(foreign.tooltip(tr("Fields: {names}").format(names=fields)))
        auto.textChanged.connect(self._judge)
        self._auto = auto
        self._warning = PlainLabel()
        self._warning.setWordWrap(True)
        theme.mark(self._warning, "error")
        form.addRow(self._warning)
        for branch in BRANCHES:
            title = tr("Yes leads to") if branch == "yes" else tr("No leads to")
            form.addRow(PlainLabel(title), self._goals(charter, step, branch, title))
        column.addLayout(form)
        self._judge(step.auto)

    @staticmethod
    def _line(form: QFormLayout, name: str, text: str, done: Callable[[str], None]) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(name)
        field.setCursorPosition(0)
        field.editingFinished.connect(lambda: done(field.text()))
        label = PlainLabel(name)
        label.setBuddy(field)
        form.addRow(label, field)
        return field

    def _goals(self, charter: Charter, step: Step, branch: Branch, name: str) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(12)
        for one in charter.categories:
            said = words.category(charter.categories, one.id)
            choice.addItem(
                tr("End: {category}").format(category=foreign.line(said, 80)), f"={one.id}"
            )
        for other in charter.triage.steps:
            if other.id != step.id:
                said = foreign.line(in_language(other.ask) or other.id, 80)
                choice.addItem(tr("Question: {question}").format(question=said), other.id)
        goal = getattr(step, branch)
        if choice.findData(goal) < 0:
            choice.insertItem(0, tr("Leads nowhere yet"), goal)
        choice.setCurrentIndex(choice.findData(goal))
        choice.activated.connect(
            lambda index: self.led.emit(step.id, branch, choice.itemData(index))
        )
        return choice

    def _acts_on(self, column: QVBoxLayout, charter: Charter, step: Step) -> None:
        acts: list[tuple[str, Callable[[], object]]] = [
            (tr("Add a question on yes"), partial(self.added.emit, step.id, "yes")),
            (tr("Add a question on no"), partial(self.added.emit, step.id, "no")),
        ]
        if charter.triage.start == step.id:
            acts.append((tr("Add a question before"), partial(self.added.emit, "", "yes")))
        else:
            acts.append((tr("Ask this first"), partial(self.first.emit, step.id)))
        acts.append((tr("Remove this question"), partial(self.removed.emit, step.id)))
        self._acts(column, acts)

    @staticmethod
    def _acts(column: QVBoxLayout, acts: list[tuple[str, Callable[[], object]]]) -> None:
        holder = QWidget()
        row = FlowLayout(holder, gap=4)
        for said, act in acts:
            button = QPushButton(said)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        column.addWidget(holder)

    @staticmethod
    def _say(column: QVBoxLayout, *said: str) -> None:
        for text, kind in zip(said, ("bold", "soft"), strict=False):
            label = PlainLabel(text)
            label.setWordWrap(True)
            theme.mark(label, kind)
            column.addWidget(label)

    def _texts(self, key: str, language: str, text: str) -> None:
        if self._step is None:
            return
        before = getattr(self._step, key)
        after = {name: said for name, said in {**before, language: text.strip()}.items() if said}
        if after != before:
            changed = (
                replace(self._step, ask=after) if key == "ask" else replace(self._step, help=after)
            )
            self.edited.emit(changed)

    def _condition(self, text: str) -> None:
        if self._step is not None and text.strip() != self._step.auto:
            self.edited.emit(replace(self._step, auto=text.strip()))

    def _judge(self, text: str) -> None:
        """Say what is wrong with a condition while it is typed."""
        said = ""
        if text.strip():
            try:
                parse(text)
            except BadCondition as error:
                said = tr(PROBLEM_WORDS_EN[error.reason])
                said = said.replace("{word}", error.word).replace(
                    "{allowed}", ", ".join(sorted(FIELDS))
                )
        self._warning.setText(said)
        self._warning.setVisible(bool(said))
