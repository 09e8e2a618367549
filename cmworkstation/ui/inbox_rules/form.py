"""The form of an inbox rule: its name and folder, which messages, what is done."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.inbox_rule import InboxRule, Reach, checked
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.guide.forms import GuideDialog
from cmworkstation.ui.inbox_rules.action_rows import ActionRows
from cmworkstation.ui.inbox_rules.condition_rows import ConditionRows
from cmworkstation.ui.inbox_rules.names import Names
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.form_dialog import wrapped
from cmworkstation.words import inbox_rules as words
from cmworkstation.words.problems import error as words_of

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class RuleForm(GuideDialog):
    """Everything about a rule; `wanted` carries it. How much it finds is counted while it is written."""

    wanted = Signal(object)  # InboxRule

    def __init__(self, window: "MainWindow", rule: InboxRule) -> None:
        """Begin with a rule, one without an id for a new one."""
        title = tr("Change this inbox rule") if rule.id else tr("New inbox rule")
        super().__init__(window, title, tr("Keep this rule"), 640)
        self._window = window
        self._services = cast("Services", window.services)
        self._rule = rule
        self._asked = 0
        names = Names(self._services)
        self.column.addWidget(wrapped(tr(words.NEVER), "soft"))
        self.name = QLineEdit(rule.name)
        self.field(tr("Name"), self.name)
        self.folder = QComboBox()
        self.folder.setEditable(True)
        folders = dict.fromkeys(one.folder for one in self._services.inbox_rules.listed())
        for folder in folders:
            self.folder.addItem(folder)
        self.folder.setEditText(rule.folder)
        edit = self.folder.lineEdit()
        if edit is not None:
            edit.setAccessibleName(tr("Folder"))
        self.field(tr("Folder"), self.folder)
        self._head(tr("When a message comes in of which"))
        self.conditions = ConditionRows(names, rule.query)
        self.conditions.changed.connect(self._count)
        self.column.addWidget(self.conditions)
        self.found = wrapped("", "soft")
        self.column.addWidget(self.found)
        self._head(tr("Then"))
        self.does = ActionRows(names, rule.actions)
        self.column.addWidget(self.does)
        self.last = QCheckBox()
        self.last.setChecked(rule.last)
        self.column.addWidget(beside(self.last, tr("And then no further rule sees it")))
        self.column.addStretch(1)
        self.doer.clicked.connect(self._take)
        self._count()

    def rule(self) -> InboxRule:
        """Return the rule as it is written."""
        return replace(
            self._rule,
            name=self.name.text(),
            folder=self.folder.currentText(),
            query=self.conditions.query(),
            actions=self.does.said(),
            last=self.last.isChecked(),
        )

    def _head(self, text: str) -> None:
        self.column.addSpacing(theme.current().px(8))
        self.column.addWidget(wrapped(text, "title"))

    def _count(self) -> None:
        """Count on the reading lane how much the conditions find now."""
        rule = self.rule()
        self._asked += 1
        asked = self._asked
        if not rule.query:
            self.found.setText(tr("Which messages? Write one condition at least."))
            return
        self._window.jobs.run(
            READ,
            lambda: self._services.inbox_rule_runs.reach(rule),
            done=lambda found: self._show_found(asked, found),
            failed=lambda error: self._show_trouble(asked, error),
            owner=self,
        )

    def _show_found(self, asked: int, found: Reach) -> None:
        if asked == self._asked:
            theme.mark(self.found, "warn" if found.is_much else "soft")
            self.found.setText(words.reach(found))

    def _show_trouble(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            theme.mark(self.found, "error")
            self.found.setText(words_of(error).text)

    def _take(self) -> None:
        try:
            rule = checked(self.rule())
        except WorkstationError as error:
            self.complain(words_of(error).text)
            place: QWidget = self.name if not self.name.text().strip() else self.conditions
            place.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        trouble = self._services.inbox_rules.unreadable(rule.query)
        if trouble is not None:
            self.complain(words_of(trouble).text)
            return
        self.wanted.emit(rule)
