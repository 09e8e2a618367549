"""What the dialogs of this folder have in common: choices above, what came of it, progress, and two buttons."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

MOST_SAID = 160  # px at 100 % for what came of it; more is scrolled to


class OutSheet(QDialog):
    """A dialog that writes something outside the workspace."""

    def __init__(self, window: "MainWindow", title: str, act: str, size: tuple[int, int]) -> None:
        """Build the frame; `act` is on the button that begins."""
        super().__init__(window)
        self.window_ = window
        self.services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, window, *size)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.inner = QWidget()
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(*(t.px(16),) * 4)
        self.column.setSpacing(t.px(8))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(title)
        self._scroll.setWidget(self.inner)
        column.addWidget(self._scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(*(t.px(16),) * 4)
        foot.setSpacing(t.px(8))
        self.said = remarks(tr("What came of it"))
        self.said.hide()
        foot.addWidget(self.said)
        self.working = Working(window.jobs, self)
        self.working.busy.connect(self._busy)
        foot.addWidget(self.working)
        foot.addWidget(self._buttons(act))
        column.addLayout(foot)

    def _buttons(self, act: str) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.begin = QPushButton(icons.icon("save", "on_accent"), theme.current().beside(act))
        theme.mark(self.begin, "primary")
        self.begin.setDefault(True)
        self.begin.clicked.connect(self.choose)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        row.addWidget(self.begin)
        row.addWidget(close)
        return holder

    def choose(self) -> None:
        """Ask where to; each dialog has its own way."""
        raise NotImplementedError

    # --- parts ------------------------------------------------------------------------------------

    def paragraph(self, said: str, kind: str = "") -> None:
        """Add our own words."""
        self.column.addWidget(_label(said, kind))

    def box(self, said: str, *, on: bool = False) -> QCheckBox:
        """Add a choice to tick."""
        made = QCheckBox()
        made.setChecked(on)
        self.column.addWidget(beside(made, said))
        return made

    def radio(self, said: str, more: str = "") -> QRadioButton:
        """Add one of several choices, with a quiet line below."""
        made = QRadioButton()
        self.column.addWidget(beside(made, said))
        if more:
            made.setAccessibleDescription(more)
            under = _label(more, "soft")
            under.setContentsMargins(theme.current().px(26), 0, 0, theme.current().px(4))
            self.column.addWidget(under)
        return made

    def ask_file(self, name: str, filter_: str, then: Callable[[str], object]) -> None:
        """Ask under which name a file is written."""
        chooser = QFileDialog(self, self.windowTitle(), str(self.window_.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(filter_)
        chooser.selectFile(name)
        chooser.fileSelected.connect(then)
        chooser.open()

    def ask_folder(self, then: Callable[[str], object]) -> None:
        """Ask in which folder something is made."""
        chooser = QFileDialog(self, self.windowTitle(), str(self.window_.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(then)
        chooser.open()

    # --- work -------------------------------------------------------------------------------------

    def run(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Carry out a generator of steps on the lane of copies."""
        self.said.hide()
        self.working.run(work, done, self._failed)

    def tell(self, lines: Sequence[tuple[str, str]]) -> None:
        """Say what came of it: lines, each with "good", "info", "warn" or "error"."""
        self.said.clear()
        roles = {"info": "accent"}
        for text, kind in lines:
            self.said.addItem(remark(text, kind, roles.get(kind, kind)))
        self.said.setCurrentRow(0)
        self.said.show()
        heights = (self.said.sizeHintForRow(n) for n in range(len(lines)))
        frame = 2 * self.said.frameWidth() + 2
        self.said.setFixedHeight(min(sum(heights) + frame, theme.current().px(MOST_SAID)))

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self.tell([(f"{notice.text} {notice.hint}".strip(), "error")])

    def _busy(self, working: bool) -> None:
        self.inner.setEnabled(not working)
        self.begin.setEnabled(not working)

    def done(self, result: int) -> None:
        """Stop what is under way when the dialog closes."""
        self.working.stop()
        super().done(result)


def _label(said: str, kind: str = "") -> PlainLabel:
    made = PlainLabel(said)
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made
