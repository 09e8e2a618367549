"""The topic board: what people come back to, what became of it, and who must still be told."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QStackedWidget, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.topic import Topic, TopicId, TopicState, Voice
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.asking.form import MANY, Field, Form, ask_words
from cmworkstation.ui.dialogue.board import Board, topic_row
from cmworkstation.ui.dialogue.pane import ID, Pane, choose, chosen_id, label, stacked, titled
from cmworkstation.ui.dialogue.saving import save_text
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import topics as words

if TYPE_CHECKING:
    from cmworkstation.services.topics import Standing
    from cmworkstation.ui.main_window import MainWindow

BOARD, LIST = "board", "list"
ROWS = 160  # px at 100 %, of a list in the part beside
BOARD_FROM = 1000  # px at 100 %: the board needs room for its four columns


class TopicsPane(Pane):
    """The board or the list of topics, and what is known of the chosen one."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__(window, tr("Topics"))
        self._board: tuple[Standing, ...] = ()
        self._voices: tuple[Voice, ...] = ()
        self._chosen = ""
        self.acts = {
            "new_topic": self.new,
            "edit_topic": self._edit,
            "study": partial(self._move, TopicState.STUDY),
            "decide": self._decide,
            "told_back": partial(self._move, TopicState.TOLD),
            "heard": partial(self._move, TopicState.HEARD),
            "answer_voice": self._answer,
            "spare_voice": self._spare,
            "open_thread": self._open_thread,
            "take_out": self._take_out,
            "remove_topic": self._remove,
            "save_topics": self._save,
            "save_topic": self._save_one,
        }
        self.summary = label("soft")
        self.way = Segmented([(BOARD, tr("Board")), (LIST, tr("List"))])
        self.way.chosen.connect(self._turn)
        self.board = Board()
        self.board.chosen.connect(self._choose)
        self.board.activated.connect(lambda _: self._edit())
        self.list = found_rows(tr("Topics"))
        self.list.currentItemChanged.connect(lambda *_: self._choose(chosen_id(self.list)))
        self.list.itemActivated.connect(lambda _: self._edit())
        self._ways = QStackedWidget()
        self._ways.addWidget(self.board)
        self._ways.addWidget(self.list)
        head = self.row(
            ("new_topic", "add", tr("New topic…")),
            ("save_topics", "download", tr("Save as a table…")),
            first="new_topic",
        )
        empty = EmptyState(
            "tag",
            tr("No topic yet"),
            tr(
                "A topic gathers what people say about one thing, on whatever network, until it is decided and"
                " everybody who wrote knows. Press T on a conversation, or begin here."
            ),
            tr("New topic…"),
            self.new,
        )
        row = head.layout()
        assert isinstance(row, FlowLayout)
        row.addWidget(self.way)
        self.build([self.summary, head], self._ways, self._detail(), empty)

    def _detail(self) -> QWidget:
        self.title, self.about, self.where = label("title"), label(""), label("soft")
        self.decision = label("")
        self.voices = self._rows(tr("Who wrote about it"))
        self.voices.itemActivated.connect(lambda _: self._answer())
        self.voices.currentItemChanged.connect(lambda *_: self._allow())
        self.threads = self._rows(tr("Conversations"))
        self.threads.itemActivated.connect(lambda _: self._open_thread())
        self.threads.currentItemChanged.connect(lambda *_: self._allow())
        return stacked(
            self.title,
            self.where,
            self.about,
            self.decision,
            self.row(
                ("study", "search", tr("Under study")),
                ("decide", "check", tr("Decide…")),
                ("told_back", "good", tr("Everybody was told")),
                ("heard", "undo", tr("Back to heard")),
                ("edit_topic", "edit", tr("Change…")),
                ("save_topic", "download", tr("Save as a document…")),
                ("remove_topic", "remove", tr("Remove")),
            ),
            titled(
                tr("Who wrote about it"),
                self.voices,
                self.row(
                    ("answer_voice", "reply", tr("Answer in their thread")),
                    ("spare_voice", "eye_off", tr("Not told because…")),
                ),
            ),
            titled(
                tr("Conversations"),
                self.threads,
                self.row(
                    ("open_thread", "external", tr("Open")),
                    ("take_out", "close", tr("Take out of the topic")),
                ),
            ),
        )

    def _rows(self, name: str) -> QListWidget:
        rows = found_rows(name)
        rows.setMinimumHeight(theme.current().px(ROWS))
        return rows

    # Showing

    def look(self) -> None:
        """Read the board again."""
        topics = self._services.topics
        self._window.jobs.run(jobs.READ, topics.board, self._show, owner=self)

    def _show(self, board: "tuple[Standing, ...]") -> None:
        self._board = board
        now = self._services.clock.now()
        known = [one.topic.id for one in board]
        if self._chosen not in known:
            self._chosen = known[0] if known else ""
        self.show_any(any_=bool(board))
        self.way.setVisible(bool(board))
        self.board.fill(board, now)
        self.list.blockSignals(True)
        self.list.clear()
        order = list(TopicState)
        for one in sorted(board, key=lambda each: order.index(each.topic.state)):
            self.list.addItem(topic_row(one, now, with_state=True))
        self.list.blockSignals(False)
        owed = sum(one.to_tell for one in board)
        n = len(board)
        said = trn("{n} topic.", "{n} topics.", n).format(n=n)
        self.summary.setText(f"{said} {words.to_tell(owed)}." if owed else said)
        self.summary.setVisible(bool(board))
        self._turn()
        self._choose(self._chosen)

    def _turn(self, *_: object) -> None:
        narrow = self.width() < theme.current().px(BOARD_FROM)
        self.way.setVisible(not narrow and bool(self._board))
        wanted = self.list if narrow or self.way.key() == LIST else self.board
        self._ways.setCurrentWidget(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the list where the board has no room."""
        super().resizeEvent(event)
        self._turn()

    def first_focus(self) -> QWidget:
        """Return what the keyboard begins with."""
        at_board = self._ways.currentWidget() is self.board
        return self.board.in_front() if at_board else self.list

    def choose(self, topic_id: str) -> None:
        """Bring a topic to the front."""
        self._chosen = topic_id
        self.look()

    def topic(self) -> Topic | None:
        """Return the chosen topic."""
        return next((one.topic for one in self._board if one.topic.id == self._chosen), None)

    def _choose(self, topic_id: str) -> None:
        self._chosen = topic_id or self._chosen
        self.board.choose(self._chosen)
        self.list.blockSignals(True)
        choose(self.list, self._chosen)
        self.list.blockSignals(False)
        topic = self.topic()
        if topic is None:
            self._allow()
            return
        now = self._services.clock.now()
        self.title.setText(foreign.line(topic.title, 200))
        self.where.setText(words.state(topic.state))
        self.about.setText(foreign.block(topic.about))
        self.about.setVisible(bool(topic.about))
        said = tr("Decision: {words}").format(words=topic.decision) if topic.decision else ""
        self.decision.setText(foreign.block(said))
        self.decision.setVisible(bool(said))
        self._voices = self._services.topics.voices(topic.id)
        self.voices.clear()
        for one in self._voices:
            below = words.voice(one, now, decided=topic.is_decided)
            role = "warn" if topic.is_decided and one.is_open else "soft"
            item = found_row(foreign.line(one.name or one.handle, 80), (), below, role)
            item.setData(ID, str(int(one.author_id)))
            self.voices.addItem(item)
        self.voices.setCurrentRow(0)
        self.threads.clear()
        ids = self._services.topics.conversations(topic.id)
        for row in self._services.inbox.rows(list(ids)[:200]):
            item = found_row(foreign.line(row.title or row.snippet, 120), (), row.author_name)
            item.setData(ID, str(int(row.id)))
            self.threads.addItem(item)
        self.threads.setCurrentRow(0)
        self._allow()
        self.fit()

    def _allow(self) -> None:
        topic, writable = self.topic(), not self._services.read_only
        here = topic is not None and writable
        voice = self._voice()
        state = topic.state if topic else None
        told = topic is not None and topic.decided_at is not None
        owed = any(one.is_open for one in self._voices)
        self.allow(
            {
                "new_topic": writable,
                "save_topics": bool(self._board),
                "edit_topic": here,
                "study": here and state is not TopicState.STUDY,
                "decide": here,
                "told_back": here and state is TopicState.DECIDED and not owed,
                "heard": here and state is not TopicState.HEARD,
                "remove_topic": here,
                "save_topic": topic is not None,
                "answer_voice": here and voice is not None,
                "spare_voice": here and voice is not None and told,
                "open_thread": bool(chosen_id(self.threads)),
                "take_out": here and bool(chosen_id(self.threads)),
            }
        )

    def _voice(self) -> Voice | None:
        id_ = chosen_id(self.voices)
        return next((one for one in self._voices if str(int(one.author_id)) == id_), None)

    # What a person does

    def new(self) -> None:
        """Ask for a new topic; those that there are are offered, so that none is opened twice."""
        known = tuple((one.id, one.title) for one in self._services.topics.listed())
        fields = [
            Field(
                "title",
                tr("Title"),
                choices=known,
                hint=tr("A title that is known opens its topic."),
            ),
            Field("about", tr("What it is about"), kind=MANY),
        ]
        Form(self._window, tr("New topic"), fields, self._make, button=tr("Open the topic")).open()

    def _make(self, given: Mapping[str, str]) -> None:
        topic, changes = self._services.topics.make(given["title"], given["about"])
        self._chosen = topic.id
        self.done(changes, tr("Topic opened.") if changes else tr("This topic was there already."))

    def _edit(self) -> None:
        topic = self.topic()
        if topic is None or self._services.read_only:
            return
        people = [
            ("", tr("nobody")),
            *((one.id, one.name) for one in self._services.profiles.listed()),
        ]
        fields = [
            Field("title", tr("Title"), topic.title),
            Field("about", tr("What it is about"), topic.about, MANY),
            Field(
                "query",
                tr("Search whose conversations belong to it"),
                topic.query,
                hint=tr(
                    "In the language of the inbox’s search. What you take out by hand stays out."
                ),
            ),
            Field("owner", tr("Who looks after it"), topic.owner, "choice", choices=tuple(people)),
        ]
        act = partial(self._change, topic.id)
        Form(self._window, tr("Change the topic"), fields, act, button=tr("Keep")).open()

    def _change(self, topic_id: TopicId, given: Mapping[str, str]) -> None:
        topics = self._services.topics
        changes, undo = topics.change(topic_id, **given)
        self.done(changes, tr("Topic changed."), partial(topics.take_back, undo))

    def _move(self, state: TopicState) -> None:
        topic = self.topic()
        if topic is not None:
            self.attempt(partial(self._moved, topic.id, state, ""))

    def _moved(self, topic_id: TopicId, state: TopicState, decision: str) -> None:
        topics = self._services.topics
        changes, undo = topics.move(topic_id, state, decision)
        said = tr("Now: {state}.").format(state=words.state(state))
        self.done(changes, said, partial(topics.take_back, undo))

    def _decide(self) -> None:
        topic = self.topic()
        if topic is None:
            return
        ask_words(
            self._window,
            tr("Decide"),
            tr("What was decided"),
            partial(self._moved, topic.id, TopicState.DECIDED),
            button=tr("Decided"),
            value=topic.decision,
            intro=tr("Everybody who wrote about this is then listed until they are told."),
            long=True,
        )

    def _answer(self) -> None:
        voice = self._voice()
        if voice is not None:
            open_conversation(self._window, voice.conversation_id)
            self._window.act("inbox.reply")

    def _spare(self) -> None:
        topic, voice = self.topic(), self._voice()
        if topic is None or voice is None:
            return
        ask_words(
            self._window,
            tr("Not told"),
            tr("Why {name} cannot or need not be told").format(name=foreign.line(voice.name, 60)),
            partial(self._spared, topic.id, voice),
            button=tr("Keep"),
            value=voice.why_not,
            intro=tr("Leave it empty if this person must be told after all."),
        )

    def _spared(self, topic_id: TopicId, voice: Voice, why: str) -> None:
        topics = self._services.topics
        changes = topics.spare(topic_id, voice.author_id, why)
        back = partial(topics.spare, topic_id, voice.author_id, voice.why_not)
        self.done(changes | topics.settle(), tr("Saved."), back)

    def _open_thread(self) -> None:
        if id_ := chosen_id(self.threads):
            open_conversation(self._window, int(id_))

    def _take_out(self) -> None:
        topic, id_ = self.topic(), chosen_id(self.threads)
        if topic is None or not id_:
            return
        topics = self._services.topics
        changes, undo = topics.take_out(topic.id, [int(id_)])
        self.done(changes, tr("Taken out of the topic."), partial(topics.take_back, undo))

    def _remove(self) -> None:
        topic = self.topic()
        if topic is None:
            return
        topics = self._services.topics
        changes, undo = topics.remove(topic.id)
        self.done(changes, tr("Topic removed."), partial(topics.take_back, undo))

    def _save(self) -> None:
        topics = self._services.topics
        save_table(self._window, self, "topics", lambda: words.board_table(topics.board()))

    def _save_one(self) -> None:
        topic = self.topic()
        if topic is not None:
            text = words.dossier(topic, self._voices, self._services.clock.now())
            save_text(self._window, self, topic.title, text)
