"""Two panes over one kind of list: the ledger line by line, and its sums by day."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.account import Account
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import DayTotal, Reading
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.intake import phrases
from cmworkstation.ui.intake.lines import LINE, Heads, LineList
from cmworkstation.ui.intake.phrases import Line
from cmworkstation.ui.jobs import READ, Job
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.jobs import JobRunner

PAGE = 100  # lines that are read at once


class ListPane(QWidget):
    """A list with heads, the chosen line in one sentence below, and a calm word where there is nothing."""

    def __init__(self, name: str, services: "Services", jobs: "JobRunner") -> None:
        """Show nothing yet."""
        super().__init__()
        self._services = services
        self._jobs = jobs
        self._job: Job | None = None
        self._accounts: Mapping[AccountId, Account] = {}
        self.list = LineList(name)
        self.sentence = PlainLabel()
        self.sentence.setWordWrap(True)
        theme.mark(self.sentence, "soft")
        self.nothing = EmptyState("feed", "")
        look = theme.current()
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Heads(self.list))
        column.addWidget(self.list, 1)
        self.sentence.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        column.addWidget(self.sentence)
        self.at_work = QWidget()
        row = QHBoxLayout(self.at_work)
        row.setContentsMargins(look.px(16), 0, look.px(16), look.px(4))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Looking through the ledger"))
        row.addWidget(bar, 1)
        stop = QPushButton(tr("Stop"))
        theme.mark(stop, "quiet")
        stop.clicked.connect(self.stop)
        row.addWidget(stop)
        self.at_work.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.at_work)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(filled)
        self._stack.addWidget(self.nothing)
        whole.addWidget(holder, 1)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.lines.modelReset.connect(lambda: self._chosen(self.list.currentIndex()))

    def stop(self) -> None:
        """Stop looking; what was found until then stays."""
        if self._job is not None:
            self._job.cancel()
        self.at_work.hide()

    def _chosen(self, current: QModelIndex, _previous: QModelIndex | None = None) -> None:
        line = current.data(LINE) if current.isValid() else None
        self.sentence.setText(line.spoken if isinstance(line, Line) else "")
        self.sentence.setVisible(isinstance(line, Line))

    def _show(self, lines: Sequence[Line], *, more: bool) -> None:
        self.at_work.hide()
        current = self.list.currentIndex().data(LINE)
        self.list.lines.show_lines(lines, more=more)
        self.list.turn(self._stack, filled=bool(lines))
        if lines:
            place = self.list.lines.place_of(current.key) if isinstance(current, Line) else -1
            self.list.setCurrentIndex(self.list.lines.index(max(0, place)))
        self._chosen(self.list.currentIndex())


class ReadingsPane(ListPane):
    """The ledger, line by line."""

    newer = Signal(bool)  # lines came that are not shown, since somebody reads further down

    def __init__(self, services: "Services", jobs: "JobRunner") -> None:
        """Show nothing yet."""
        super().__init__(tr("Readings"), services, jobs)
        self._account: AccountId | None = None
        self._trouble = False
        self._last: int | None = None
        self.list.lines.more_wanted.connect(self._read_more)

    def look(
        self,
        accounts: Mapping[AccountId, Account],
        account: AccountId | None,
        *,
        trouble: bool,
        gently: bool = False,
    ) -> None:
        """Read the newest lines; `gently` leaves a list alone in which somebody reads further down."""
        same = (account, trouble) == (self._account, self._trouble)
        if gently and same and self.list.verticalScrollBar().value() > 0:
            self.newer.emit(True)
            return
        self._accounts, self._account, self._trouble = accounts, account, trouble
        self.stop()
        self.at_work.setVisible(trouble and not gently)
        work = partial(self._services.ledger.lines, account, trouble=trouble, limit=PAGE)
        self._job = self._jobs.run(READ, work, self._came, owner=self)

    def _came(self, found: tuple[Reading, ...]) -> None:
        title, text = (
            (tr("No trouble"), tr("Every reading that is kept here went well."))
            if self._trouble
            else (tr("Nothing was read yet"), tr("Each reading of an account leaves a line here."))
        )
        self.nothing.say("good" if self._trouble else "feed", title, text)
        self._last = found[-1].id if found else None
        self._show(self._lines(found), more=len(found) == PAGE)
        self.newer.emit(False)

    def _read_more(self) -> None:
        work = partial(
            self._services.ledger.lines,
            self._account,
            trouble=self._trouble,
            before=self._last,
            limit=PAGE,
        )
        self._job = self._jobs.run(READ, work, self._more_came, owner=self)

    def _more_came(self, found: tuple[Reading, ...]) -> None:
        self._last = found[-1].id if found else self._last
        self.list.lines.add_lines(self._lines(found), more=len(found) == PAGE)

    def _lines(self, found: Sequence[Reading]) -> list[Line]:
        now = self._services.clock.now()
        return [phrases.of_reading(one, self._accounts.get(one.account_id), now) for one in found]


class DaysPane(ListPane):
    """What each account brought on each of the last days."""

    def __init__(self, services: "Services", jobs: "JobRunner") -> None:
        """Show nothing yet."""
        super().__init__(tr("Day by day"), services, jobs)
        self.nothing.say(
            "calendar", tr("Nothing was read yet"), tr("Here stand the sums of the last 14 days.")
        )

    def look(
        self, accounts: Mapping[AccountId, Account], account: AccountId | None, *, trouble: bool
    ) -> None:
        """Add up the last days."""
        self._accounts = accounts
        self.stop()
        work = partial(self._services.ledger.days, account)
        done = partial(self._came, trouble=trouble)
        self._job = self._jobs.run(READ, work, done, owner=self)

    def _came(self, found: tuple[DayTotal, ...], *, trouble: bool) -> None:
        today = self._services.clock.now().astimezone().date()
        lines = [phrases.of_day(one, self._accounts.get(one.account_id), today) for one in found]
        if trouble:
            lines = [one for one in lines if one.trouble]
            self.nothing.say("good", tr("No trouble"), tr("The last 14 days went well."))
        self._show(lines, more=False)
