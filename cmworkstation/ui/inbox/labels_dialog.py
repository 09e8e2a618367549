"""All labels as a tree: made, renamed, given a colour and a shape, joined and removed, each with one undo."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.label import SEPARATOR, Label, Shape, is_within
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import add_named
from cmworkstation.ui.widgets.label_marks import COLOURS, SHAPES, label_icon, shape_icon
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.labels import LabelUndo
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ID = Qt.ItemDataRole.UserRole


class LabelsDialog(QDialog):
    """Changes labels at once; what was done last can be taken back."""

    def __init__(self, window: "MainWindow") -> None:
        """Show all labels."""
        super().__init__(window)
        self._window = window
        self._labels = cast("Services", window.services).labels
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Labels"))
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([tr("Labels"), tr("Conversations")])
        self.tree.setAccessibleName(tr("Labels"))
        self.tree.setUniformRowHeights(True)
        self.name = QLineEdit()
        self.colour = QComboBox()
        self.shape = QComboBox()
        self.into = QComboBox()
        self.said = PlainLabel("")
        self.said.setWordWrap(True)
        self.said.hide()
        self.new = QPushButton(tr("New label"))
        self.keep = QPushButton(tr("Rename"))
        self.join = QPushButton(tr("Join"))
        self.remove = QPushButton(tr("Remove"))
        self.back = QPushButton(tr("Undo"))
        self._undo: LabelUndo | None = None
        self._known: tuple[Label, ...] = ()
        self._build()
        self._connect()
        self._fill()
        fit(self, window, 640, 560)

    def _build(self) -> None:
        look = theme.current()
        icon = QSize(look.px(14), look.px(14))
        for n, name in enumerate(COLOURS):
            self.colour.addItem(shape_icon(Shape.SQUARE, n), tr(name), n)
        for shape, name in SHAPES.items():
            self.shape.addItem(shape_icon(shape, 0), tr(name), shape)
        for box in (self.colour, self.shape, self.into):
            box.setIconSize(icon)
            box.setMinimumContentsLength(10)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.tree.setIconSize(icon)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, self.tree.header().ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, self.tree.header().ResizeMode.ResizeToContents)
        self.name.setPlaceholderText(tr("For example Roads/Lighting"))
        form = QFormLayout()
        form.setVerticalSpacing(look.px(8))
        form.addRow(_called(tr("&Name"), self.name), self.name)
        acts = _beside(self.keep, self.new)
        acts.setStretch(0, 0)
        acts.addStretch(1)
        form.addRow("", acts)
        add_named(form, tr("&Colour"), self.colour)
        add_named(form, tr("&Shape"), self.shape)
        form.addRow(_called(tr("&Join with"), self.into), _beside(self.into, self.join))
        theme.mark(self.said, "soft")
        foot = QHBoxLayout()
        for button in (self.remove, self.back):
            foot.addWidget(button)
        foot.addStretch(1)
        close = QPushButton(tr("Close"))
        theme.mark(close, "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(24),) * 4)
        column.setSpacing(look.px(16))
        column.addWidget(self.tree, 1)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addLayout(foot)
        for button in (self.new, self.keep, self.join, self.remove, self.back, close):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.tree.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.name.textChanged.connect(lambda _: self._enable())
        self.name.returnPressed.connect(self._enter)
        self.new.clicked.connect(self._make)
        self.keep.clicked.connect(self._rename)
        self.colour.activated.connect(lambda _: self._restyle())
        self.shape.activated.connect(lambda _: self._restyle())
        self.join.clicked.connect(self._join)
        self.remove.clicked.connect(self._remove)
        self.back.clicked.connect(self._take_back)

    def chosen(self) -> Label | None:
        """Return the label that is chosen in the tree."""
        items = self.tree.selectedItems()
        wanted = items[0].data(0, ID) if items else 0
        return next((one for one in self._known if one.id == wanted), None)

    def _fill(self, choose: int = 0) -> None:
        used = self._labels.used()
        self._known = self._labels.listed()
        self.tree.clear()
        above: list[QTreeWidgetItem] = []
        for one in self._known:
            item = QTreeWidgetItem([foreign.line(one.name, 60), number(used[one.id])])
            item.setIcon(0, label_icon(one))
            item.setData(0, ID, one.id)
            item.setToolTip(0, foreign.tooltip(one.path))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            said = (
                f"{foreign.line(one.path, 120)}, {tr(SHAPES[one.shape])}, {tr(COLOURS[one.colour])}"
            )
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
            del above[one.depth :]
            if above:
                above[-1].addChild(item)
            else:
                self.tree.addTopLevelItem(item)
            above.append(item)
            if one.id == choose:
                self.tree.setCurrentItem(item)
        self.tree.expandAll()
        self._show_chosen()

    def _show_chosen(self) -> None:
        one = self.chosen()
        self.into.clear()
        if one is not None:
            self.name.setText(one.path)
            self.colour.setCurrentIndex(one.colour)
            self.shape.setCurrentIndex(self.shape.findData(one.shape))
            for other in self._known:
                if not is_within(other.path, one.path):
                    self.into.addItem(label_icon(other), foreign.line(other.path, 80), other.id)
        self._enable()

    def _enable(self) -> None:
        one, named = self.chosen(), bool(self.name.text().strip(f" {SEPARATOR}"))
        for widget in (self.colour, self.shape, self.remove):
            widget.setEnabled(one is not None)
        self.keep.setEnabled(one is not None and named and self.name.text() != one.path)
        self.new.setEnabled(named and (one is None or self.name.text() != one.path))
        self.join.setEnabled(self.into.count() > 0)
        self.into.setEnabled(self.into.count() > 0)
        self.back.setEnabled(self._undo is not None)

    def _enter(self) -> None:
        if self.keep.isEnabled():
            self._rename()
        elif self.new.isEnabled():
            self._make()

    def _make(self) -> None:
        name = self.name.text()

        def make() -> tuple[Changes, None]:
            return self._labels.make(name)[1], None

        self._do(make, tr("Made."), path=name)

    def _rename(self) -> None:
        one = self.chosen()
        if one is not None:
            rename = partial(self._labels.rename, one.id, self.name.text())
            self._do(rename, tr("Renamed, with all below it."), one.id)

    def _restyle(self) -> None:
        one = self.chosen()
        if one is not None:
            colour, shape = self.colour.currentData(), Shape(self.shape.currentData())
            self._do(partial(self._labels.restyle, one.id, colour, shape), tr("Changed."), one.id)

    def _join(self) -> None:
        one, into = self.chosen(), self.into.currentData()
        if one is not None and into is not None:
            self._do(partial(self._labels.join, one.id, into), tr("Joined."), into)

    def _remove(self) -> None:
        one = self.chosen()
        if one is None:
            return
        n = self._labels.used()[one.id]
        said = trn(
            "Removed. {n} conversation carried it; it stays where it is.",
            "Removed. {n} conversations carried it; they stay where they are.",
            n,
        )
        self._do(partial(self._labels.remove, one.id), said.format(n=number(n)))

    def _take_back(self) -> None:
        undo = self._undo
        if undo is not None:
            first = undo.labels[0].id

            def back() -> tuple[Changes, None]:
                return self._labels.take_back(undo), None

            self._do(back, tr("Taken back."), first)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()

    def _do(
        self,
        act: "Callable[[], tuple[Changes, LabelUndo | None]]",
        said: str,
        choose: int = 0,
        path: str = "",
    ) -> None:
        def done(result: "tuple[Changes, LabelUndo | None]") -> None:
            changes, self._undo = result
            self._say(said)
            made = self._labels.find(path) if path else None
            self._fill(made.id if made else choose)
            self._window.jobs.emit_changes(changes)

        def failed(error: Exception) -> None:
            if not isinstance(error, WorkstationError):
                raise error
            self._say(problems.error(error).text)

        self._window.jobs.run(WRITE, act, done, failed, owner=self)


def _called(words: str, field: QLineEdit | QComboBox) -> QLabel:
    """Return the words before a field that does not stand alone in its row."""
    label = QLabel(words)
    label.setBuddy(field)
    field.setAccessibleName(words.replace("&", ""))
    return label


def _beside(*widgets: QLineEdit | QComboBox | QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.current().px(8))
    for n, widget in enumerate(widgets):
        row.addWidget(widget, 0 if n else 1)
    return row
