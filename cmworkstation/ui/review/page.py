"""The page of history: what we said, under which rule, and whether we would say it again."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.review import Verdict
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.page import Page
from cmworkstation.ui.review.clauses_pane import ClausesPane
from cmworkstation.ui.review.figures_pane import FiguresPane
from cmworkstation.ui.review.replies_pane import RepliesPane
from cmworkstation.ui.review.sample_pane import SamplePane
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

VERDICTS = {"good": Verdict.GOOD, "better": Verdict.BETTER, "not_sent": Verdict.NOT_SENT}
PARTS = ("replies", "sample", "figures", "clauses")


class ReviewPage(Page):
    """Four parts: replies, the monthly sample, figures, and clauses."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; a part reads when it is shown."""
        super().__init__(window)
        self.replies = RepliesPane(window)
        self.sample = SamplePane(window)
        self.figures = FiguresPane(window)
        self.clauses = ClausesPane(window)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = QLabel(tr("History"))
        theme.mark(title, "page")
        head.addWidget(title)
        holder = QWidget()
        row = FlowLayout(holder)
        names = (tr("Replies"), tr("Sample"), tr("Figures"), tr("Clauses"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for one in (self.replies, self.sample, self.figures, self.clauses):
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)
        window.register(
            "review",
            {
                **self.replies.acts,
                **{one: partial(self.show_part, one) for one in PARTS},
                **{name: partial(self.sample.judge, one) for name, one in VERDICTS.items()},
            },
            enabled={
                **{name: partial(self._can, name) for name in self.replies.acts},
                **dict.fromkeys(VERDICTS, self._can_judge),
            },
        )
        window.attach(self.sample.view, "page:review")
        window.attach(self.replies.list, "list")

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentIndex(PARTS.index(name))
        self._look()

    def show_remark(self, message_id: int, query: str) -> None:
        """Show the reply that a remark is about, which a search found."""
        self.show_part("replies")
        self.replies.show_remark(message_id, query)

    def refresh(self, changes: Changes) -> None:
        """Look again when something was sent, noted, promised or agreed upon."""
        if changes.outbox or changes.conversations or changes.charter or changes.promises:
            self._look()

    def shown(self) -> None:
        """Look again."""
        self.replies.filters.learn()
        self._look()

    def first_focus(self) -> QWidget:
        """Return the list."""
        return self.panes()[0]

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            "replies": (self.replies.list, self.replies.detail),
            "sample": (self.sample.view, self.sample.words),
            "figures": (self.figures.waits.chart, self.figures.waits.table),
            "clauses": (self.clauses.table,),
        }[self.part.key()]

    def memory(self) -> object:
        """Return which part is in front."""
        return self.part.key()

    def recall(self, memory: object) -> None:
        """Show it again."""
        if memory in PARTS:
            self.show_part(str(memory))

    def _look(self) -> None:
        (self.replies, self.sample, self.figures, self.clauses)[self.stack.currentIndex()].look()

    def _can_judge(self) -> bool:
        return self.part.key() == "sample" and self.sample.can_judge()

    def _can(self, name: str) -> bool:
        return self.part.key() == "replies" and self.replies.can(name)
