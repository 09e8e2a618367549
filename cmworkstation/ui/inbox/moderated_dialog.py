"""Whom we muted or blocked from here, by account, and the way back where the platform has one."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidgetItem, QPushButton, QVBoxLayout

from cmworkstation.domain import foreign
from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.moderation import PEOPLE
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.domain.moderation import Moderated
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.message_acts import MessageActs
    from cmworkstation.ui.main_window import MainWindow

ONE = Qt.ItemDataRole.UserRole


class ModeratedDialog(QDialog):
    """Lists people; the button takes back what was done to the chosen one."""

    def __init__(self, window: "MainWindow", acts: "MessageActs") -> None:
        """Look them up."""
        super().__init__(window)
        self._window = window
        self._acts = acts
        self._services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Muted and blocked people"))
        look = theme.current()
        self.said = PlainLabel(
            tr(
                "Who was muted or blocked from here. What was done on the platform itself is not listed."
            )
        )
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        self.list = found_rows(tr("Muted and blocked people"))
        self.list.currentRowChanged.connect(lambda _: self._offer())
        self.list.itemActivated.connect(lambda _: self.take_back())
        enter_acts_once(self.list)
        self.back = QPushButton()
        theme.mark(self.back, "primary")
        self.back.clicked.connect(self.take_back)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        fit(self, window, 520, 420)
        window.jobs.changed.connect(lambda _: self.load())
        self._offer()
        self.load()

    def load(self) -> None:
        """Look up who it is now."""
        people = self._services.moderation.people
        self._window.jobs.run(jobs.READ, people, self._show, owner=self)

    def _show(self, found: "tuple[Moderated, ...]") -> None:
        names = {one.id: phrases.line(one.name, 60) for one in self._services.accounts.listed()}
        self.list.clear()
        for one in found:
            done = tr(phrases.MODERATED[one.act])
            below = f"{done} {one.handle} · {names.get(one.account_id, '')}"
            item = found_row(one.name or one.handle, (), phrases.line(below, 200))
            item.setData(ONE, one)
            self.list.addItem(item)
        if not found:
            self.list.addItem(found_row(tr("Nobody is muted or blocked."), usable=False))
        self.list.setCurrentRow(0)
        self._offer()

    def _chosen(self) -> "Moderated | None":
        item: QListWidgetItem | None = self.list.currentItem()
        return item.data(ONE) if item is not None else None

    def _way_back(self) -> ModerationAct | None:
        one = self._chosen()
        if one is None or self._services.read_only:
            return None
        able = self._services.accounts.one(one.account_id).capabilities.moderation
        return PEOPLE[one.act] if PEOPLE[one.act] in able else None

    def _offer(self) -> None:
        one, way = self._chosen(), self._way_back()
        self.back.setText(tr(phrases.MODERATION[way or ModerationAct.UNBLOCK]))
        self.back.setEnabled(way is not None)
        only_there = one is not None and way is None
        hint = tr("This platform takes it back only on its own pages.") if only_there else ""
        self.back.setToolTip(foreign.tooltip(hint))
        self.back.setAccessibleDescription(hint)

    def take_back(self) -> None:
        """Take back what was done to the chosen person."""
        one, way = self._chosen(), self._way_back()
        if one is not None and way is not None:
            message = self._services.inbox.message(one.message_id)
            self._acts.moderating.ask([message], way)
