"""The debrief of a crisis or a drill: what happened, what it took, what is talked over, and what is agreed."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.debrief import QUESTIONS
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.crisis.paper import PaperDialog, shown
from cmworkstation.ui.crisis.writing import write
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.words import debriefs

if TYPE_CHECKING:
    from cmworkstation.services.debriefs import Debrief
    from cmworkstation.ui.crisis.page import CrisisPage
    from cmworkstation.words.desk import Block

IN_DAYS = 14  # by when something agreed is done, as is proposed


class DebriefDialog(QDialog):
    """Read, answer, agree, take out."""

    def __init__(self, page: "CrisisPage", episode_id: str) -> None:
        """Show one."""
        super().__init__(page.window_)
        self._page = page
        self._services = page.services
        self._id = episode_id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Debrief"))
        look = theme.current()
        found = self._services.debriefs.of(episode_id)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(0, 0, look.px(12), 0)
        whole.setSpacing(look.px(8))
        whole.addWidget(shown(self.blocks()))
        self._ask(whole, found)
        self._offer_to_agree(whole, found)
        whole.addStretch(1)
        self._area = scrolled(inner)
        self._area.setAccessibleName(tr("Debrief"))
        column.addWidget(self._area, 1)
        column.addWidget(self._buttons())
        fit(self, page.window_, 680, 720)

    def _ask(self, whole: QVBoxLayout, found: "Debrief") -> None:
        look = theme.current()
        whole.addWidget(_title(tr("Talk it over")))
        self.answers: dict[str, QPlainTextEdit] = {}
        for key in QUESTIONS:
            asked = tr(debriefs.ASKED[key])
            label = PlainLabel(asked)
            label.setWordWrap(True)
            field = QPlainTextEdit(found.answers.get(key, ""))
            field.setAccessibleName(asked)
            field.setTabChangesFocus(True)
            field.setFixedHeight(look.px(64))
            whole.addWidget(label)
            whole.addWidget(field)
            self.answers[key] = field

    def _offer_to_agree(self, whole: QVBoxLayout, found: "Debrief") -> None:
        whole.addWidget(_title(tr("Agree on something")))
        self.words = _line(tr("What is to be done"))
        self.owner = _line(tr("Who does it"))
        today = self._services.clock.now().astimezone().date()
        due = today + timedelta(days=IN_DAYS)
        self.due = DayField(tr("Until when"), due, today=today, optional=False)
        self.agree = QPushButton(tr("Agree on this"))
        self.agree.setAutoDefault(False)
        self.agree.clicked.connect(self._agree)
        for one in (self.words, self.owner, self.due, self.agree):
            whole.addWidget(one)
        for agreed in found.actions:
            if agreed.open:
                done = QPushButton(tr("Done: {what}").format(what=debriefs.action_words(agreed)))
                done.setAutoDefault(False)
                done.clicked.connect(partial(self._settle, agreed.id))
                whole.addWidget(done)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.keep = QPushButton(tr("Keep the answers"))
        theme.mark(self.keep, "primary")
        self.keep.clicked.connect(self._keep)
        self.out = QPushButton(tr("Report: save or print…"))
        self.out.clicked.connect(self._take_out)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.keep, self.out, close):
            one.setAutoDefault(False)
            row.addWidget(one)
        return holder

    def blocks(self) -> "list[Block]":
        """Return the report as it is now."""
        services = self._services
        found = services.debriefs.of(self._id)
        return list(
            debriefs.blocks(
                found,
                services.clock.now(),
                self._level_name,
                services.profiles.name,
                services.roster.name,
                services.exercises.played(found.episode),
            )
        )

    def _level_name(self, level: str) -> str:
        seen = self._page.shown_now
        return seen.level_name(level) if seen else level

    def _keep(self) -> None:
        given = {key: field.toPlainText() for key, field in self.answers.items()}
        debriefs_ = self._services.debriefs
        write(self._page, lambda: debriefs_.answer(self._id, given, held=True))
        self.accept()

    def _agree(self) -> None:
        due = self.due.day()
        if due is None:
            self._page.window_.say(self.due.complaint(), 8000)
            self.due.setFocus()
            return
        act = partial(
            self._services.debriefs.agree,
            self._id,
            self.words.text(),
            self.owner.text(),
            due,
        )
        write(self._page, act)
        self.accept()

    def _settle(self, action_id: str) -> None:
        debriefs_ = self._services.debriefs
        write(
            self._page,
            lambda: debriefs_.done(action_id),
            lambda _: self._page.window_.undo(
                tr("Done."), 10, lambda: write(self._page, lambda: debriefs_.undo(action_id))
            ),
        )
        self.accept()

    def _take_out(self) -> None:
        PaperDialog(self._page.window_, tr("Report"), "debrief", self.blocks()).open()


def _title(text: str) -> QLabel:
    label = QLabel(text)
    theme.mark(label, "title")
    return label


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(name)
    return made
