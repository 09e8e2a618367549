"""The page about dialogue in three parts: topics, questions to people, questions to experts."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.dialogue.experts_pane import ExpertsPane
from cmworkstation.ui.dialogue.initiatives_pane import InitiativesPane
from cmworkstation.ui.dialogue.pane import Pane
from cmworkstation.ui.dialogue.topics_pane import TopicsPane
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PARTS = ("topics", "initiatives", "experts")


class DialoguePage(Page):
    """What people come back to, what we asked them, and whom we asked in the house."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self._services: Services = window.services  # type: ignore[assignment]
        self.topics = TopicsPane(window)
        self.initiatives = InitiativesPane(window)
        self.experts = ExpertsPane(window)
        self._panes: dict[str, Pane] = {
            "topics": self.topics,
            "initiatives": self.initiatives,
            "experts": self.experts,
        }
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), 0)
        head.setSpacing(look.px(8))
        title = QLabel(tr("Dialogue"))
        theme.mark(title, "page")
        head.addWidget(title)
        holder = QWidget()
        row = FlowLayout(holder)
        names = (tr("Topics"), tr("Questions"), tr("Experts"))
        self.part = Segmented(list(zip(PARTS, names, strict=True)))
        self.part.chosen.connect(self.show_part)
        row.addWidget(self.part)
        head.addWidget(holder)
        column.addLayout(head)
        self.stack = QStackedWidget()
        for one in self._panes.values():
            self.stack.addWidget(one)
        column.addWidget(self.stack, 1)
        window.register(
            "dialogue",
            {
                **{one: partial(self.show_part, one) for one in PARTS},
                **{
                    name: partial(self._act, part, name)
                    for part, pane in self._panes.items()
                    for name in pane.acts
                },
            },
        )
        window.attach(self.topics.list, "list")
        for rows in self.topics.board.columns.values():
            window.attach(rows, "list")
        window.attach(self.initiatives.list, "list")
        window.attach(self.experts.list, "list")

    def show_part(self, name: str, *_: object) -> None:
        """Bring one of the parts to the front."""
        self.part.choose(name)
        self.stack.setCurrentIndex(PARTS.index(name))
        self._look()

    def show_topic(self, topic_id: str) -> None:
        """Bring a topic to the front."""
        self.show_part("topics")
        self.topics.choose(topic_id)

    def show_dialogue(self, dialogue_id: str) -> None:
        """Bring a question to people to the front."""
        self.show_part("initiatives")
        self.initiatives.choose(dialogue_id)

    def show_expert(self, request_id: str) -> None:
        """Bring a question to an expert to the front."""
        self.show_part("experts")
        self.experts.choose(request_id)

    def refresh(self, changes: Changes) -> None:
        """Look again when something of it changed; what came meanwhile is filed, gathered and settled."""
        if changes.new_messages or changes.outbox:
            self._gather()
        if changes.topics or changes.drafts or changes.outbox or changes.conversations:
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._gather()
        self._look()

    def _gather(self) -> None:
        services = self._services
        if services.read_only:
            return

        def work() -> Changes:
            found = services.topics.gather() | services.topics.settle()
            return found | services.contributions.gather()

        def done(changes: Changes) -> None:
            if changes:
                self.window_.jobs.emit_changes(changes)

        self.window_.jobs.run(jobs.WRITE, work, done, lambda _: None, owner=self)

    def before_close(self) -> None:
        """Keep what was typed last."""
        self.initiatives.result.keep()

    def first_focus(self) -> QWidget:
        """Return the list of the part in front."""
        return self._panes[self.part.key()].first_focus()

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            "topics": (self.topics.first_focus(), self.topics.voices, self.topics.threads),
            "initiatives": (self.initiatives.list, self.initiatives.step),
            "experts": (self.experts.list,),
        }[self.part.key()]

    def memory(self) -> object:
        """Return which part is in front."""
        return self.part.key()

    def recall(self, memory: object) -> None:
        """Show it again."""
        if memory in PARTS:
            self.show_part(str(memory))

    def _look(self) -> None:
        self._panes[self.part.key()].look()

    def _act(self, part: str, name: str, *_: object) -> None:
        """Carry out a command of a part, which comes to the front first."""
        if self.part.key() != part:
            self.show_part(part)
        self._panes[part].acts[name]()
