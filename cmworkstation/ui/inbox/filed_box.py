"""What the open conversation belongs to, beside it: topics, questions to people, experts who were asked."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.dialogue import Dialogue
from cmworkstation.domain.expert import Request, RequestState
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.topic import Topic
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import dialogues as of_dialogues
from cmworkstation.words import experts as of_experts
from cmworkstation.words import topics as of_topics

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LONGEST = 32  # letters of a link: the column is narrow
WIDEST = 160  # px at 100 %
Found = tuple[tuple[Topic, ...], tuple[Dialogue, ...], tuple[Request, ...]]


class FiledBox(QWidget):
    """Lines that lead to the page about dialogue, and what can be done from here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say that nothing is open yet."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.current().px(8), theme.current().px(4), 0, 0)
        self._column.setSpacing(theme.current().px(4))
        self._home = 0
        self._nothing()

    def show_conversation(
        self, window: "MainWindow", services: "Services", conversation_id: int
    ) -> None:
        """Read what a conversation belongs to, and show it."""
        self._home = conversation_id
        if not conversation_id:
            self._nothing()
            return
        home = ConversationId(conversation_id)

        def read() -> Found:
            return (
                services.topics.of_conversation(home),
                services.dialogues.of_conversation(home),
                services.experts.of_conversation(home),
            )

        def show(found: Found) -> None:
            if self._home == conversation_id:
                self._fill(window, found, services.clock.now(), writable=not services.read_only)

        window.jobs.run(jobs.READ, read, show, lambda _: None, owner=self)

    def _fill(self, window: "MainWindow", found: Found, now: datetime, *, writable: bool) -> None:
        self._empty()
        topics, dialogues, experts = found
        for topic in topics:
            self._link(topic.title, partial(_show, window, "show_topic", topic.id))
            self._say(of_topics.state(topic.state), "meta")
        for one in dialogues:
            self._link(one.question, partial(_show, window, "show_dialogue", one.id))
            self._say(of_dialogues.state(one), "meta")
        for request in experts:
            self._link(request.asked.expert, partial(_show, window, "show_expert", request.id))
            said = foreign.line(of_experts.standing(request, now), 200)
            self._say(said, "warn" if request.is_late(now) else "meta")
            if request.state is RequestState.OPEN:
                self._say(foreign.line(request.asked.question, 160), "soft")
        if not (topics or dialogues or experts):
            self._say(tr("Filed nowhere yet."), "soft")
        if writable:
            self._link(tr("Add to a topic…"), lambda: window.act("filing.topic"))
            self._link(tr("Ask an expert…"), lambda: window.act("filing.expert"))

    def _link(self, said: str, act: object) -> None:
        button = QPushButton()
        room = theme.current().px(WIDEST)
        line = foreign.line(said, LONGEST)
        button.setText(button.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room))
        button.setAccessibleName(foreign.line(said, 200))
        button.setToolTip(foreign.tooltip(said))
        theme.mark(button, "link")
        button.clicked.connect(act)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _say(self, said: str, kind: str) -> None:
        label = PlainLabel(said)
        label.setWordWrap(True)
        theme.mark(label, kind)
        self._column.addWidget(label)

    def _nothing(self) -> None:
        self._empty()
        self._say(tr("Open a conversation to file it or to ask about it."), "soft")

    def _empty(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _show(window: "MainWindow", name: str, id_: str) -> None:
    window.go("dialogue")
    act = getattr(window.page("dialogue"), name, None)
    if act is not None:
        act(id_)
