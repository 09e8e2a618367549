"""Filing what is selected: under topics, under a question to people, or with an expert in the house."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dialogue import DialogueId, DialogueState
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.topic import TopicId, clean_title, named
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons
from cmworkstation.ui.inbox.chooser import Choice, Chooser
from cmworkstation.words import dialogues as wording

if TYPE_CHECKING:
    from cmworkstation.services.topics import TopicUndo
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.page import InboxPage

NEW = "new:"  # and the title of a topic that is to be opened
UNDO_S = 10.0


class Filing(QObject):
    """Asks in a small card, files, and offers to take it back."""

    def __init__(self, page: "InboxPage") -> None:
        """Serve the inbox."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services: Services = page.services()
        self._wanted: list[int] = []
        self.topics = Chooser(page)
        self.topics.ticked.connect(self._file)
        self.topics.left.connect(page.room.focus_work)
        self.dialogues = Chooser(page)
        self.dialogues.chosen.connect(self._file_with)
        self.dialogues.left.connect(page.room.focus_work)
        some = page.deciding.can_settle
        self._window.register(
            "filing",
            {
                "topic": self.ask_topic,
                "dialogue": self.ask_dialogue,
                "expert": self.ask_expert,
                "answer": self.take_answer,
                "briefing": self.ask_briefing,
            },
            enabled={
                "topic": some,
                "dialogue": some,
                "expert": some,
                "briefing": self._can_brief,
                "answer": lambda: self._message() is not None and not self._services.read_only,
            },
        )

    def ask_topic(self) -> None:
        """Ask under which topics what is selected is filed; a new title opens a topic."""
        self._page.opening.catch_up()
        self._wanted = self._page.deciding.targets()
        filed = self._services.topics.of_conversations(self._wanted)
        known = self._services.topics.listed()
        choices = []
        for one in known:
            n = sum(one.id in ids for ids in filed.values())
            ticked = Qt.CheckState.Checked if n == len(self._wanted) else Qt.CheckState.Unchecked
            if 0 < n < len(self._wanted):
                ticked = Qt.CheckState.PartiallyChecked
            choices.append(Choice(one.id, foreign.line(one.title, 80), None, ticked))

        def more(typed: str) -> list[Choice]:
            title = clean_title(typed)
            if not title or named(known, title) is not None:
                return []
            said = tr("New topic: {title}").format(title=foreign.line(title, 60))
            return [Choice(f"{NEW}{title}", said, icons.icon("add"), Qt.CheckState.Unchecked)]

        self.topics.ask(
            self._page.deciding.anchor(),
            tr("Which topics?"),
            tr("Type a title, old or new"),
            choices,
            more=more,
            hint=tr("Enter files it; Shift+Enter ticks one more."),
        )

    def _file(self, on: list[str], off: list[str]) -> None:
        topics, wanted = self._services.topics, self._wanted
        undos: list[TopicUndo] = []
        changes = Changes()
        try:
            for key in on:
                topic_id = TopicId(key)
                if key.startswith(NEW):
                    made, new = topics.make(key.removeprefix(NEW))
                    topic_id, changes = made.id, changes | new
                changed, undo = topics.file(topic_id, wanted)
                changes |= changed
                undos.append(undo)
            for key in off:
                changed, undo = topics.take_out(TopicId(key), wanted)
                changes |= changed
                undos.append(undo)
        except WorkstationError as error:
            self._window.failed(error)
        if undos:
            self._window.jobs.emit_changes(changes)
            n = len(wanted)
            said = trn("{n} conversation filed.", "{n} conversations filed.", n).format(n=n)
            self._window.undo(said, UNDO_S, lambda: self._back(undos))
        self._page.room.focus_work()

    def _back(self, undos: "list[TopicUndo]") -> None:
        for undo in reversed(undos):
            self._window.jobs.emit_changes(self._services.topics.take_back(undo))

    def ask_dialogue(self) -> None:
        """Ask to which question to people what is selected belongs."""
        self._page.opening.catch_up()
        self._wanted = self._page.deciding.targets()
        live = (DialogueState.OPEN, DialogueState.CLOSED)
        found = [one for one in self._services.dialogues.listed() if one.state in live]
        if not found:
            self._window.say(tr("No question to people is open."), 8000)
            return
        self.dialogues.ask(
            self._page.deciding.anchor(),
            tr("To which question does it belong?"),
            tr("Type a word of it"),
            [
                Choice(one.id, f"{foreign.line(one.question, 80)} ({wording.state(one)})")
                for one in found
            ],
        )

    def _file_with(self, key: str, _word: str) -> None:
        places, changes, made = self._services.dialogue_places, Changes(), 0
        for home in self._wanted:
            try:
                _, changed = places.add(
                    DialogueId(key), conversation_id=ConversationId(home), filed=True
                )
            except WorkstationError as error:
                self._window.failed(error)
                continue
            changes, made = changes | changed, made + 1
        if made:
            self._window.jobs.emit_changes(changes)
            said = trn("{n} conversation filed.", "{n} conversations filed.", made)
            self._window.say(said.format(n=made), 8000)
        self._page.room.focus_work()

    def _message(self) -> MessageId | None:
        current = self._page.thread_pane.current()
        return current.id if current is not None and not current.ours else None

    def ask_expert(self) -> None:
        """Ask an expert about the open conversation, or the first that is selected."""
        from cmworkstation.ui.asking.expert_form import ask_expert  # noqa: PLC0415 - when it is asked for

        self._page.opening.catch_up()
        opened = self._page.opening.opened_id()
        targets = self._page.deciding.targets()
        home = targets[0] if targets else opened
        if home:
            about = self._message() if home == opened else None
            ask_expert(self._window, self._services, ConversationId(home), about)

    def _can_brief(self) -> bool:
        return self._page.opening.opened_id() is not None and not self._services.read_only

    def _said(self) -> MessageId | None:
        """Return the message in sight, or the newest of others in the open conversation."""
        home = self._page.opening.opened_id()
        if (current := self._message()) is not None or home is None:
            return current
        entries = self._services.inbox.thread(ConversationId(home)).entries
        return next((one.message.id for one in reversed(entries) if not one.message.ours), None)

    def ask_briefing(self) -> None:
        """Ask into whose briefing the message in sight goes."""
        from cmworkstation.ui.asking.pick_form import ask_pick  # noqa: PLC0415 - when it is asked for

        self._page.opening.catch_up()
        message_id = self._said()
        if message_id is not None:
            ask_pick(self._window, message_id=message_id)

    def take_answer(self) -> None:
        """Make the message in sight, an expert’s answer by mail, a draft in the thread it is about."""
        message_id = self._message()
        if message_id is None:
            return
        try:
            request, _, changes = self._services.experts.take_in_message(message_id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self._window.say(tr("The answer is a draft in the thread. Read it before it leaves."), 8000)
        self._page.open_conversation(request.conversation_id)
