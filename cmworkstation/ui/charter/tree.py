"""The triage of a charter, to look at and to change: a picture or an outline, with the chosen question beside it."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.charter import triage
from cmworkstation.domain.charter.model import Charter, Step, Triage
from cmworkstation.domain.charter.triage import Branch
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.tree_canvas import TreeCanvas
from cmworkstation.ui.charter.tree_form import StepForm
from cmworkstation.ui.charter.tree_outline import TreeOutline
from cmworkstation.ui.charter.tree_shape import Node, Shape, shape_of
from cmworkstation.ui.charter.tree_words import faults
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import turn

UPRIGHT_BELOW = 720  # px at 100 %: the form stands under the picture
NARROW_BELOW = 600  # px at 100 % of the picture's place: questions stand below one another
STEP = 1.25
MOST_FAULTS = 3  # that are said above the tree, which shows them all


class TriageTree(QWidget):
    """Shows a charter's triage; every change is told as a whole `Triage`, and shown when the charter comes back.

    Whoever holds the text turns that into changes of it (`domain.charter.triage_changes.changes_between`).
    """

    edited = Signal(object)  # Triage
    step_chosen = Signal(str)  # id of the question, "" where an end is chosen

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it without a charter."""
        super().__init__(parent)
        self.can_edit = True
        self._charter = Charter()
        self._shape = Shape((), 0)
        self._fits = True
        self._narrow = False
        self._build()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar())
        self._faults = PlainLabel()
        self._faults.setWordWrap(True)
        self._faults.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
        theme.mark(self._faults, "warn")
        column.addWidget(self._faults)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("triage-split")
        self._split.setChildrenCollapsible(False)
        self.canvas = TreeCanvas()
        self.canvas.chosen.connect(self.choose)
        self.canvas.opened.connect(self._open)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.canvas)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(tr("Triage"))
        self.outline = TreeOutline()
        self.outline.chosen.connect(self.choose)
        self.outline.opened.connect(self._open)
        self._views = QStackedWidget()
        self._views.addWidget(self._scroll)
        self._views.addWidget(self.outline)
        self._split.addWidget(self._views)
        self.form = StepForm()
        self.form.edited.connect(self._edit)
        self.form.led.connect(self._lead)
        self.form.added.connect(self._add)
        self.form.removed.connect(self._remove)
        self.form.first.connect(self._make_first)
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setAccessibleName(tr("The chosen question"))
        self._side.setWidget(self.form)
        self._split.addWidget(self._side)
        self._split.setSizes([look.px(620), look.px(320)])
        column.addWidget(self._split, 1)

    def _build_bar(self) -> QWidget:
        look = theme.current()
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(4))
        row.setSpacing(look.px(4))
        self._as_outline = QPushButton(tr("As an outline"))
        self._as_outline.setCheckable(True)
        self._as_outline.toggled.connect(self._show_view)
        row.addWidget(self._as_outline)
        row.addStretch(1)
        self._scale = PlainLabel()
        theme.mark(self._scale, "meta")
        self._zooms: list[QToolButton] = []
        for icon, said, factor in (
            ("zoom_out", tr("Show the tree smaller"), 1 / STEP),
            ("zoom_in", tr("Show the tree larger"), STEP),
            ("fullscreen", tr("Fit the tree into its place"), 0.0),
        ):
            button = QToolButton()
            button.setIcon(icons.icon(icon))
            button.setToolTip(foreign.tooltip(said))
            button.setAccessibleName(said)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _=False, factor=factor: self._zoom(factor))
            self._zooms.append(button)
            row.addWidget(button)
        row.addWidget(self._scale)
        return bar

    # --- showing ----------------------------------------------------------------------------------

    def set_charter(self, charter: Charter, *, can_edit: bool = True) -> None:
        """Show a charter's triage; the question that was chosen stays chosen where it is still there."""
        shown = self._shape if self._shape.nodes else None
        if shown and charter == self._charter and can_edit == self.can_edit:
            return  # our own change comes back: whoever types goes on
        self._show_anew(charter, can_edit=can_edit)

    def _show_anew(self, charter: Charter, *, can_edit: bool) -> None:
        kept = self.current_step()
        self.can_edit = can_edit
        self._charter = charter
        self._shape = shape_of(charter, narrow=self._narrow)
        wrong = faults(charter)
        shown, more = wrong[:MOST_FAULTS], len(wrong) - MOST_FAULTS
        if more > 0:
            further = trn("and {n} thing more", "and {n} things more", more).format(n=more)
            shown = (*shown, further)
        self._faults.setText("\n".join(shown))
        self._faults.setVisible(bool(wrong))
        self._show(max(0, self._shape.of_step(kept)))

    def current_step(self) -> str:
        """Return the id of the chosen question, "" where an end is chosen."""
        node = self._node()
        return node.id if node is not None and node.kind == "step" else ""

    def choose_step(self, step_id: str) -> None:
        """Choose a question by its id."""
        self.choose(self._shape.of_step(step_id))

    def choose(self, number: int) -> None:
        """Choose a box in the picture, the outline and the form."""
        if not 0 <= number < len(self._shape.nodes):
            return
        for view in (self.canvas, self.outline):
            view.blockSignals(True)
            view.choose(number)
            view.blockSignals(False)
        self._show_form()
        box = self.canvas.box(number)
        self._scroll.ensureVisible(
            round(box.center().x()),
            round(box.center().y()),
            round(box.width() / 2) + 8,
            round(box.height() / 2) + 8,
        )
        self.step_chosen.emit(self.current_step())

    def _show(self, number: int) -> None:
        self.canvas.show_shape(self._charter, self._shape, number, narrow=self._narrow)
        self.outline.show_shape(self._charter, self._shape, number)
        self._show_form()
        if self._fits:
            self._zoom(0.0)

    def _show_form(self) -> None:
        self.form.show_node(self._charter, self._node(), can_edit=self.can_edit)

    def _node(self) -> Node | None:
        nodes, number = self._shape.nodes, self.canvas.current
        return nodes[number] if number < len(nodes) else None

    def _show_view(self, outline: bool) -> None:
        self._views.setCurrentIndex(1 if outline else 0)
        for one in (*self._zooms, self._scale):
            one.setVisible(not outline)
        (self.outline if outline else self.canvas).setFocus()

    def _open(self, number: int) -> None:
        """Go to the words of a question; from a box that names another, go to that one."""
        node = self._shape.nodes[number]
        if node.kind in ("again", "loop"):
            self.choose_step(node.id)
        elif node.kind == "step":
            self.form.focus_question()

    def _zoom(self, factor: float) -> None:
        """Show the picture larger or smaller; 0 fits its width into its place, and keeps it so."""
        self._fits = not factor
        never, needed = (
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff,
            Qt.ScrollBarPolicy.ScrollBarAsNeeded,
        )
        self._scroll.setHorizontalScrollBarPolicy(needed if factor else never)
        if factor:
            self.canvas.zoom_to(self.canvas.scale * factor)
        else:
            room = self._room()
            self.canvas.zoom_to(min(1.0, room / max(1, self.canvas.natural_width())))
        self._scale.setText(f"{round(self.canvas.scale * 100)} %")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the form under the picture where it is narrow, and fit the picture again."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(3, 2) if upright else (620, 320))
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        narrow = self._room() < theme.current().px(NARROW_BELOW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_anew(self._charter, can_edit=self.can_edit)
        elif self._fits:
            self._zoom(0.0)

    def _room(self) -> int:
        """Return the width for the picture; a scroll bar's is left free, so that its coming changes nothing."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return self._scroll.width() - 2 * self._scroll.frameWidth() - bar - theme.current().px(4)

    # --- changing ---------------------------------------------------------------------------------

    def _tell(self, changed: Triage, step_id: str) -> None:
        """Tell of a change, and go to a question of it."""
        if changed == self._charter.triage:
            return
        self._show_anew(replace(self._charter, triage=changed), can_edit=self.can_edit)
        if step_id:
            self.choose_step(step_id)
        self.edited.emit(changed)

    def _edit(self, step: Step) -> None:
        self._tell(triage.with_step(self._charter.triage, step), step.id)

    def _lead(self, step_id: str, branch: Branch, goal: str) -> None:
        self._tell(triage.led_to(self._charter.triage, step_id, branch, goal), step_id)

    def _add(self, after: str, branch: Branch) -> None:
        now = self._charter.triage
        language = self._charter.header.default_language or "en"
        words = tr("New question?")
        ends = [f"={one.id}" for one in self._charter.categories[:1]] if not now.steps else [""]
        new = Step(id=triage.free_id(now, words), ask={language: words}, yes=ends[0], no=ends[0])
        self._tell(triage.with_new_step(now, after, branch, new), new.id)
        self.form.focus_question()

    def _remove(self, step_id: str) -> None:
        now = self._charter.triage
        before = next((one for one, _, goal in triage.ends(now) if goal == step_id), "")
        self._tell(triage.without_step(now, step_id), before)

    def _make_first(self, step_id: str) -> None:
        self._tell(triage.with_start(self._charter.triage, step_id), step_id)
