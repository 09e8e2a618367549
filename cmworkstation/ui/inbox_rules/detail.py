"""The chosen rule: which messages, what is done, a dry run, and what it did."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain.inbox_conditions import conditions_of
from cmworkstation.domain.inbox_rule import InboxRule
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox_rules.effect_rows import EffectRows
from cmworkstation.ui.inbox_rules.names import Names
from cmworkstation.ui.inbox_rules.trial import Trial
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import inbox_rules as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class RuleDetail(QScrollArea):
    """Shows one rule; `wanted` tells what a person wants done with it."""

    wanted = Signal(str)

    def __init__(self, window: "MainWindow", allowed: Mapping[str, Callable[[], bool]]) -> None:
        """Begin empty; `allowed` says which acts are possible now."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._allowed = allowed
        self._buttons: dict[str, QPushButton] = {}
        self._rule: InboxRule | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("The chosen inbox rule"))
        look = theme.current()
        inside = QWidget()
        theme.mark(inside, "ground")
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        self.title = ForeignLabel("", lines=3)
        theme.mark(self.title, "title")
        self.state = _label("")
        column.addWidget(self.title)
        column.addWidget(self.state)
        column.addWidget(self._bar())
        self.looks_for = ForeignLabel("", lines=8)
        self.does = ForeignLabel("", lines=8)
        _part(column, tr("When a message comes in of which"), self.looks_for)
        _part(column, tr("Then"), self.does)
        self.trial = Trial(window, allowed["change"])
        _part(column, tr("Dry run"), self.trial)
        self.effects = EffectRows(window)
        _part(column, tr("What it did"), self.effects)
        column.addStretch(1)
        self.setWidget(inside)

    def _bar(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        for act, said, kind in (
            ("switch", tr("Turn on"), "primary"),
            ("change", tr("Change…"), ""),
            ("duplicate", tr("Duplicate"), ""),
            ("up", tr("Earlier"), ""),
            ("down", tr("Later"), ""),
            ("remove", tr("Remove"), "quiet"),
        ):
            button = QPushButton(said)
            if kind:
                theme.mark(button, kind)
            button.clicked.connect(lambda _=False, wanted=act: self.wanted.emit(wanted))
            self._buttons[act] = button
            flow.addWidget(button)
        return holder

    def show_rule(self, rule: InboxRule | None) -> None:
        """Show a rule as it is now; a dry run of what it was is forgotten."""
        if rule is None:
            self._rule = None
            self.trial.show_rule(None)
            return
        names = Names(self._services)
        self.title.set_foreign(rule.name)
        self.state.setText(words.standing(rule))
        theme.mark(self.state, "good" if rule.enabled else ("warn" if rule.why_off else "soft"))
        found = conditions_of(rule.query)
        self.looks_for.set_foreign(words.conditions(found) if found else rule.query)
        lines = [words.action(one, names.of) for one in rule.actions]
        lines += [tr("And then no further rule sees it")] if rule.last else []
        self.does.set_foreign("\n".join(lines))
        switch = self._buttons["switch"]
        switch.setText(tr("Turn off") if rule.enabled else tr("Turn on"))
        theme.mark(switch, "" if rule.enabled else "primary")  # what works shall not shout
        if self._rule is None or self._rule.id != rule.id or self._rule.says_other(rule):
            self.trial.show_rule(rule)
        self._rule = rule
        effects = self._services.inbox_rule_runs.of_rule(rule.id)
        self.effects.show_effects(effects, tr("It has done nothing yet."))
        for act, button in self._buttons.items():
            button.setEnabled(self._allowed[act]())


def _part(column: QVBoxLayout, title: str, widget: QWidget) -> None:
    column.addSpacing(theme.current().px(8))
    column.addWidget(_label(title, "bold"))
    column.addWidget(widget)


def _label(text: str, kind: str = "") -> PlainLabel:
    made = PlainLabel(text)
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made
