"""The middle of the page: one section, or one of its objects, as a form with what can be done to it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.charter.layout import Layout
from cmworkstation.domain.charter.model import Charter, Pack, Triage
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.fields import Sheet
from cmworkstation.ui.charter.form import Form, Special
from cmworkstation.ui.charter.naming import label_of, objects_of
from cmworkstation.ui.charter.sheets import BY_SECTION, SHEETS
from cmworkstation.ui.charter.undo_keys import UndoKeys
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel, rule
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.panes import CollapsiblePane

if TYPE_CHECKING:
    from cmworkstation.ui.charter.tree import TriageTree

LOW = 420  # px at 100 %
Said = Mapping[str, Sequence[tuple[str, str]]]


class Detail(QWidget):
    """Tells what a person does; the page changes the text."""

    edited = Signal(object)
    renamed = Signal(str)
    wanted_new = Signal(str, str)
    add_wanted = Signal(str)
    triage_edited = Signal(object, object)  # the triage as it was, and as it should be
    duplicate_wanted = Signal()
    remove_wanted = Signal()
    move_wanted = Signal(int)

    def __init__(self, made: Mapping[str, Special], *, read_only: bool) -> None:
        """Begin with the first section, without a charter; `made` makes the fields of special kinds."""
        super().__init__()
        self._made = made
        self._read_only = read_only
        self.section, self.index = SHEETS[0].section, 0
        self.keys = UndoKeys(self)
        self._forms: dict[str, Form] = {}
        self._charter: Charter | None = None
        self._tree: TriageTree | None = None
        self._triage = QWidget()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        inside = QVBoxLayout(head)
        inside.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        inside.setSpacing(look.px(4))
        self._above, self._title, self._sentence = PlainLabel(), PlainLabel(), PlainLabel()
        for label, kind in (
            (self._above, "meta"),
            (self._title, "title"),
            (self._sentence, "soft"),
        ):
            theme.mark(label, kind)
            label.setWordWrap(True)
            inside.addWidget(label)
        self._comments = PlainLabel()
        theme.mark(self._comments, "internal")
        self._comments.setWordWrap(True)
        self._comments.hide()
        inside.addWidget(self._comments)
        acts = QWidget()
        self._acts = FlowLayout(acts, gap=8)
        self.add_button = self._button("add", tr("Add"), self._add)
        self._duplicate = self._button("copy", tr("Duplicate"), self.duplicate_wanted.emit)
        self._remove = self._button("remove", tr("Take out"), self.remove_wanted.emit)
        self._up = self._button("up", tr("Up"), lambda: self.move_wanted.emit(-1))
        self._down = self._button("down", tr("Down"), lambda: self.move_wanted.emit(1))
        inside.addWidget(acts)
        column.addWidget(head)
        column.addWidget(rule())
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._empty = EmptyState("charter")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._triage)
        column.addWidget(body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the form where it is low."""
        super().resizeEvent(event)
        self._sentence.setVisible(bool(self._sentence.text()) and not self._low())

    def _low(self) -> bool:
        return self.height() < theme.current().px(LOW)

    def _button(self, icon: str, words: str, pressed: object) -> QPushButton:
        button = QPushButton(icons.icon(icon), theme.current().beside(words))
        button.clicked.connect(lambda _on: pressed())  # type: ignore[operator]
        self._acts.addWidget(button)
        return button

    @property
    def sheet(self) -> Sheet:
        """Return the section that is shown."""
        return BY_SECTION[self.section]

    @property
    def form(self) -> Form | None:
        """Return the form that is in front."""
        shown = self._stack.currentWidget()
        if shown is self._triage:
            return self._forms["triage"]
        return shown if isinstance(shown, Form) else None

    def go(self, section: str, index: int) -> None:
        """Show an object, or with -1 the first of a section; what was typed before is told first."""
        self.flush()
        self.section, self.index = section, max(0, index)

    def show_charter(
        self, charter: Charter, packs: tuple[Pack, ...], layout: Layout, said: Said
    ) -> None:
        """Show what the text says now of the object in front."""
        self._charter = charter
        objects = objects_of(charter, self.section)
        self.index = min(self.index, max(0, len(objects) - 1))
        sheet, one = self.sheet, objects[self.index] if objects else None
        label = label_of(charter, sheet.section, one) if one is not None and sheet.many else ""
        self._above.setText(tr(sheet.title) if label else "")
        self._above.setVisible(bool(label))
        self._title.setText(label or tr(sheet.title))
        self._sentence.setText(tr(sheet.sentence))
        self._show_acts(sheet, len(objects))
        self._show_comments(layout)
        if one is None:
            self._empty.say(
                "charter",
                tr("Nothing here yet"),
                tr(sheet.sentence),
                "" if self._read_only else tr(sheet.add),
                self._add,
            )
            self._stack.setCurrentWidget(self._empty)
            return
        form = self._form(sheet, charter)
        form.bind(charter, packs, self.index, one)
        form.say(said)
        self.keys.watch(form)
        self._stack.setCurrentWidget(self._with_tree(form, charter))

    def tell(self, title: str, sentence: str, button: str = "", pressed: object = None) -> None:
        """Say why no form can be shown."""
        self._charter = None
        self._sentence.setText("")
        for one in (self._above, self._title, self._sentence, self._comments):
            one.hide()
        for button_ in (self.add_button, self._duplicate, self._remove, self._up, self._down):
            button_.hide()
        self._empty.say("charter", title, sentence, button, pressed)  # type: ignore[arg-type]
        self._stack.setCurrentWidget(self._empty)

    def say(self, said: Said) -> None:
        """Show the problems of the object in front."""
        if self.form is not None:
            self.form.say(said)

    def flush(self) -> None:
        """Tell at once what was changed and not told yet."""
        if self.form is not None:
            self.form.flush()

    def pending(self) -> bool:
        """Tell whether something was changed and not told yet."""
        return self.form is not None and self.form.pending()

    def _form(self, sheet: Sheet, charter: Charter) -> Form:
        languages = charter.header.languages or (charter.header.default_language or "en",)
        form = self._forms.get(sheet.section)
        if form is not None and form.languages != languages:
            self._stack.removeWidget(form)
            form.deleteLater()
            form = None
        if form is None:
            form = self._forms[sheet.section] = Form(sheet, languages, self._made)
            form.lock(locked=self._read_only)
            form.edited.connect(self.edited)
            form.renamed.connect(self.renamed)
            form.wanted_new.connect(self.wanted_new)
            self._stack.addWidget(form)
        return form

    def _with_tree(self, form: Form, charter: Charter) -> QWidget:
        """Return the form itself, for the triage the tree with the form below it."""
        if self.section != "triage":
            return form
        if self._tree is None:
            from cmworkstation.ui.charter.tree import TriageTree  # noqa: PLC0415 - at its first visit

            self._tree = TriageTree()
            self._tree.edited.connect(self._tree_changed)
            self._below = CollapsiblePane(tr("More"), QStackedWidget(), open=False)
            column = QVBoxLayout(self._triage)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self._tree, 1)
            column.addWidget(self._below)
        below = self._below.content
        if isinstance(below, QStackedWidget) and form.parent() is not below:  # it was made anew
            below.addWidget(form)
            below.setCurrentWidget(form)
            below.setFixedHeight(theme.current().px(200))
        self._tree.set_charter(charter, can_edit=not self._read_only)
        self.keys.watch(self._tree)
        return self._triage

    def _tree_changed(self, changed: Triage) -> None:
        if self._charter is not None and changed != self._charter.triage:
            self.triage_edited.emit(self._charter.triage, changed)

    def _show_acts(self, sheet: Sheet, count: int) -> None:
        self._title.show()
        self._sentence.setVisible(not self._low())
        free = not self._read_only
        self.add_button.setText(theme.current().beside(tr(sheet.add) if sheet.add else ""))
        self.add_button.setVisible(sheet.many and count > 0 and free)
        for button in (self._duplicate, self._remove):
            button.setVisible(sheet.many and count > 0 and free)
        for button, possible in ((self._up, self.index > 0), (self._down, self.index + 1 < count)):
            button.setVisible(sheet.ordered and count > 1 and free)
            button.setEnabled(possible)

    def _show_comments(self, layout: Layout) -> None:
        """Say that comments stay, and which would go if this object were rewritten."""
        words = ""
        if layout.comments:
            words = tr(
                "This file has comments. They stay: only what you change here is written anew."
            )
        self._comments.setText(words)
        self._comments.setVisible(bool(words))

    def _add(self) -> None:
        self.add_wanted.emit(self.section)
