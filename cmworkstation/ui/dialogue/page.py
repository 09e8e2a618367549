"""The page about dialogue in three parts: topics, questions to people, questions to experts."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs
from cmworkstation.ui.dialogue.experts_pane import ExpertsPane
from cmworkstation.ui.dialogue.initiatives_pane import InitiativesPane
from cmworkstation.ui.dialogue.topics_pane import TopicsPane
from cmworkstation.ui.tabbed import TabbedPage

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class DialoguePage(TabbedPage):
    """What people come back to, what we asked them, and whom we asked in the house."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self._services: Services = window.services  # type: ignore[assignment]
        self.topics = TopicsPane(window)
        self.initiatives = InitiativesPane(window)
        self.experts = ExpertsPane(window)
        self.build(
            tr("Dialogue"),
            {
                "topics": (tr("Topics"), self.topics),
                "initiatives": (tr("Questions"), self.initiatives),
                "experts": (tr("Experts"), self.experts),
            },
        )
        window.register("dialogue", self.commands())
        window.attach(self.topics.list, "list")
        for rows in self.topics.board.columns.values():
            window.attach(rows, "list")
        window.attach(self.initiatives.list, "list")
        window.attach(self.experts.list, "list")

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
            self.look()

    def shown(self) -> None:
        """Look again."""
        self._gather()
        self.look()

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

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            "topics": (self.topics.first_focus(), self.topics.voices, self.topics.threads),
            "initiatives": (self.initiatives.list, self.initiatives.step),
            "experts": (self.experts.list,),
        }[self.part.key()]
