"""The form of one section: the fields of one object, bound to what the text says."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.builtin import BUILTIN_RULES
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.overlay import BUILTIN_PACK
from cmworkstation.domain.charter.patching import SetField
from cmworkstation.domain.charter.placing import CLASSES
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.writing import write_value
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.editors import Editor, OneOf, YesNo
from cmworkstation.ui.charter.editors_checked import Marked, finds
from cmworkstation.ui.charter.editors_lists import ByLanguage, References
from cmworkstation.ui.charter.fields import Field, Sheet, completed, kind_of
from cmworkstation.ui.charter.making import make
from cmworkstation.ui.charter.naming import choices
from cmworkstation.ui.charter.pack_rules import PackRules
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.panes import CollapsiblePane

Special = Callable[[str, Sequence[str]], Editor]  # of a field's name and the languages

PAUSE_MS = 350
MARGIN = 16


class Form(QScrollArea):
    """Shows one object of a section; what a person changes is told after a pause, as changes of the text."""

    edited = Signal(object)  # list of SetField
    renamed = Signal(str)
    wanted_new = Signal(str, str)  # the section of the new object, the field that will name it

    def __init__(
        self, sheet: Sheet, languages: Sequence[str], made: Mapping[str, Special] | None = None
    ) -> None:
        """Build the fields of a section for texts in these languages; `made` makes those of special kinds."""
        super().__init__()
        self._made = made or {}
        self.sheet = sheet
        self.languages = tuple(languages)
        self.index = 0
        self.charter: Charter | None = None
        self._fields = {one.key: one for one in completed(sheet)}
        self._editors: dict[str, Editor] = {}
        self._holders: dict[str, QWidget] = {}
        self._said: dict[str, PlainLabel] = {}
        self._dirty: dict[str, None] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(sheet.title))
        self._build()

    def _build(self) -> None:
        look = theme.current()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(look.px(MARGIN),) * 4)
        column.setSpacing(look.px(14))
        more = QWidget()
        rest = QVBoxLayout(more)
        rest.setContentsMargins(look.px(8), 0, 0, 0)
        rest.setSpacing(look.px(14))
        for one in self._fields.values():
            (rest if one.more else column).addWidget(self._holder(one))
        self._kept = PlainLabel()
        self._kept.setWordWrap(True)
        theme.mark(self._kept, "soft")
        rest.addWidget(self._kept)
        self.more = CollapsiblePane(tr("More"), more, open=False)
        column.addWidget(self.more)
        column.addStretch(1)
        self.setWidget(inside)

    def _holder(self, one: Field) -> QWidget:
        look = theme.current()
        special = self._made.get(kind_of(self.sheet.section, one))
        editor = (
            special(tr(one.label), self.languages)
            if special
            else make(self.sheet.section, one, self.languages)
        )
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        if not isinstance(editor, YesNo):
            label = PlainLabel(tr(one.label))
            theme.mark(label, "bold")
            label.setWordWrap(True)
            column.addWidget(label)
        if one.help:
            help_ = PlainLabel(tr(one.help))
            help_.setWordWrap(True)
            theme.mark(help_, "meta")
            column.addWidget(help_)
        column.addWidget(editor)
        said = PlainLabel()
        said.setWordWrap(True)
        said.hide()
        column.addWidget(said)
        editor.changed.connect(partial(self._changed, one.key))
        if isinstance(editor, OneOf | References):
            editor.wanted_new.connect(partial(self._new_wanted, one))
        self._editors[one.key] = editor
        self._holders[one.key] = holder
        self._said[one.key] = said
        return holder

    # Showing

    def bind(self, charter: Charter, packs: tuple[Pack, ...], index: int, one: Any) -> None:  # noqa: ANN401
        """Show an object. Fields that a person is changing right now are left alone."""
        if index != self.index:
            self._dirty.clear()
        self.charter, self.index, self._object, self._packs = charter, index, one, packs
        for key, field in self._fields.items():
            if key in self._dirty:
                continue
            editor = self._editors[key]
            self._offer(field, editor)
            editor.show_value(self._value(key))
        self._show_only()
        self._show_kept()
        self._try_examples()

    def say(self, problems: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Show problems, (words, weight), at their fields."""
        for key, label in self._said.items():
            found = problems.get(key.partition(".")[0], ())
            label.setText("\n".join(words for words, _ in found))
            label.setVisible(bool(found))
            worst = "error" if any(weight == "error" for _, weight in found) else "warn"
            theme.mark(label, worst)

    def lock(self, *, locked: bool) -> None:
        """Let the fields be changed, or only be read."""
        inside = self.widget()
        if inside is not None:
            inside.setEnabled(not locked)

    def go_to(self, key: str) -> None:
        """Put the focus into a field."""
        wanted = next((one for one in self._fields if one.partition(".")[0] == key), "")
        holder = self._holders.get(wanted)
        if holder is None:
            return
        if self._fields[wanted].more:
            self.more.set_open(True)
        holder.show()
        first = first_field(self._editors[wanted])
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(holder, 0, theme.current().px(40))

    def first(self) -> QWidget | None:
        """Return the first field that can take the focus."""
        found = (first_field(one) for one in self._editors.values() if not one.isHidden())
        return next((one for one in found if one is not None), None)

    def _value(self, key: str) -> object:
        if kind_of(self.sheet.section, self._fields[key]) == "pack-rules":
            return {name: getattr(self._object, name) for name in ("off", "severity", "extend")}
        first, _, rest = key.partition(".")
        slot = shape_of(CLASSES[self.sheet.section])[first]
        value = getattr(self._object, slot.attribute)
        if rest:
            return value.get(rest) if isinstance(value, Mapping) else None
        return value

    def _offer(self, field: Field, editor: Editor) -> None:
        assert self.charter is not None
        if isinstance(editor, PackRules):
            editor.offer(self._object.pack, self._rules_of(self._object.pack))
            return
        if field.choices or not isinstance(editor, OneOf | References):
            return
        found, new = choices(self.charter, self._packs, self.sheet.section, field)
        editor.offer(found, tr("New…") if new else "")

    def _rules_of(self, pack: str) -> list[tuple[str, Any]]:
        if pack == BUILTIN_PACK:
            return [(name, None) for name in sorted(BUILTIN_RULES) if name.startswith("core/")]
        return [
            (f"{one.id}/{rule.id}", rule)
            for one in self._packs
            if one.id == pack
            for rule in one.rules
        ]

    def _show_only(self) -> None:
        """Show the fields that matter for this kind of rule, and those that hold something all the same."""
        kind = getattr(self._object, "kind", "")
        for key, field in self._fields.items():
            if not field.only:
                continue
            slot = shape_of(CLASSES[self.sheet.section])[key]
            holds = getattr(self._object, slot.attribute) != slot.default
            self._holders[key].setVisible(kind in field.only or holds)

    def _show_kept(self) -> None:
        kept = [f"{key} = {write_value(value)}" for key, value in self._object.extra.items()]
        shown = foreign.block("\n".join(kept), 2000, 30)
        head = tr("Kept as it is written, but without effect here:")
        self._kept.setText(f"{head}\n{shown}" if kept else "")
        self._kept.setVisible(bool(kept))

    def _try_examples(self) -> None:
        if self.sheet.section != "rule" or self.charter is None:
            return
        first = self.charter.header.default_language
        for key in ("bad", "good"):
            editor = self._editors[key]
            assert isinstance(editor, ByLanguage)
            for language, part in editor.parts.items():
                assert isinstance(part, Marked)
                judge = finds(self._object, self.charter, self._object.lang or language or first)
                part.try_on(judge)

    # Changing

    def flush(self) -> None:
        """Tell at once what was changed and not told yet."""
        self._pause.stop()
        dirty, self._dirty = list(self._dirty), {}
        changes: list[SetField] = []
        for key in dirty:
            editor = self._editors[key]
            if not editor.sound():
                continue
            if kind_of(self.sheet.section, self._fields[key]) == "id":
                self.renamed.emit(str(editor.value()))
                continue
            changes += self._changes(key, editor.value())
        if changes:
            self.edited.emit(changes)

    def pending(self) -> bool:
        """Tell whether something was changed and not told yet."""
        return bool(self._dirty)

    def _changes(self, key: str, value: object) -> list[SetField]:
        if isinstance(value, Mapping) and isinstance(self._editors[key], PackRules):
            return [one for name, part in value.items() for one in self._change(name, part)]
        first, _, rest = key.partition(".")
        if rest:
            table = dict(getattr(self._object, first))
            table.pop(rest, None) if value in (None, "", False) else table.update({rest: value})
            value = table
        return self._change(first, value)

    def _change(self, key: str, value: object) -> list[SetField]:
        slot = shape_of(CLASSES[self.sheet.section])[key]
        old = getattr(self._object, slot.attribute)
        new = slot.default if value is None else value
        if isinstance(old, tuple) and isinstance(new, Mapping) and not new:
            new = ()
        if isinstance(slot.default, float) and isinstance(new, int):
            new = float(new)
        if new == old:
            return []
        section = self.sheet.section
        return [SetField(section, self.index, key, None if new == slot.default else new)]

    def _changed(self, key: str) -> None:
        self._dirty[key] = None
        self._pause.start()

    def _new_wanted(self, one: Field) -> None:
        assert self.charter is not None
        _, section = choices(self.charter, self._packs, self.sheet.section, one)
        self.wanted_new.emit(section, one.key)


def first_field(editor: Editor) -> QWidget | None:
    """Return the first widget of an editor that takes the focus."""
    for one in editor.findChildren(QWidget):
        within = isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox)  # its line to type in
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and not within:
            return one
    return None
