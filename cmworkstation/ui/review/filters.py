"""The filters above what we said."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.query import parse
from cmworkstation.domain.review import Filter
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox.completion import Completion
from cmworkstation.ui.inbox.query_line import QueryLine
from cmworkstation.ui.inbox.search_pane import as_typed
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import in_language
from cmworkstation.words.query import problem

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

DAYS = (7, 30, 90, 365)


class Filters(QWidget):
    """Words, a period, an account, a person, a category, and what is special about a reply."""

    changed = Signal()

    def __init__(self, services: "Services") -> None:
        """Begin with everything."""
        super().__init__()
        self._services = services
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        row = FlowLayout(holder)
        column.addWidget(holder)
        self.unclear = QueryLine()
        column.addWidget(self.unclear)
        self.search = SearchField(tr("Search replies and remarks"))
        self.search.setMinimumWidth(look.px(240))
        self.completion = Completion(self.search, lambda: services.views, self)
        self.search.searched.connect(lambda _: self.changed.emit())
        row.addWidget(self.search)
        self.period = self._box(tr("Period"), [(tr("Ever"), None), *self._periods()])
        self.account = self._box(tr("Account"), [(tr("All accounts"), None)])
        self.person = self._box(tr("Person"), [(tr("Everybody"), None)])
        self.category = self._box(tr("Category"), [(tr("All categories"), None)])
        for box in (self.period, self.account, self.person, self.category):
            row.addWidget(box)
        self.ticks = {
            "overridden": QCheckBox(tr("With an exception")),
            "approved": QCheckBox(tr("Approved")),
            "late": QCheckBox(tr("Late")),
            "annotated": QCheckBox(tr("With remarks")),
        }
        for tick in self.ticks.values():
            tick.toggled.connect(lambda _: self.changed.emit())
            row.addWidget(tick)
        self.learn()

    def learn(self) -> None:
        """Offer the accounts, people and categories that there are now; keep what is chosen."""
        self._offer(self.account, [(one.name, one.id) for one in self._services.accounts.listed()])
        people = [one for one, _ in self._services.profiles.gone()]
        people = [*self._services.profiles.listed(), *people]
        self._offer(self.person, [(one.name, one.id) for one in people])
        self.person.setVisible(bool(people))
        labels = self._services.standing.categories()
        self._offer(self.category, [(in_language(label), id_) for id_, label in labels.items()])

    def wanted(self) -> Filter:
        """Return what is asked for."""
        days = self.period.currentData()
        now: datetime = self._services.clock.now()
        return Filter(
            query=as_typed(self.search.text().strip()),
            since=None if days is None else now - timedelta(days=days),
            account_id=self.account.currentData(),
            profile_id=self.person.currentData(),
            category=self.category.currentData(),
            overridden=self.ticks["overridden"].isChecked(),
            approved=self.ticks["approved"].isChecked(),
            late=self.ticks["late"].isChecked(),
            annotated=self.ticks["annotated"].isChecked(),
        )

    def is_clear(self) -> bool:
        """Tell whether the query can be read; where not, say what is unclear, and where."""
        query = self.search.text().strip()
        try:
            parse(as_typed(query))
        except QueryError as found:
            self.unclear.mark(query, found.at, found.length, problem(query, found))
            return False
        self.unclear.hide()
        return True

    def only_remarks(self, query: str) -> None:
        """Ask for replies with remarks and for nothing else but these words, without telling anybody."""
        for one in (self.search, self.period, self.account, self.person, self.category):
            one.blockSignals(True)
        self.search.setText(query)
        self.search.clearer.setVisible(bool(query))
        for box in (self.period, self.account, self.person, self.category):
            box.setCurrentIndex(0)
        for one in (self.search, self.period, self.account, self.person, self.category):
            one.blockSignals(False)
        for name, tick in self.ticks.items():
            tick.blockSignals(True)
            tick.setChecked(name == "annotated")
            tick.blockSignals(False)

    @staticmethod
    def _periods() -> list[tuple[str, object]]:
        return [(tr("Last {n} days").format(n=days), days) for days in DAYS]

    def _box(self, name: str, choices: list[tuple[str, object]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setMinimumContentsLength(16)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for words, value in choices:
            box.addItem(words, value)
        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        return box

    @staticmethod
    def _offer(box: QComboBox, choices: list[tuple[str, object]]) -> None:
        chosen = box.currentData()
        box.blockSignals(True)
        while box.count() > 1:
            box.removeItem(1)
        for words, value in choices:
            box.addItem(foreign.line(words, 60), value)
        box.setCurrentIndex(max(0, box.findData(chosen)) if chosen is not None else 0)
        box.blockSignals(False)
