"""What became of a question: synthesis, decision, and everybody who contributed being told."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit

from cmworkstation.domain import foreign
from cmworkstation.domain.dialogue import (
    Contributor,
    Dialogue,
    DialogueId,
    DialogueState,
    Voice,
    figures,
    polls,
)
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.asking.form import ask_words
from cmworkstation.ui.dialogue.pane import ID, Pane, label, titled
from cmworkstation.ui.dialogue.part import Part
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.found_rows import found_row
from cmworkstation.words import dialogues as words

if TYPE_CHECKING:
    from cmworkstation.services.batches import Left

PAUSE_MS = 800


class ResultPart(Part):
    """Synthesis, decision, and the list of contributors."""

    def __init__(self, pane: Pane) -> None:
        """Build it."""
        super().__init__(pane)
        self._people: tuple[Contributor, ...] = ()
        self.acts = {
            "put_figures": self._put_figures,
            "decide_dialogue": partial(self._decide, unchanged=False),
            "unchanged": partial(self._decide, unchanged=True),
            "tell": self._tell,
            "told": self._told,
            "spare": self._spare,
            "open_contributor": self._open,
        }
        self.synthesis = QPlainTextEdit()
        self.synthesis.setAccessibleName(tr("Synthesis"))
        self.synthesis.setTabChangesFocus(True)
        self.synthesis.setPlaceholderText(tr("What people said, all of it together"))
        lines = 5 * self.synthesis.fontMetrics().lineSpacing()
        self.synthesis.setMinimumHeight(lines + theme.current().px(16))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.synthesis.textChanged.connect(self._pause.start)
        self.beside = label("soft")
        self.decision = label("")
        self.people = self.rows(tr("Who contributed"), 200)
        self.people.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.people.itemSelectionChanged.connect(self._allow)
        self.people.itemActivated.connect(lambda _: self._open())
        self.left = label("soft")
        self.column.addWidget(
            titled(
                tr("Synthesis"),
                self.beside,
                self.synthesis,
                self.row(("put_figures", "add", tr("Put the figures in"))),
            )
        )
        self.column.addWidget(
            titled(
                tr("Decision"),
                self.decision,
                self.row(
                    ("decide_dialogue", "check", tr("Decide…")),
                    ("unchanged", "close", tr("Nothing changed because…")),
                ),
            )
        )
        self.column.addWidget(
            titled(
                tr("Who contributed"),
                self.left,
                self.people,
                self.row(
                    ("tell", "reply", tr("Tell them, each in their own words…")),
                    ("told", "check", tr("Told otherwise…")),
                    ("spare", "eye_off", tr("Not told because…")),
                    ("open_contributor", "external", tr("Open their thread")),
                ),
            )
        )
        self.column.addStretch(1)

    def show_one(self, one: Dialogue) -> None:
        """Show a dialogue."""
        if self.one is not None and self.one.id != one.id:
            self.keep()
        self.one = one
        if not self.synthesis.hasFocus():
            self.synthesis.blockSignals(True)
            self.synthesis.setPlainText(one.synthesis)
            self.synthesis.blockSignals(False)
        self.synthesis.setReadOnly(not self.writable() or one.state is DialogueState.ANSWERED)
        self.beside.setText(foreign.block(self._figures(one)))
        if not one.decision:
            said = tr("Nothing is decided yet.")
        elif one.unchanged:
            said = tr("Nothing changed because: {why}").format(why=one.decision)
        else:
            said = one.decision
        self.decision.setText(foreign.block(said))
        self._people = self.services.contributions.contributors(one.id)
        now, decided = self.services.clock.now(), one.decided_at is not None
        self.people.clear()
        for person in self._people:
            below = words.contributor(person, now, decided=decided)
            role = "warn" if decided and person.is_open else "soft"
            item = found_row(foreign.line(person.name, 80), (), below, role)
            item.setData(ID, person.voice)
            self.people.addItem(item)
        n = sum(person.is_open for person in self._people)
        if not self._people:
            text = tr("Nobody contributed by name.")
        elif not n:
            text = tr("Everybody was told, or is not with a reason.")
        else:
            text = trn("{n} person must still be told.", "{n} people must still be told.", n)
        self.left.setText(text.format(n=n))
        self._allow()

    def _chosen(self) -> list[Contributor]:
        ids = {str(item.data(ID)) for item in self.people.selectedItems()}
        return [one for one in self._people if one.voice in ids]

    def _allow(self) -> None:
        one, chosen = self.one, self._chosen()
        closed = self.writable() and one is not None and one.state is DialogueState.CLOSED
        decided = closed and one is not None and one.decided_at is not None
        can_tell = [each for each in self._people if each.is_open and each.message_id is not None]
        self.pane.allow(
            {
                "put_figures": one is not None and not self.synthesis.isReadOnly(),
                "decide_dialogue": closed,
                "unchanged": closed,
                "tell": decided and bool(can_tell),
                "told": decided and bool(chosen),
                "spare": decided and bool(chosen),
                "open_contributor": len(chosen) == 1 and chosen[0].conversation_id is not None,
            }
        )

    def _figures(self, one: Dialogue) -> str:
        """Return what people said in figures, and what was voted beside them, each result with its source."""
        said = self.services.contributions.listed(one.id)
        places = {each.id: each for each in self.services.dialogues.places(one.id)}
        names = {each.id: each.name for each in self.services.profiles.listed()}
        brief = words.in_brief(polls(said), places, names)
        return "\n".join(filter(None, (words.summary(figures(said)), brief)))

    def _put_figures(self) -> None:
        """Write the figures below what the synthesis says; a person goes on from there."""
        if self.one is None or self.synthesis.isReadOnly():
            return
        before = self.synthesis.toPlainText().strip()
        self.synthesis.setPlainText("\n\n".join(filter(None, (before, self._figures(self.one)))))
        self.keep()
        self.synthesis.setFocus()

    def keep(self) -> None:
        """Keep the synthesis as it is typed."""
        self._pause.stop()
        text = self.synthesis.toPlainText().strip()
        one = self.one
        if one is None or self.synthesis.isReadOnly() or text == one.synthesis:
            return
        changes, _ = self.services.dialogues.sum_up(one.id, text)
        self.one = self.services.dialogues.dialogue(one.id)
        self.window_.jobs.emit_changes(changes)

    def _decide(self, *, unchanged: bool) -> None:
        one = self.one
        if one is None:
            return
        self.keep()
        ask_words(
            self.window_,
            tr("Why nothing changed") if unchanged else tr("Decision"),
            tr("Nothing changed because") if unchanged else tr("What was decided"),
            partial(self._decided, one.id, unchanged),
            button=tr("Keep"),
            value=one.decision if one.unchanged is unchanged else "",
            intro=tr("Whoever contributed is then to be told."),
            long=True,
        )

    def _decided(self, dialogue_id: DialogueId, unchanged: bool, said: str) -> None:
        dialogues = self.services.dialogues
        changes, undo = dialogues.decide(dialogue_id, said, unchanged=unchanged)
        self.pane.done(changes, tr("Saved."), partial(dialogues.take_back, undo))

    def _tell(self) -> None:
        if self.one is not None:
            self.attempt(self._begin_telling, self.one.id)

    def _begin_telling(self, dialogue_id: DialogueId) -> None:
        from cmworkstation.ui.batch.dialog import BatchDialog  # noqa: PLC0415 - at the first one

        assert self.one is not None
        chosen = self._chosen() or [one for one in self._people if one.is_open]
        voices: list[Voice] = [one.voice for one in chosen][: self.services.batches.cap()]
        body = "{hello}\n\n{said}".format(hello=tr("Hello {first_name},"), said=self.one.decision)
        batch, changes = self.services.contributions.tell(dialogue_id, voices, body)
        self.window_.jobs.emit_changes(changes)
        dialog = BatchDialog(self.window_, batch)
        dialog.left.connect(self._went)
        dialog.open()

    def _went(self, _left: "Left") -> None:
        self.pane.look()

    def _told(self) -> None:
        ask_words(
            self.window_,
            tr("Told otherwise"),
            tr("How: by telephone, by letter, at a meeting"),
            partial(self._each, told=True),
            button=tr("Keep"),
            intro=tr("Leave it empty to take it back."),
        )

    def _spare(self) -> None:
        ask_words(
            self.window_,
            tr("Not told"),
            tr("Why not"),
            partial(self._each, told=False),
            button=tr("Keep"),
            intro=tr("Leave it empty if they must be told after all."),
        )

    def _each(self, said: str, *, told: bool) -> None:
        assert self.one is not None
        contributions = self.services.contributions
        act = contributions.told if told else contributions.spare
        changes = None
        for person in self._chosen():
            made = act(self.one.id, person.voice, said)
            changes = made if changes is None else changes | made
        if changes is not None:
            self.pane.done(changes, tr("Saved."))

    def _open(self) -> None:
        found = next((one for one in self._chosen() if one.conversation_id is not None), None)
        if found is not None and found.conversation_id is not None:
            open_conversation(self.window_, found.conversation_id)
