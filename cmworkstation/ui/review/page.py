"""The page of history: what we said, under which rule, and whether we would say it again."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.review import Verdict
from cmworkstation.i18n import tr
from cmworkstation.ui.review.clauses_pane import ClausesPane
from cmworkstation.ui.review.figures_pane import FiguresPane
from cmworkstation.ui.review.replies_pane import RepliesPane
from cmworkstation.ui.review.sample_pane import SamplePane
from cmworkstation.ui.tabbed import TabbedPage

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

VERDICTS = {"good": Verdict.GOOD, "better": Verdict.BETTER, "not_sent": Verdict.NOT_SENT}


class ReviewPage(TabbedPage):
    """Four parts: replies, the monthly sample, figures, and clauses."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; a part reads when it is shown."""
        super().__init__(window)
        self.replies = RepliesPane(window)
        self.sample = SamplePane(window)
        self.figures = FiguresPane(window)
        self.clauses = ClausesPane(window)
        self.build(
            tr("History"),
            {
                "replies": (tr("Replies"), self.replies),
                "sample": (tr("Sample"), self.sample),
                "figures": (tr("Figures"), self.figures),
                "clauses": (tr("Clauses"), self.clauses),
            },
        )
        window.register(
            "review",
            {
                **self.commands(),
                **self.replies.acts,
                **{name: partial(self.sample.judge, one) for name, one in VERDICTS.items()},
            },
            enabled={
                **{name: partial(self._can, name) for name in self.replies.acts},
                **dict.fromkeys(VERDICTS, self._can_judge),
            },
        )
        window.attach(self.sample.view, "page:review")
        window.attach(self.replies.list, "list")

    def show_remark(self, message_id: int, query: str) -> None:
        """Show the reply that a remark is about, which a search found."""
        self.show_part("replies")
        self.replies.show_remark(message_id, query)

    def refresh(self, changes: Changes) -> None:
        """Look again when something was sent, noted, promised or agreed upon."""
        if changes.outbox or changes.conversations or changes.charter or changes.promises:
            self.look()

    def shown(self) -> None:
        """Look again."""
        self.replies.filters.learn()
        self.look()

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            "replies": (self.replies.list, self.replies.detail),
            "sample": (self.sample.view, self.sample.words),
            "figures": (self.figures.waits.chart, self.figures.waits.table),
            "clauses": (self.clauses.table,),
        }[self.part.key()]

    def _can_judge(self) -> bool:
        return self.part.key() == "sample" and self.sample.can_judge()

    def _can(self, name: str) -> bool:
        return self.part.key() == "replies" and self.replies.can(name)
