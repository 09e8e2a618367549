"""How long what came in is kept: a rule for each kind, what it would let go of, and the legal holds."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.erasure import Hold
from cmworkstation.domain.retention import LEAST, MOST, Due, Kept, RetentionRule
from cmworkstation.i18n import tr, trn
from cmworkstation.services.retention import Cleared
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import label
from cmworkstation.ui.erasing.frame import GoneForGood
from cmworkstation.ui.jobs import READ, WRITE
from cmworkstation.ui.widgets.fields import beside, stepped
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import erasures as wordings

if TYPE_CHECKING:
    from cmworkstation.domain.ids import AccountId
    from cmworkstation.ui.main_window import MainWindow

ONE = Qt.ItemDataRole.UserRole
USUAL = 24  # months


class RetentionRow(QWidget):
    """One kind: for ever or so many months, and whether that is carried out by itself."""

    def __init__(self, kind: Kept) -> None:
        """Show nothing chosen."""
        super().__init__()
        self.kind = kind
        look = theme.current()
        name = tr(wordings.KINDS[kind])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(8))
        column.setSpacing(look.px(4))
        self.limited = QCheckBox()
        column.addWidget(beside(self.limited, name))
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(26), 0, 0, 0)
        inner.setSpacing(look.px(4))
        inner.addWidget(label(tr(wordings.MEANING[kind]), "soft"))
        self.months = stepped(QSpinBox())
        self.months.setRange(LEAST, MOST)
        self.months.valueChanged.connect(self._name_unit)
        self.months.setValue(USUAL)
        self.months.setAccessibleName(tr("{what}: kept for").format(what=name))
        self.by_itself = QCheckBox()
        holder = QWidget()
        row = FlowLayout(holder)
        row.addWidget(self.months)
        row.addWidget(beside(self.by_itself, tr("Let go every day by itself")))
        self.by_itself.setAccessibleName(tr("{what}: let go every day by itself").format(what=name))
        inner.addWidget(holder)
        self.due = label("", "meta")
        inner.addWidget(self.due)
        column.addLayout(inner)
        self.limited.toggled.connect(self._offer)
        self._offer(on=False)

    def show_rule(self, rule: RetentionRule | None) -> None:
        """Show a rule, or that there is none."""
        for box in (self.limited, self.months, self.by_itself):
            box.blockSignals(True)
        self.limited.setChecked(rule is not None)
        self.months.setValue(rule.months if rule else USUAL)
        self.by_itself.setChecked(bool(rule and rule.enabled))
        for box in (self.limited, self.months, self.by_itself):
            box.blockSignals(False)
        self._offer(on=rule is not None)

    def say(self, due: str) -> None:
        """Say what the rule would let go of."""
        self.due.setText(due)
        self.due.updateGeometry()
        self.updateGeometry()

    def _name_unit(self, months: int) -> None:
        self.months.setSuffix(" " + trn("month", "months", months))

    def _offer(self, on: bool) -> None:
        self.months.setEnabled(on)
        self.by_itself.setEnabled(on)
        self.due.setVisible(on)
        if not on:
            self.due.setText("")


class RetentionDialog(GoneForGood):
    """Changes rules at once; what they would let go of is counted before anything goes."""

    def __init__(self, window: "MainWindow") -> None:
        """Look up the rules."""
        super().__init__(window, tr("How long things are kept"), (640, 700))
        self._rules: dict[Kept, RetentionRule] = {}
        self._due: tuple[Due, ...] | None = None
        self.accounts = QComboBox()
        self.accounts.setAccessibleName(tr("Account"))
        self.accounts.addItem(tr("All accounts"), None)
        for one in self._services.accounts.listed():
            self.accounts.addItem(foreign.line(one.name, 60), one.id)
        self.accounts.currentIndexChanged.connect(lambda _: self.load())
        self.column.addWidget(self.accounts)
        self.promiser = QPushButton(tr("As the charter promises"))
        self.promiser.clicked.connect(lambda _=False: self.as_promised())
        self.ender = QPushButton(tr("End the hold"))
        self.ender.clicked.connect(lambda _=False: self.end_hold())
        does, close = QPushButton(tr("Let go now")), QPushButton(tr("Close"))
        self.lay_out(self._rules_and_holds(), does, self.promiser, self.ender, close)
        self.load()

    def _rules_and_holds(self) -> QWidget:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            label(
                tr(
                    "What is still open, promised or under a legal hold stays. What went cannot be brought back, and"
                    " the platforms do not bring it back either."
                ),
                "soft",
            )
        )
        self.rows: Mapping[Kept, RetentionRow] = {kind: RetentionRow(kind) for kind in Kept}
        for row in self.rows.values():
            row.limited.toggled.connect(partial(self._changed, row))
            row.by_itself.toggled.connect(partial(self._changed, row))
            row.months.editingFinished.connect(partial(self._changed, row))
            column.addWidget(row)
        self.holds = found_rows(tr("Legal holds"))
        self.holds.setMinimumHeight(look.px(90))
        self.holds.currentRowChanged.connect(lambda _: self.offer())
        column.addWidget(label(tr("Legal holds"), "bold"))
        column.addWidget(self.holds, 1)
        return inner

    # Looking

    def load(self) -> None:
        """Look up rules, what they would let go of, and holds."""
        wanted: AccountId | None = self.accounts.currentData()
        rules = self._services.retention.rules()
        self._rules = {one.kind: one for one in rules if one.account_id == wanted}
        self._due = None
        for kind, row in self.rows.items():
            row.show_rule(self._rules.get(kind))
            row.say(tr("Counting…") if kind in self._rules else "")
        self._window.jobs.run(READ, self._services.retention.due, self._counted, owner=self)
        self._show_holds()
        self.offer()

    def _counted(self, found: tuple[Due, ...]) -> None:
        self._due = found
        for one in found:
            if self._rules.get(one.rule.kind) == one.rule:
                text = tr("Would go now: {what}").format(what=wordings.due(one))
                self.rows[one.rule.kind].say(text)
        self.offer()

    def _show_holds(self) -> None:
        now, name = self._services.clock.now(), self._services.profiles.name
        self.holds.clear()
        for one in self._services.erasures.holds():
            title, below = wordings.hold(one, name(one.by), now)
            item = found_row(title, (), below)
            item.setData(ONE, one)
            self.holds.addItem(item)
        if not self.holds.count():
            self.holds.addItem(found_row(tr("Nothing is under a legal hold."), usable=False))
        self.holds.setCurrentRow(0)

    def _hold(self) -> Hold | None:
        item: QListWidgetItem | None = self.holds.currentItem()
        return item.data(ONE) if item is not None else None

    def offer(self) -> None:
        """Let rules be changed and buttons be pressed, or not."""
        idle = self.may()
        for row in self.rows.values():
            row.setEnabled(idle)
        hold, any_due = self._hold(), sum(one.count for one in self._due or ())
        self.doer.setEnabled(bool(idle and any_due and self.sure.isChecked()))
        self.promiser.setEnabled(idle and self.accounts.currentData() is None)
        self.ender.setEnabled(bool(idle and hold is not None and hold.ended_at is None))

    # Acts

    def _changed(self, row: RetentionRow, *_: object) -> None:
        old = self._rules.get(row.kind)
        retention = self._services.retention
        if not row.limited.isChecked():
            if old is not None:
                self._write(partial(retention.remove, old.id))
            return
        same = old and (old.months, old.enabled) == (row.months.value(), row.by_itself.isChecked())
        if not same:
            self._write(
                partial(
                    retention.set,
                    row.kind,
                    row.months.value(),
                    self.accounts.currentData(),
                    enabled=row.by_itself.isChecked(),
                )
            )

    def as_promised(self) -> None:
        """Make the rules that the charters in force promise."""
        promised = self._services.retention.promised()
        if not promised:
            self.say(tr("No charter says how long things are kept."), "soft")
            return

        def put() -> None:
            for kind, months in promised.items():
                old = self._rules.get(kind)
                enabled = bool(old and old.enabled)
                self._services.retention.set(kind, months, enabled=enabled)

        self._write(put)

    def end_hold(self) -> None:
        """End the chosen hold."""
        hold = self._hold()
        if hold is not None:
            self._write(partial(self._services.erasures.end_hold, hold.id))

    def carry_out(self) -> None:
        """Let go of everything that is too old."""
        work = partial(self._services.retention.carry_out, wordings.pseudonym)
        self.working.run(work, self._gone, self.failed)

    def _gone(self, cleared: Cleared) -> None:
        self._window.jobs.emit_changes(cleared.changes)
        count = sum(cleared.counts.values())
        self.say(wordings.gone(count), "good")
        self.sure.setChecked(False)
        self.load()

    def _write(self, work: object) -> None:
        self._window.jobs.run(
            WRITE,
            work,  # type: ignore[arg-type]
            lambda _: self.load(),
            self.failed,
            owner=self,
        )

    def failed(self, error: Exception) -> None:
        """Say what went wrong, and look again."""
        super().failed(error)
        self.load()
