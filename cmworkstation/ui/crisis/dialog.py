"""Declaring a crisis level: which one, what it changes, and why; or that all is normal again."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.crisis import SHORTEST_WHY
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import crises as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmworkstation.services.crises import Ladder
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class CrisisDialog(QDialog):
    """The levels of one charter from low to high; those that others have to declare cannot be chosen."""

    declared = Signal(str, str, str)  # charter, level ("" for normal), why

    def __init__(self, window: "MainWindow", ladders: "Sequence[Ladder]", due: int = 0) -> None:
        """Show the charter at which a level holds, else the one at `due`, for which what is measured speaks."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Crisis level"))
        self._services = cast("Services", window.services)
        self._ladders = list(ladders)
        self.levels: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(24),) * 4)
        column.setSpacing(look.px(12))
        self.charter = QComboBox()
        self.charter.setAccessibleName(tr("Charter"))
        for one in self._ladders:
            self.charter.addItem(words.of(one.charter))
        self.charter.setVisible(len(self._ladders) > 1)
        self.charter.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.charter.setMinimumContentsLength(14)
        self.charter.currentIndexChanged.connect(self._show_ladder)
        column.addWidget(self.charter)
        self.now = PlainLabel()
        self.now.setWordWrap(True)
        theme.mark(self.now, "bold")
        column.addWidget(self.now)
        self._holder = QScrollArea()
        self._holder.setWidgetResizable(True)
        self._holder.setFrameShape(QScrollArea.Shape.NoFrame)
        self._holder.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._holder.setAccessibleName(tr("Crisis levels"))
        column.addWidget(self._holder, 1)
        self.why = QLineEdit()
        self.why.setAccessibleName(tr("Why?"))
        self.why.setPlaceholderText(tr("Why? It stands above all pages and in the journal."))
        self.why.setMaxLength(300)
        self.why.textChanged.connect(self._look)
        column.addWidget(self.why)
        self.left = PlainLabel()
        theme.mark(self.left, "meta")
        column.addWidget(self.left)
        column.addWidget(self._buttons())
        held = (n for n, one in enumerate(self._ladders) if one.now)
        self.charter.setCurrentIndex(next(held, due))
        self._show_ladder()
        fit(self, window, 560, 660)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.declare = QPushButton()
        theme.mark(self.declare, "primary")
        self.declare.clicked.connect(self._give)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(self.declare)
        row.addWidget(cancel)
        return holder

    def ladder(self) -> "Ladder":
        """Return the levels that are shown."""
        return self._ladders[max(0, self.charter.currentIndex())]

    def _show_ladder(self) -> None:
        one, look = self.ladder(), theme.current()
        services, held = self._services, one.now.level if one.now else ""
        said = tr("All is normal.")
        if one.now:
            said = words.holds(one.charter, one.now, services.profiles.name, services.clock.now())
        self.now.setText(said)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, look.px(12), 0)
        column.setSpacing(look.px(4))
        self.levels.clear()
        normal = tr("Back to normal; what sleeps until the crisis is over wakes.")
        rows = [("", tr("Normal"), [normal] if held else [])]
        rows += [
            (
                each.id,
                f"{each.level} · {words.name(one.charter, each.id)}",
                words.effects(one.charter, each),
            )
            for each in one.levels
        ]
        for level, name, lines in rows:
            can = level in one.may and level != held
            button = QRadioButton(name)
            button.setEnabled(can)
            self._group.addButton(button)
            button.toggled.connect(self._look)
            button.toggled.connect(partial(self._into_sight, level))
            self.levels[level] = button
            column.addWidget(button)
            if level == held:
                lines = [tr("Holds now."), *lines]  # noqa: PLW2901 - the same lines, with one before
            elif not can:
                lines = [tr("The charter names others for this step."), *lines]  # noqa: PLW2901 - as above
            below = PlainLabel("\n".join(lines))
            below.setWordWrap(True)
            below.setContentsMargins(look.px(26), 0, 0, look.px(8))
            below.setVisible(bool(lines))
            theme.mark(below, "soft")
            button.setAccessibleDescription(" ".join(lines))
            column.addWidget(below)
        column.addStretch(1)
        self._holder.setWidget(inner)
        self._look()

    def _into_sight(self, level: str, chosen: bool) -> None:
        if chosen:
            self._holder.ensureWidgetVisible(self.levels[level], 0, theme.current().px(96))

    def chosen(self) -> str | None:
        """Return the level that is chosen, None for none."""
        return next((level for level, one in self.levels.items() if one.isChecked()), None)

    def _look(self) -> None:
        level, short = self.chosen(), SHORTEST_WHY - len(" ".join(self.why.text().split()))
        self.declare.setEnabled(level is not None and short <= 0)
        self.declare.setText(tr("End the crisis") if level == "" else tr("Declare this level"))
        more = trn("{n} character more", "{n} characters more", short).format(n=short)
        self.left.setText(more if short > 0 and level is not None else "")

    def _give(self) -> None:
        level = self.chosen()
        if level is not None and self.declare.isEnabled():
            charter_id = self.ladder().charter.header.id
            self.declared.emit(charter_id, level, " ".join(self.why.text().split()))
            self.accept()
