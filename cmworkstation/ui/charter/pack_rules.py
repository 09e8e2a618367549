"""The rules of a pack, each to be switched off, weighed anew or extended by this charter."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.builtin import MESSAGES
from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.i18n import N_, labelled, tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.editors import Editor, OneOf
from cmworkstation.ui.charter.editors_lists import Texts
from cmworkstation.ui.charter.sheets_rules import SEVERITIES
from cmworkstation.ui.widgets.labels import PlainLabel

TITLES: Mapping[str, str] = {
    "terms": N_("Further words or phrases"),
    "unless": N_("Further phrases that are fine"),
    "allow": N_("Also allowed"),
    "cues": N_("Further words that announce it"),
    "labels": N_("Further labels that will do"),
}
LISTS = tuple(TITLES)  # what of a rule can be made longer


class PackRules(Editor):
    """Holds the fields `off`, `severity` and `extend` together."""

    def __init__(self, name: str) -> None:
        """Begin without rules."""
        super().__init__(name)
        self._pack: tuple[str, tuple[tuple[str, Rule | None], ...]] = ("", ())
        self._rows: dict[str, _Row] = {}
        self._value: dict[str, Any] = {}
        self._holder = QVBoxLayout()
        self._holder.setSpacing(theme.current().px(8))
        self.column.addLayout(self._holder)

    def offer(self, pack: str, rules: Sequence[tuple[str, Rule | None]]) -> None:
        """Show these rules, by their whole names."""
        if (pack, tuple(rules)) == self._pack:
            return
        self._pack = (pack, tuple(rules))
        for row in self._rows.values():
            row.deleteLater()
        self._rows = {}
        for name, rule in rules:
            row = self._rows[name] = _Row(name, rule)
            row.changed.connect(self.changed)
            self._holder.addWidget(row)
        self.show_value(self._value)

    def show_value(self, value: object) -> None:
        """Show what the charter changes: a mapping of the three fields."""
        self._value = dict(value) if isinstance(value, Mapping) else {}
        for name, row in self._rows.items():
            row.put(
                off=name in self._value.get("off", ()),
                severity=self._value.get("severity", {}).get(name, ""),
                more=self._value.get("extend", {}).get(name, {}),
            )

    def value(self) -> object:
        """Return the three fields; what they say of rules that are not shown stays."""
        off = [one for one in self._value.get("off", ()) if one not in self._rows]
        severity = {k: v for k, v in self._value.get("severity", {}).items() if k not in self._rows}
        extend = {k: v for k, v in self._value.get("extend", {}).items() if k not in self._rows}
        for name, row in self._rows.items():
            off += [] if row.box.isChecked() else [name]
            if chosen := row.severity.value():
                severity[name] = chosen
            if more := row.more():
                extend[name] = more
        return {"off": tuple(off), "severity": severity, "extend": extend}


class _Row(Editor):
    """One rule: on or off, its weight here, and what is added to its lists."""

    def __init__(self, name: str, rule: Rule | None) -> None:
        super().__init__(name)
        look = theme.current()
        card = QFrame()
        theme.mark(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(look.px(8),) * 4)
        column.setSpacing(look.px(4))
        self.box = QCheckBox(foreign.line(name))
        self.box.setAccessibleName(tr("{rule}: in use").format(rule=name))
        self.box.clicked.connect(lambda _on: self.changed.emit())
        column.addWidget(self.box)
        message = rule.message if rule else MESSAGES.get(name, {})
        said = foreign.block(words.in_language(message) if message else "", 400, 4)
        if said:
            label = PlainLabel(said)
            label.setWordWrap(True)
            theme.mark(label, "soft")
            column.addWidget(label)
        row = QHBoxLayout()
        weight = tr(dict(SEVERITIES).get(rule.severity, "–")) if rule else tr("its usual weight")
        same = tr("As in the pack: {weight}").format(weight=weight)
        self.severity = OneOf(tr("{rule}: how much it weighs").format(rule=name), none=same)
        self.severity.offer([(value, tr(said)) for value, said in SEVERITIES])
        self.severity.changed.connect(self.changed)
        row.addWidget(self.severity, 1)
        column.addLayout(row)
        self._more: dict[str, object] = {}
        self._lists: dict[str, Texts] = {}
        self._given = rule
        self._open = QPushButton(tr("Extend…"))
        self._open.setAccessibleName(tr("{rule}: extend").format(rule=name))
        theme.mark(self._open, "link")
        self._open.clicked.connect(partial(self._unfold, focus=True))
        self._open.setVisible(bool(rule and self._keys()))
        column.addWidget(self._open)
        self._inside = column
        self.column.addWidget(card)

    def put(self, *, off: bool, severity: str, more: object) -> None:
        """Show what the charter says of this rule."""
        self.box.setChecked(not off)
        self.severity.show_value(severity)
        self._more = dict(more) if isinstance(more, Mapping) else {}
        if any(key in self._more for key in LISTS) and not self._lists:
            self._unfold()
        for key, field in self._lists.items():
            field.show_value(self._more.get(key))

    def more(self) -> dict[str, object]:
        """Return what is added to the rule."""
        rest = {key: one for key, one in self._more.items() if key not in self._lists}
        return rest | {key: field.value() for key, field in self._lists.items() if field.value()}

    def _keys(self) -> list[str]:
        return [key for key in LISTS if self._given and getattr(self._given, key)]

    def _unfold(self, *, focus: bool = False) -> None:
        self._open.hide()
        for key in self._keys():
            label = PlainLabel(tr(TITLES[key]))
            theme.mark(label, "meta")
            field = Texts(labelled(self.name, tr(TITLES[key])))
            field.changed.connect(self.changed)
            label.setBuddy(field.field)
            self._inside.addWidget(label)
            self._inside.addWidget(field)
            self._lists[key] = field
        if focus and self._lists:
            next(iter(self._lists.values())).field.setFocus()
