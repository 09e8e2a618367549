"""What the response guide lacks: questions without an answer, and claims without a fact."""

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr, trn
from cmworkstation.services.lacking import Claim, Cluster
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ, Job
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import turn

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

Found = tuple[tuple[Cluster, ...], tuple[Claim, ...]]
SHOWN = 10  # messages of a cluster
ITEM = int(Qt.ItemDataRole.UserRole)


class MissingPane(QWidget):
    """Reads on the reading lane, says how far it is, and stops when asked to."""

    conversation_wanted = Signal(object)  # id
    answer_wanted = Signal(object)  # id of a message that asks

    def __init__(self, window: "MainWindow") -> None:
        """Begin empty; `look` reads."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._job: Job | None = None
        self._build()
        window.jobs.progress.connect(self._show_progress)

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), 0, look.px(16), look.px(8))
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        head.addWidget(self.said, 1)
        self.stopper = QPushButton(tr("Stop"))
        self.stopper.clicked.connect(lambda _=False: self.stop())
        self.stopper.hide()
        head.addWidget(self.stopper)
        column.addLayout(head)
        self.list = found_rows(tr("Questions without an answer, and claims without a fact"))
        theme.mark(self.list, "rows")
        self.list.setMinimumSize(look.px(200), look.px(120))
        self.list.currentRowChanged.connect(self._show)
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setFrameShape(QScrollArea.Shape.NoFrame)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self._side)
        self._split.setSizes([look.px(400), look.px(700)])
        column.addWidget(self._split, 1)
        self._show(-1)

    def look(self) -> None:
        """Read anew."""
        self.stop()
        self.said.setText(tr("Reading what people asked in the last ninety days…"))
        self.stopper.show()
        self._job = self._window.jobs.run(READ, self._read, self._came, self._failed, owner=self)

    def _read(self) -> Generator[Progress, None, Found]:
        clusters = yield from self._services.lacking.questions()
        return clusters, self._services.lacking.claims()

    def stop(self) -> None:
        """Let the reading end."""
        if self._job is not None and not self._job.over:
            self._job.cancel()
            self.said.setText(tr("Stopped."))
        self._job = None
        self.stopper.hide()

    def busy(self) -> bool:
        """Tell whether it is reading."""
        return self._job is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above where both have no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(560)
        turn(self._split, upright=upright, shares=(2, 3) if upright else (400, 700))

    def _show_progress(self, lane: str, step: object) -> None:
        if lane == READ and self._job is not None and isinstance(step, Progress) and step.done:
            self.said.setText(
                tr("{done} of {total} messages read").format(done=step.done, total=step.total)
            )

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.stopper.hide()
        self.said.setText(tr("This could not be read."))
        self._window.failed(error)

    def _came(self, found: Found) -> None:
        self._job = None
        self.stopper.hide()
        clusters, claims = found
        self.list.clear()
        for cluster in clusters:
            n = len(cluster.asked)
            below = trn("Asked {n} time", "Asked {n} times", n).format(n=n)
            item = found_row(cluster.question, (), below, "warn" if n > 1 else "soft")
            item.setData(ITEM, cluster)
            self.list.addItem(item)
        for claim in claims:
            item = found_row(claim.words, (), tr("Said without a fact to stand on"), "warn")
            item.setData(ITEM, claim)
            self.list.addItem(item)
        self._say(len(clusters), len(claims))
        self.list.setCurrentRow(0)
        self._show(self.list.currentRow())

    def _say(self, questions: int, claims: int) -> None:
        parts = [
            trn(
                "{n} question without an answer", "{n} questions without an answer", questions
            ).format(n=questions)
            if questions
            else tr("Every question of the last ninety days has its answer."),
        ]
        if claims:
            parts.append(
                trn("{n} claim without a fact", "{n} claims without a fact", claims).format(
                    n=claims
                )
            )
        self.said.setText(" · ".join(parts))

    def _show(self, row: int) -> None:
        look = theme.current()
        inside = QWidget()
        theme.mark(inside, "ground")
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(16))
        column.setSpacing(look.px(12))
        found = self.list.item(row).data(ITEM) if row >= 0 else None
        if isinstance(found, Cluster):
            self._show_cluster(column, found)
        elif isinstance(found, Claim):
            self._show_claim(column, found)
        column.addStretch(1)
        self._side.setWidget(inside)

    def _show_cluster(self, column: QVBoxLayout, cluster: Cluster) -> None:
        title = ForeignLabel(cluster.question, lines=4)
        theme.mark(title, "title")
        column.addWidget(title)
        write = QPushButton(tr("Write an answer…"))
        theme.mark(write, "primary")
        write.clicked.connect(partial(self.answer_wanted.emit, cluster.asked[0].message_id))
        column.addWidget(write, 0, Qt.AlignmentFlag.AlignLeft)
        now = self._services.clock.now()
        for one in cluster.asked[:SHOWN]:
            column.addWidget(self._message(words.when(one.at, now), one.text, one.conversation_id))
        more = len(cluster.asked) - SHOWN
        if more > 0:
            column.addWidget(PlainLabel(trn("and {n} more", "and {n} more", more).format(n=more)))

    def _show_claim(self, column: QVBoxLayout, claim: Claim) -> None:
        title = ForeignLabel(claim.words, lines=4)
        theme.mark(title, "title")
        column.addWidget(title)
        hint = PlainLabel(
            tr("Add the fact with its source to the charter, or say this without a figure.")
        )
        hint.setWordWrap(True)
        theme.mark(hint, "soft")
        column.addWidget(hint)
        row = self._services.outbox.row(claim.outbox_id)
        when = words.when(claim.at, self._services.clock.now())
        column.addWidget(self._message(when, row.body, claim.conversation_id))

    def _message(self, when: str, text: str, conversation: int) -> QWidget:
        look = theme.current()
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        meta = PlainLabel(when)
        theme.mark(meta, "meta")
        column.addWidget(meta)
        column.addWidget(ForeignLabel(text, lines=3))
        button = QPushButton(tr("Open the conversation"))
        theme.mark(button, "link")
        button.setAccessibleName(
            tr("Open the conversation of {when}: {words}").format(
                when=when, words=foreign.line(text)[:80]
            )
        )
        button.clicked.connect(partial(self.conversation_wanted.emit, conversation))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card
