"""Questions that we put to people: all of them, and the chosen one in three steps: question, answers, result."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.dialogue import Dialogue, DialogueId, DialogueState
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import jobs
from cmworkstation.ui.dialogue.about_form import AboutForm
from cmworkstation.ui.dialogue.answers_part import AnswersPart
from cmworkstation.ui.dialogue.pane import ID, Pane, choose, chosen_id, label, stacked
from cmworkstation.ui.dialogue.question_part import QuestionPart
from cmworkstation.ui.dialogue.result_part import ResultPart
from cmworkstation.ui.dialogue.saving import save_text
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import dialogues as words

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

QUESTION, ANSWERS, RESULT = "question", "answers", "result"
STEPS = (QUESTION, ANSWERS, RESULT)


class InitiativesPane(Pane):
    """The list of dialogues, and the chosen one."""

    shares = (2, 3)

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__(window, tr("Questions to people"))
        self._all: tuple[Dialogue, ...] = ()
        self._chosen = self._shown = ""
        self.question = QuestionPart(self)
        self.answers = AnswersPart(self)
        self.result = ResultPart(self)
        self.acts = {
            "new": self.new,
            "edit": self._edit,
            "approve": partial(self._step, DialogueState.APPROVED),
            "open": partial(self._step, DialogueState.OPEN),
            "close": partial(self._step, DialogueState.CLOSED),
            "end": partial(self._step, DialogueState.ANSWERED),
            "remove": self._remove,
            "save_dossier": self._save_dossier,
            "save_table": self._save_table,
            "question": partial(self.show_step, QUESTION),
            "answers": partial(self.show_step, ANSWERS),
            "result": partial(self.show_step, RESULT),
            **self.question.acts,
            **self.answers.acts,
            **self.result.acts,
        }
        self.summary = label("soft")
        self.list = found_rows(tr("Questions to people"))
        self.list.currentItemChanged.connect(lambda *_: self._choose(chosen_id(self.list)))
        self.list.itemActivated.connect(lambda _: self._edit())
        head = self.row(("new", "add", tr("New question…")), first="new")
        self.title, self.where = label("title"), label("soft")
        self.step = Segmented(
            list(zip(STEPS, (tr("Question"), tr("Answers"), tr("Result")), strict=True))
        )
        self.step.chosen.connect(self.show_step)
        self._steps = QStackedWidget()
        for part in (self.question, self.answers, self.result):
            self._steps.addWidget(part)
        steps = QWidget()
        FlowLayout(steps).addWidget(self.step)
        right = stacked(
            self.title,
            self.where,
            self.row(
                ("approve", "approve", tr("Agree to it")),
                ("open", "play", tr("Open")),
                ("close", "hold", tr("End the time for answers")),
                ("end", "good", tr("Everybody was told: end it")),
                ("edit", "edit", tr("Change…")),
                ("save_dossier", "file", tr("Save the dossier…")),
                ("remove", "remove", tr("Remove")),
            ),
            steps,
            self._steps,
        )
        empty = EmptyState(
            "discuss",
            tr("No question was put to people yet"),
            tr(
                "A question to people says why it is asked, gathers what they answer from every channel in one table,"
                " and ends when everybody who contributed knows what became of it."
            ),
            tr("New question…"),
            self.new,
        )
        self.build([self.summary, head], self.list, right, empty)

    # Showing

    def look(self) -> None:
        """Read everything again."""
        services = self._services

        def read() -> tuple[Dialogue, ...]:
            return services.dialogues.listed()

        self._window.jobs.run(jobs.READ, read, self._show, owner=self)

    def _show(self, found: tuple[Dialogue, ...]) -> None:
        self._all = found
        now = self._services.clock.now()
        self.show_any(any_=bool(found))
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = found_row(one.question, (), words.standing(one, now), words.ROLES[one.state])
            item.setData(ID, one.id)
            self.list.addItem(item)
        if not choose(self.list, self._chosen) and found:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        n = sum(one.state is DialogueState.OPEN for one in found)
        self.summary.setText(trn("{n} question is open.", "{n} questions are open.", n).format(n=n))
        self.summary.setVisible(bool(found))
        self._choose(chosen_id(self.list))

    def choose(self, dialogue_id: str) -> None:
        """Bring a dialogue to the front."""
        self._chosen = dialogue_id
        self.look()

    def show_step(self, name: str, *_: object) -> None:
        """Show one of the three steps."""
        self.step.choose(name)
        self._steps.setCurrentIndex(STEPS.index(name))
        self._look_at_step()

    def dialogue(self) -> Dialogue | None:
        """Return the chosen dialogue."""
        return next((one for one in self._all if one.id == self._chosen), None)

    def _choose(self, dialogue_id: str) -> None:
        moved, self._shown = dialogue_id != self._shown, dialogue_id
        self._chosen = dialogue_id
        one = self.dialogue()
        if one is not None:
            self.title.setText(foreign.block(one.question))
            self.where.setText(foreign.line(words.standing(one, self._services.clock.now())))
            if moved:
                live = one.state in (DialogueState.OPEN, DialogueState.CLOSED)
                step = ANSWERS if live else QUESTION
                self.step.choose(step)
                self._steps.setCurrentIndex(STEPS.index(step))
            self._look_at_step()
        self._allow()

    def _look_at_step(self) -> None:
        one = self.dialogue()
        if one is not None:
            (self.question, self.answers, self.result)[self._steps.currentIndex()].show_one(one)
            self.fit()

    def _allow(self) -> None:
        one, writable = self.dialogue(), not self._services.read_only
        here = one is not None and writable
        state = one.state if one else None
        may = self._services.acting.current().may(Act.APPROVE)
        self.allow(
            {
                "new": writable,
                "edit": here and state is not DialogueState.ANSWERED,
                "approve": here and state is DialogueState.IDEA and may,
                "open": here and state is DialogueState.APPROVED,
                "close": here and state is DialogueState.OPEN,
                "end": here and state is DialogueState.CLOSED,
                "remove": here and state in (DialogueState.IDEA, DialogueState.APPROVED),
                "save_dossier": one is not None,
            }
        )
        for name in ("approve", "open", "close", "end"):
            self.buttons[name].setVisible(self.buttons[name].isEnabled())

    # What a person does

    def new(self) -> None:
        """Ask for a new question."""
        AboutForm(self._window, self._services, None, self._made).open()

    def _made(self, dialogue_id: DialogueId) -> None:
        self._chosen = dialogue_id
        self._window.say(tr("Question written down."), 8000)
        self.look()

    def _edit(self) -> None:
        one = self.dialogue()
        if one is not None and not self._services.read_only:
            AboutForm(self._window, self._services, one, self._made).open()

    def _step(self, state: DialogueState) -> None:
        one = self.dialogue()
        if one is not None:
            self.attempt(partial(self._stepped, one.id, state))

    def _stepped(self, dialogue_id: DialogueId, state: DialogueState) -> None:
        dialogues = self._services.dialogues
        act = {
            DialogueState.APPROVED: dialogues.approve,
            DialogueState.OPEN: dialogues.open,
            DialogueState.CLOSED: dialogues.close,
            DialogueState.ANSWERED: dialogues.end,
        }[state]
        changes, undo = act(dialogue_id)
        said = tr("Now: {state}.").format(state=tr(words.STATES[state]))
        self.done(changes, said, partial(dialogues.take_back, undo))

    def _remove(self) -> None:
        one = self.dialogue()
        if one is None:
            return

        def act() -> None:
            changes, undo = self._services.dialogues.remove(one.id)
            back = partial(self._services.dialogues.take_back, undo)
            self.done(changes, tr("Question removed."), back)

        self.attempt(act)

    def _save_table(self) -> None:
        one = self.dialogue()
        if one is None:
            return
        services, id_ = self._services, one.id
        save_table(
            self._window,
            self,
            "dialogue",
            lambda: words.table(
                services.contributions.listed(id_),
                {each.id: each for each in services.dialogues.places(id_)},
                {each.id: each.name for each in services.profiles.listed()},
            ),
        )

    def _save_dossier(self) -> None:
        from cmworkstation.words.dialogue_dossier import dossier  # noqa: PLC0415 - for files alone

        one = self.dialogue()
        if one is None:
            return
        services = self._services
        text = dossier(
            one,
            services.dialogues.places(one.id),
            services.contributions.listed(one.id),
            services.contributions.contributors(one.id),
            services.clock.now(),
            {each.id: each.name for each in services.profiles.listed()},
        )
        save_text(self._window, self, one.question, text)

    def first_focus(self) -> QWidget:
        """Return what the keyboard begins with."""
        return self.list
