"""Pictures of dialogue: the topic board, a question to people in its steps, a question to an expert, filing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from cmworkstation.domain.dialogue import DialogueState
from cmworkstation.domain.topic import TopicState

if TYPE_CHECKING:
    from tools.scenes import Stage


def dialogue(stage: "Stage") -> Iterator[str]:
    """The page in all its parts, and what opens from it."""
    services, window = stage.services, stage.window
    page = stage.page("dialogue")
    page.show_part("topics")
    decided = next(
        one.topic for one in services.topics.board() if one.topic.state is TopicState.DECIDED
    )
    page.topics.choose(decided.id)
    stage.settle()
    yield ""
    page.topics.way.choose("list")
    page.topics.look()
    stage.settle()
    yield "-list"
    window.act("dialogue.decide")
    stage.settle()
    yield "-decide"
    _close(stage)
    found = {one.state: one for one in services.dialogues.listed()}
    page.show_dialogue(found[DialogueState.OPEN].id)
    stage.settle()
    yield "-answers"
    page.initiatives.show_step("question")
    stage.settle()
    yield "-question"
    page.show_dialogue(found[DialogueState.ANSWERED].id)
    stage.settle()
    page.initiatives.show_step("result")
    stage.settle()
    yield "-result"
    window.act("dialogue.new")
    stage.settle()
    yield "-form"
    _close(stage)
    page.show_part("experts")
    stage.settle()
    yield "-experts"
    request = services.experts.listed()[0]
    window.go("inbox")
    stage.inbox.open_conversation(request.conversation_id)
    stage.settle()
    window.act("filing.expert")
    stage.settle()
    yield "-ask"
    _close(stage)
    window.act("filing.topic")
    stage.settle()
    yield "-topic"


def _close(stage: "Stage") -> None:
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.close()
    stage.settle()
