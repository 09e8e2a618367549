"""How many new voices a topic, and the dialogue about it, hopes for."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QSpinBox, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.topic import Topic
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.widgets.fields import stepped
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

USUAL = 30  # per cent


class GoalDialog(QDialog):
    """Asks for a topic and a percentage; 0 takes the goal away."""

    kept = Signal()

    def __init__(self, window: "MainWindow", topics: Sequence[Topic]) -> None:
        """Offer topics."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._goals = self._services.voices.goals()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("A goal for new voices"))
        look = theme.current()
        self.setMinimumWidth(look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        said = PlainLabel(
            tr(
                "Of the people who write about a topic, how many should be new to us? 0 takes the goal away."
            )
            if topics
            else tr("There is no topic yet. Begin one in the dialogue page.")
        )
        said.setWordWrap(True)
        column.addWidget(said)
        self.topic = QComboBox()
        self.topic.setAccessibleName(tr("Topic"))
        self.topic.setMinimumContentsLength(12)
        self.topic.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for one in topics:
            self.topic.addItem(foreign.line(one.title, 80), one.id)
        self.topic.currentIndexChanged.connect(lambda _: self._show())
        self.percent = stepped(QSpinBox())
        self.percent.setAccessibleName(tr("New voices in a hundred"))
        self.percent.setRange(0, 100)
        self.percent.setSuffix("\N{NARROW NO-BREAK SPACE}%")
        for field in (self.topic, self.percent):
            column.addWidget(field)
        foot = QWidget()
        row = FlowLayout(foot)
        self.keeper = QPushButton(tr("Keep"))
        theme.mark(self.keeper, "primary")
        self.keeper.setEnabled(bool(topics))
        self.keeper.clicked.connect(self.keep)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for button in (self.keeper, close):
            row.addWidget(button)
        column.addWidget(foot)
        self._show()

    def keep(self) -> None:
        """Keep the goal."""
        keep = partial(
            self._services.voices.set_goal, self.topic.currentData(), self.percent.value()
        )
        self._window.jobs.run(WRITE, keep, self._done, self._window.failed, owner=self)

    def _done(self, _: Changes) -> None:
        self.kept.emit()
        self.accept()

    def _show(self) -> None:
        self.percent.setValue(self._goals.get(str(self.topic.currentData()), USUAL))
