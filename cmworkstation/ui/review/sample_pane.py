"""The monthly sample, gone through reply by reply with three keys. It is about replies, and never ranks anybody."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.review import Sample, SampleItem, Sent, Verdict
from cmworkstation.i18n import tr
from cmworkstation.services.samples import Summary
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.replies_pane import Said
from cmworkstation.ui.review.reply_view import ReplyView
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import review

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10
KEYS = {Verdict.GOOD: "1", Verdict.BETTER: "2", Verdict.NOT_SENT: "3"}


class SamplePane(QWidget):
    """One reply of the sample at a time."""

    case_wanted = Signal(object)  # a conversation's id

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self.sample: Sample | None = None
        self.at = 0
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        head = QWidget()
        row = FlowLayout(head)
        self.month = QComboBox()
        self.month.setAccessibleName(tr("Month"))
        for one in self._services.samples.months():
            self.month.addItem(review.month_of(one), one)
        self.month.setCurrentIndex(min(1, self.month.count() - 1))
        self.month.currentIndexChanged.connect(lambda _: self.look())
        row.addWidget(self.month)
        self.closer = QPushButton(tr("Close this sample"))
        self.closer.clicked.connect(self.close_sample)
        row.addWidget(self.closer)
        column.addWidget(head)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far this sample is"))
        column.addWidget(self.bar)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_item())
        self.empty = EmptyState("star", "")
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)

    def _build_item(self) -> QWidget:
        look = theme.current()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.view = ReplyView(self._services, ())
        column.addWidget(self.view, 1)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("What could be better, in a few words"))
        self.words.setAccessibleName(tr("What could be better, in a few words"))
        column.addWidget(self.words)
        foot = QWidget()
        row = FlowLayout(foot)
        self.buttons: dict[Verdict, QPushButton] = {}
        for verdict, key in KEYS.items():
            said = review.verdict(verdict)
            button = QPushButton(f"{said[:1].upper()}{said[1:]} ({key})")
            button.setCheckable(True)
            button.clicked.connect(partial(self.judge, verdict))
            self.buttons[verdict] = button
            row.addWidget(button)
        self.previous = QPushButton(tr("Previous"))
        self.previous.clicked.connect(lambda: self.go(self.at - 1))
        self.following = QPushButton(tr("Next"))
        self.following.clicked.connect(lambda: self.go(self.at + 1))
        row.addWidget(self.previous)
        row.addWidget(self.following)
        column.addWidget(foot)
        return holder

    # --- showing ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Show the sample of the chosen month, at its first reply that was not looked at."""
        month = self.month.currentData()
        known = {one.month: one for one in self._services.samples.listed()}
        self.sample = known.get(month)
        if self.sample is None:
            self.said.setText("")
            self.bar.hide()
            self.closer.setEnabled(False)
            self.empty.say(
                "star",
                tr("The sample of {month} was not drawn yet").format(month=review.month_of(month)),
                tr(
                    "Twenty replies are drawn, so that every person, category and exception is seen."
                    " It is about replies, and never ranks anybody."
                ),
                "" if self._services.read_only else tr("Draw the sample"),
                self.draw,
            )
            self.stack.setCurrentIndex(1)
            return
        left = [n for n, one in enumerate(self.sample.items) if one.verdict is Verdict.OPEN]
        self.go(left[0] if left else 0)
        if self.sample.closed_at is not None:
            self._sum_up()

    def go(self, at: int) -> None:
        """Show one reply of the sample."""
        if self.sample is None:
            return
        self.at = max(0, min(at, len(self.sample.items) - 1))
        self.stack.setCurrentIndex(0)
        self._show_state()
        item = self.item()
        work = partial(self._read, item)
        self._window.jobs.run(
            READ, work, partial(self._show, item.n), self._window.failed, owner=self
        )

    def item(self) -> SampleItem:
        """Return the reply that is shown. Raises `LookupError` without a sample."""
        if self.sample is None:
            raise LookupError
        return self.sample.items[self.at]

    def _read(self, item: SampleItem) -> Said:
        looking = self._services.review
        sent: Sent = looking.one(item.outbox_id)
        return looking.opened(sent), looking.says_now(sent)

    def _show(self, n: int, said: Said) -> None:
        if self.sample is not None and self.item().n == n:
            self.view.show_reply(*said)

    def _show_state(self) -> None:
        sample, item = self.sample, self.item()
        if sample is None:
            return
        total = len(sample.items)
        place = tr("Reply {n} of {total}").format(n=self.at + 1, total=total)
        self.said.setText(f"{place} · {review.progress(sample)}")
        self.bar.show()
        self.bar.setRange(0, total)
        self.bar.setValue(sample.judged)
        open_ = sample.closed_at is None and not self._services.read_only
        for verdict, button in self.buttons.items():
            button.setChecked(item.verdict is verdict)
            button.setEnabled(open_)
        self.words.setText(item.words)
        self.words.setEnabled(open_)
        self.previous.setEnabled(self.at > 0)
        self.following.setEnabled(self.at < total - 1)
        self.closer.setEnabled(open_ and sample.judged == total)

    # --- what a person does -----------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the sample of the month."""
        if self._change(lambda: self._services.samples.draw(self.month.currentData())[1]):
            self.look()

    def can_judge(self) -> bool:
        """Tell whether a reply is shown of which something can be said."""
        return (
            self.stack.currentIndex() == 0
            and self.sample is not None
            and self.sample.closed_at is None
            and not self._services.read_only
        )

    def judge(self, verdict: Verdict, *_: object) -> None:
        """Say what is thought of the reply that is shown, and go on to the next."""
        sample = self.sample
        if sample is None or sample.closed_at is not None:
            return
        item, text = self.item(), self.words.text()
        samples = self._services.samples
        if not self._change(lambda: samples.judge(sample.id, item.n, verdict, text)[1]):
            self._show_state()
            return
        self._take(sample)
        back = partial(self._back, sample, item, self.at)
        self._window.undo(review.verdict(verdict).capitalize(), UNDO_S, back)
        self.go(self.at + 1)

    def close_sample(self) -> None:
        """Say that the sample was gone through, and sum it up."""
        sample = self.sample
        if sample is not None and self._change(lambda: self._services.samples.close(sample.id)):
            self._take(sample)
            self._show_state()
            self._sum_up()
            again = partial(self._open_again, sample)
            self._window.undo(tr("The sample is closed."), UNDO_S, again)

    def _open_again(self, sample: Sample) -> None:
        if self._change(lambda: self._services.samples.open_again(sample.id)):
            self.look()

    def _back(self, sample: Sample, item: SampleItem, at: int) -> None:
        if self._change(lambda: self._services.samples.put_back(sample.id, item)):
            self._take(sample)
            self.go(at)

    def _take(self, sample: Sample) -> None:
        self.sample = self._services.samples.sample(sample.id)

    def _sum_up(self) -> None:
        sample = self.sample
        if sample is not None:
            work = partial(self._services.samples.summary, sample.id)
            self._window.jobs.run(READ, work, self._summed, self._window.failed, owner=self)

    def _summed(self, one: Summary) -> None:
        if self.sample is not None and one.sample.id == self.sample.id:
            self.said.setText(review.summary(one))

    def _change(self, act: Callable[[], Changes]) -> bool:
        try:
            changes = act()
        except WorkstationError as error:
            self._window.failed(error)
            return False
        self._window.jobs.emit_changes(changes)
        return True
