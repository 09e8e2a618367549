"""The steps of the publishing dialog: each a widget that says what it found."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.charter.numbering import NUMBER, Proposal
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.i18n import tr
from cmworkstation.services.versions import VersionRow
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import label
from cmworkstation.ui.charter.naming import field_label
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import days
from cmworkstation.words import versions as said

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

DATA = Qt.ItemDataRole.UserRole


def a_column(parent: QWidget) -> QVBoxLayout:
    """Return the layout of a step."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(8))
    return column


class ProblemsStep(QWidget):
    """What keeps the text from review; each obstacle leads to its place."""

    jumped = Signal(int)  # line

    def __init__(self, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        column = a_column(self)
        self.sentence = label()
        column.addWidget(self.sentence)
        self.list = remarks(tr("What keeps this text from review"))
        self.list.itemActivated.connect(self._jump)
        enter_acts_once(self.list)
        column.addWidget(self.list, 1)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show the obstacles, or that there are none."""
        self.list.clear()
        for one in problems:
            item = remark(said.problem(one), "error", "error")
            item.setData(DATA, one.line)
            self.list.addItem(item)
        self.list.setVisible(bool(problems))
        if problems:
            text = tr(
                "These keep the text from review. It stays as a draft; what is in force stays in force."
            )
        else:
            text = tr(
                "Nothing keeps this text from review: every example passes, nothing is expired."
            )
        self.sentence.setText(text)
        theme.mark(self.sentence, "" if problems else "good")
        self.list.setCurrentRow(0)

    def _jump(self, item: QListWidgetItem) -> None:
        self.jumped.emit(int(item.data(DATA)))


class NumberStep(QWidget):
    """Number and dates of the version, as proposed and as the person wants them."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        column = a_column(self)
        self.why = label()
        column.addWidget(self.why)
        self.reasons = remarks(tr("What makes it a major version"))
        self.reasons.setMaximumHeight(theme.current().px(140))
        column.addWidget(self.reasons)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.number = QLineEdit()
        self.starts = DayField(tr("In force from"), optional=False)
        self.review = DayField(tr("Looked at again by"), optional=False)
        self.number.setAccessibleName(tr("Number of the version"))
        self.number.textChanged.connect(lambda _: self.changed.emit())
        self.starts.textChanged.connect(lambda _: self._dates())
        self.review.textChanged.connect(lambda _: self._dates())
        for text, field in (
            (tr("Number of the version"), self.number),
            (tr("In force from"), self.starts),
            (tr("Looked at again by"), self.review),
        ):
            form.addRow(text, field)
        column.addLayout(form)
        self.when = label(kind="soft")
        column.addWidget(self.when)
        column.addStretch(1)
        self._today = date.min

    def propose(self, one: Proposal, today: date, *, first: bool) -> None:
        """Show a proposal."""
        self._today = today
        self.number.setText(one.number)
        self.starts.today = self.review.today = today
        self.starts.set_day(one.effective_from)
        self.review.set_day(one.review_by)
        if first:
            text = tr("The first version of this charter.")
        elif one.major:
            text = tr(
                "A major version: somebody has to do something differently, because of these changes."
            )
        else:
            text = tr(
                "A minor version: additions and corrections; nobody has to do anything differently."
            )
        self.why.setText(text)
        self.reasons.clear()
        for change in one.because:
            self.reasons.addItem(remark(said.change_title(change, field_label), "info", "cue"))
        self.reasons.setVisible(bool(one.because))
        self._dates()

    def chosen(self) -> tuple[str, date, date]:
        """Return number, first day and day of review; today for what is no day."""
        starts, review = (one.day() or self._today for one in (self.starts, self.review))
        return self.number.text().strip(), starts, review

    def is_complete(self) -> bool:
        """Tell whether the number is one and the dates stand in order."""
        starts, review = self.starts.day(), self.review.day()
        number = self.number.text().strip()
        return bool(NUMBER.fullmatch(number) and starts and review and review > starts)

    def _dates(self) -> None:
        starts, review = self.starts.day(), self.review.day()
        if starts is None or review is None:
            text = (self.review if starts else self.starts).complaint()
        elif review <= starts:
            text = tr("The day of the review must come after the first day.")
        elif starts <= self._today:
            text = tr("It holds from the last signature on.")
        else:
            text = tr(
                "It takes over by itself at the beginning of that day, on every machine alike."
            )
        self.when.setText(text)
        self.changed.emit()


class SignStep(QWidget):
    """Who has to sign, who has, and what this person wants to say with the signature."""

    def __init__(self, services: "Services", parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._services = services
        column = a_column(self)
        self.summary = label()
        column.addWidget(self.summary)
        self.signed = remarks(tr("Signatures"))
        self.signed.setMaximumHeight(theme.current().px(140))
        column.addWidget(self.signed)
        self.lacks = label(kind="soft")
        column.addWidget(self.lacks)
        self.at_once = QCheckBox(tr("Sign it at once"))
        column.addWidget(self.at_once)
        self._words_label = QLabel(tr("A word with the signature, if you like"))
        column.addWidget(self._words_label)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(tr("A word with the signature, if you like"))
        self.words.setMaximumHeight(theme.current().px(80))
        self._words_label.setBuddy(self.words)
        column.addWidget(self.words)
        column.addStretch(1)

    def show_version(
        self, number: str, starts: date | None, row: VersionRow | None, *, alone: bool
    ) -> None:
        """Show what is about to be signed."""
        if starts is None:
            text = tr("Version {number} will hold from the last signature on.")
        else:
            text = tr("Version {number} will hold from {day} on.")
        self.summary.setText(text.format(number=number, day=days.day(starts) if starts else ""))
        self.signed.clear()
        for one in row.sign_offs if row else ():
            name = said.who(self._services.profiles.name(one.profile_id))
            line = tr("Signed by {name} on {day}").format(name=name, day=days.day_of(one.at))
            item = remark(line, "good", "good")
            self.signed.addItem(item)
        self.signed.setVisible(self.signed.count() > 0)
        standing = row.standing if row else None
        text = f"{said.standing(standing)}. {said.missing(standing)}" if standing else ""
        if alone:
            text = tr("Nobody else has to sign: you work alone here.")
        self.lacks.setText(text)
        self.lacks.setVisible(bool(self.lacks.text()))
        for one_ in (self._words_label, self.words):
            one_.setVisible(not alone)


def heading(text: str) -> PlainLabel:
    """Return the title of a step."""
    made = PlainLabel(text)
    theme.mark(made, "title")
    return made
