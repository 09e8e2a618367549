"""The frame of the dialogs in which things go for good: room that scrolls, what came of it, and a box to be sure."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import label
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class GoneForGood(QDialog):
    """`doer` carries it out once `sure` is ticked; `said` tells what came of it, `working` how far it is."""

    def __init__(self, window: "MainWindow", title: str, size: tuple[float, float]) -> None:
        """Make an empty one of about `size`, px at 100 %; `lay_out` fills it."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(320))
        fit(self, window, *size)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(look.px(16),) * 4)
        self.column.setSpacing(look.px(8))

    def lay_out(self, inner: QWidget, *buttons: QPushButton) -> None:
        """Put what scrolls into the middle, and the buttons below: the first does it, the last leaves."""
        area = QScrollArea()
        hold(area, inner)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(self.windowTitle())
        self.column.addWidget(area, 1)
        self.said = label("", "good")
        self.said.hide()
        self.column.addWidget(self.said)
        self.working = Working(self._window.jobs, self)
        self.working.busy.connect(lambda _: self.offer())
        self.column.addWidget(self.working)
        self.sure = QCheckBox()
        self.sure.toggled.connect(lambda _: self.offer())
        self.column.addWidget(beside(self.sure, tr("I know that this cannot be taken back")))
        holder = QWidget()
        row = FlowLayout(holder)
        self.doer = buttons[0]
        theme.mark(self.doer, "danger")
        self.doer.clicked.connect(lambda _=False: self.carry_out())
        buttons[-1].clicked.connect(self.reject)
        for one in buttons:
            one.setAutoDefault(False)
            row.addWidget(one)
        self.column.addWidget(holder)

    def may(self) -> bool:
        """Tell whether this person may, and nothing is under way."""
        free = not self.working.isVisible() and not self._window.read_only
        return free and self._services.acting.current().may(Act.KEEP)

    def offer(self) -> None:
        """Let the buttons be pressed, or not."""

    def carry_out(self) -> None:
        """Do it."""

    def say(self, text: str, kind: str) -> None:
        """Say what came of it."""
        self.said.setText(text)
        theme.mark(self.said, kind)
        theme.restyle(self.said)
        self.said.show()

    def failed(self, error: Exception) -> None:
        """Say what went wrong."""
        notice = problems.error(error)
        self.say(f"{notice.text} {notice.hint}".strip(), "error")
