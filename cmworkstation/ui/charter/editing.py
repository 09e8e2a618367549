"""What a person does in a form, as changes of the text: one step of undo each."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cmworkstation.domain.charter.layout import Layout
from cmworkstation.domain.charter.model import Charter, Triage
from cmworkstation.domain.charter.patching import (
    AddObject,
    Change,
    MoveObject,
    Patch,
    RemoveObject,
    SetField,
    patch,
)
from cmworkstation.domain.charter.references import rename
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.triage_changes import changes_between
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.i18n import tr
from cmworkstation.ui.charter import naming
from cmworkstation.ui.charter.changing import CommentsGo
from cmworkstation.ui.charter.checking import Known
from cmworkstation.ui.charter.detail import Detail
from cmworkstation.ui.charter.references_choice import named_field
from cmworkstation.ui.charter.sheets import BY_SECTION
from cmworkstation.ui.charter.source_editor import SourceEditor

Then = tuple[str, int, str]  # section, number and field to show once the text was read again


class Editing(QObject):
    """Stands between the form in front and the text. `known` returns what is known of the text."""

    changed = Signal(object)  # Then, or None to stay: the text is to be read again at once
    refused = Signal()  # the form is to show again what the text says
    said = Signal(str)

    def __init__(
        self, page: QWidget, editor: SourceEditor, detail: Detail, known: Callable[[], Known]
    ) -> None:
        """Listen to the form."""
        super().__init__(page)
        self._page, self._editor, self._detail, self._known = page, editor, detail, known
        detail.edited.connect(self.apply)
        detail.renamed.connect(self._rename)
        detail.wanted_new.connect(self._make_and_name)
        detail.add_wanted.connect(self.add)
        detail.duplicate_wanted.connect(self._duplicate)
        detail.remove_wanted.connect(self._remove)
        detail.move_wanted.connect(self._move)
        detail.triage_edited.connect(self._triage)
        detail.keys.wanted.connect(lambda back: self.undo(back=back))

    def apply(self, changes: Sequence[Change], then: Then | None = None) -> bool:
        """Change the text, and ask first where comments would go; tell whether it was changed at once."""
        try:
            made = patch(self._editor.toPlainText(), changes, self._known().layout)
        except (IndexError, CharterInvalid):  # the text was changed in another way meanwhile
            self.refused.emit()
            return False
        if made.lost:
            dialog = CommentsGo(
                self._page, made, lambda: self._carry_out(made, then), self.refused.emit
            )
            dialog.open()
            return False
        self._carry_out(made, then)
        return True

    def _carry_out(self, made: Patch, then: Then | None) -> None:
        if made.splices:
            self._editor.change(made.splices)
        if then is not None:
            self.changed.emit(then)

    def undo(self, *, back: bool) -> None:
        """Take back the last step, wherever it was made, or do it again; show its place."""
        self._detail.flush()
        at = self._editor.step(back=back)
        if at < 0:
            self.said.emit(
                tr("There is nothing to undo.") if back else tr("There is nothing to redo.")
            )
            return
        place = Layout(self._editor.toPlainText()).at(at)
        known = place is not None and place[0] in BY_SECTION
        self.changed.emit((*place, "") if place is not None and known else None)

    def _triage(self, before: Triage, after: Triage) -> None:
        """Make the triage that of the tree; the text is read again at once, for the tree shows what it says."""
        self.apply(changes_between(before, after), ("triage", 0, ""))

    # Objects

    def add(self, section: str, then: Then | None = None) -> str:
        """Put a new object at the end of a section; return the name that it got."""
        charter = self._charter()
        if charter is None:
            return ""
        sheet = BY_SECTION[section]
        table = dict(sheet.fresh)
        if sheet.new:
            table = {"id": naming.free_id(charter, section, sheet.new), **table}
        if section == "use":
            table["pack"] = self._free_pack(charter)
        there = (section, len(naming.objects_of(charter, section)), sheet.fields[0].key)
        self.apply([AddObject(section, table)], then or there)
        return str(table.get("id", ""))

    def _free_pack(self, charter: Charter) -> str:
        used = {one.pack for one in charter.uses}
        return next((one for one in ("core", "fr-base", "en-base") if one not in used), "core")

    def _make_and_name(self, section: str, key: str) -> None:
        """Make a new object and name it in the field that asked for it; then show it."""
        charter, detail = self._charter(), self._detail
        if charter is None:
            return
        sheet = BY_SECTION[section]
        name = naming.free_id(charter, section, sheet.new)
        table = {"id": name, **sheet.fresh}
        one = naming.objects_of(charter, detail.section)[detail.index]
        value = named_field(detail.section, key, one, section, name)
        there = (section, len(naming.objects_of(charter, section)), sheet.fields[0].key)
        changes: list[Change] = [
            SetField(detail.section, detail.index, key, value),
            AddObject(section, table),
        ]
        self.apply(changes, there)

    def _duplicate(self) -> None:
        charter, detail = self._charter(), self._detail
        if charter is None:
            return
        one = naming.objects_of(charter, detail.section)[detail.index]
        table = {
            key: getattr(one, slot.attribute)
            for key, slot in shape_of(type(one)).items()
            if getattr(one, slot.attribute) != slot.default
        } | dict(one.extra)
        if "id" in table:
            table["id"] = naming.free_id(charter, detail.section, str(table["id"]))
        there = (detail.section, detail.index + 1, detail.sheet.fields[0].key)
        self.apply([AddObject(detail.section, table, after=detail.index)], there)

    def _remove(self) -> None:
        detail = self._detail
        detail.flush()
        there = (detail.section, max(0, detail.index - 1), "")
        if self.apply([RemoveObject(detail.section, detail.index)], there):
            self.said.emit(tr("Taken out; Ctrl+Z brings it back."))

    def _move(self, step: int) -> None:
        detail = self._detail
        detail.flush()
        there = (detail.section, detail.index + step, "")
        self.apply([MoveObject(detail.section, detail.index, step)], there)

    def _rename(self, name: str) -> None:
        charter, detail = self._charter(), self._detail
        if charter is None:
            return
        others = {getattr(one, "id", "") for one in naming.objects_of(charter, detail.section)}
        if name in others:
            self.said.emit(tr("Another one has this name already."))
            self.refused.emit()
            return
        changes = rename(charter, detail.section, detail.index, name)
        self.apply(changes, (detail.section, detail.index, ""))

    def settle_name(self) -> None:
        """Give an object that was just made a name of its words, when a person leaves it."""
        charter, detail = self._charter(), self._detail
        if charter is None or not detail.sheet.new:
            return
        objects = naming.objects_of(charter, detail.section)
        if detail.index >= len(objects):
            return
        one = objects[detail.index]
        wanted = naming.slug(naming.words_of(charter, one))
        if not naming.automatic(detail.sheet, one.id) or not wanted:
            return
        if naming.automatic(detail.sheet, wanted):
            return
        free = naming.free_id(charter, detail.section, wanted)
        self.apply(rename(charter, detail.section, detail.index, free))

    def _charter(self) -> Charter | None:
        """Return what the text says now, None where it cannot be read."""
        self._detail.flush()
        known = self._known()
        text = self._editor.toPlainText()
        return known.charter if known.text == text else naming.read_or_none(text)
