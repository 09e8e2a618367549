"""Acts on what is selected: asks before very many, shows how far it is, can be stopped, and has one undo."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services.rounds import SLICE, Carried, PartOf, Round
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.services.deciding import Undo
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0
UNDO_MANY_S = 30.0  # after so many that one looks first
Said = Callable[[int], str]  # what was done, with how many


class Rounds(QObject):
    """Carries acts out on the lane for what a person did."""

    def __init__(self, window: "MainWindow", services: "Services", parent: QObject) -> None:
        """Begin idle."""
        super().__init__(parent)
        self._window = window
        self._services = services
        self._round: Round | None = None
        self.bar = RoundBar()
        self.bar.stopper.clicked.connect(self.stop)
        window.jobs.progress.connect(self._show)

    def carry_out(
        self,
        wanted: Sequence[int],
        act: PartOf,
        verb: str,
        said: Said,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        """Act on conversations; beyond a thousand a person says first that so many are meant."""
        if not wanted:
            return
        begin = partial(self._begin, list(wanted), act, said, then)
        if len(wanted) <= SLICE:
            begin()
        else:
            self._question(len(wanted), verb, begin).open()

    def _question(self, n: int, verb: str, begin: Callable[[], object]) -> QMessageBox:
        question = QMessageBox(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setWindowTitle(verb)
        count = number(n)
        question.setText(
            trn("This is about {n} conversation.", "This is about {n} conversations.", n).format(
                n=count
            )
        )
        question.setInformativeText(
            tr("You can stop it on the way, and take back what was done by then with one Undo.")
        )
        go = question.addButton(
            tr("{verb}: {n}").format(verb=verb, n=count), QMessageBox.ButtonRole.AcceptRole
        )
        stay = question.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(stay)
        go.clicked.connect(begin)
        return question

    def _begin(
        self, wanted: Sequence[int], act: PartOf, said: Said, then: Callable[[], object]
    ) -> None:
        self._round = Round()
        if len(wanted) > SLICE:
            self.bar.begin(len(wanted))
        steps = partial(self._round.steps, wanted, act)
        self._window.jobs.run(jobs.WRITE, steps, partial(self._over, said, then), owner=self)

    def stop(self) -> None:
        """Begin no further slice of what is under way."""
        if self._round is not None:
            self._round.stop()
            self.bar.stopper.setEnabled(False)

    def _show(self, lane: str, progress: Progress) -> None:
        if lane == jobs.WRITE and progress.text == "conversations":
            self.bar.show_progress(progress)

    def _over(self, said: Said, then: Callable[[], object], carried: Carried) -> None:
        self.bar.hide()
        self._round = None
        self._window.jobs.emit_changes(carried.changes)
        n = len(carried)
        if n:
            words = said(n)
            if carried.stopped:
                words = f"{words} {tr('The rest was left as it is.')}"
            seconds = UNDO_S if n <= SLICE else UNDO_MANY_S
            self._window.undo(words, seconds, partial(self._take_back, carried.undos))
            then()
        if isinstance(carried.error, NotAllowed):
            self._window.failed(carried.error)
        elif carried.error is not None:
            self._window.jobs.failed.emit(carried.error, jobs.WRITE)

    def _take_back(self, undos: "Sequence[Undo]") -> None:
        take_back = self._services.inbox.undo_status
        if len(undos) > 1:
            self.bar.begin(len(undos), stops=False)
        steps = partial(Round.back, undos, take_back)
        over = lambda _: self.bar.hide()  # noqa: E731 - what changed is told by the jobs
        self._window.jobs.run(jobs.WRITE, steps, over, owner=self)


class RoundBar(QFrame):
    """How far a round is, and a way to stop it."""

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        theme.mark(self, "sunken")
        look = theme.current()
        self.words = PlainLabel()
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("At work"))
        self.stopper = QPushButton(tr("Stop"))
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.stopper)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(4), look.px(8), look.px(4))
        column.addLayout(row)
        column.addWidget(self.bar)
        self.hide()

    def begin(self, n: int, *, stops: bool = True) -> None:
        """Appear."""
        self.stopper.setVisible(stops)
        self.stopper.setEnabled(True)
        self.show_progress(Progress(0, n))
        self.show()

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        at, n = number(progress.done), number(progress.total)
        self.words.setText(tr("{n} of {all}").format(n=at, all=n))


def put_below_bar(bar: RoundBar, pane: QFrame, above: QFrame) -> None:
    """Give the bar its place in the list pane, below the one for what is selected."""
    column = cast("QVBoxLayout", pane.layout())
    column.insertWidget(column.indexOf(above) + 1, bar)
