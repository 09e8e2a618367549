"""What a person does with the response guide: each act opens its form, and its result goes into a draft."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from cmworkstation.domain.charter.attached import files_of
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.wanted import Wanted
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import MessageId, OutboxId
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import language, tr
from cmworkstation.services.guide import Entry
from cmworkstation.services.proposals import Made
from cmworkstation.ui.guide.answer_form import AnswerForm
from cmworkstation.ui.guide.forms import ApproverForm, DayForm, GuideDialog
from cmworkstation.ui.guide.translation_form import TranslationForm

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

A_YEAR = timedelta(days=365)


class GuideActs(QObject):
    """Opens forms over a window and carries out what they are filled with."""

    def __init__(self, window: "MainWindow") -> None:
        """Belong to the window."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)

    def of_reply(self, outbox_id: OutboxId) -> None:
        """Make an answer of a reply of the outbox."""
        self._begin(lambda: self._services.proposals.of_reply(outbox_id))

    def of_message(self, message_id: MessageId) -> None:
        """Make an answer of a message of ours."""
        self._begin(lambda: self._services.proposals.of_message(message_id))

    def of_draft(self, draft: Draft) -> None:
        """Make an answer of a reply that is being written."""
        self._begin(lambda: self._services.proposals.of_draft(draft))

    def for_question(self, message_id: MessageId) -> None:
        """Write an answer to what somebody asked."""
        self._begin(lambda: self._services.proposals.for_question(message_id))

    def new(self, charter_id: str) -> None:
        """Write an answer from nothing."""
        self._begin(lambda: self._services.proposals.empty(charter_id, language()))

    def change(self, entry: Entry) -> None:
        """Propose another text for an answer in one language."""
        given = _latest(entry)
        if given is None:
            return
        spoken = language() if given.body.get(language()) else entry.default_language
        by_language = {one: _wanted(given, entry, one) for one in given.body}
        form = AnswerForm(
            self._window,
            _wanted(given, entry, spoken),
            by_language,
            tuple(given.body) or (spoken,),
            self._services.proposals.categories(entry.charter_id),
            new=False,
        )
        form.wanted.connect(
            partial(
                self._finish,
                form,
                lambda wanted: self._services.proposals.change(entry.charter_id, entry.id, wanted),
                tr("The change is in the draft of the charter."),
            )
        )
        form.open()

    def translate(self, entry: Entry) -> None:
        """Write an answer in another language."""
        given = _latest(entry)
        if given is None:
            return
        known = self._services.proposals.languages(entry.charter_id)
        others = [one for one in known if one != entry.default_language]
        if not others:
            self._window.say(tr("The charter speaks one language only."))
            return
        others.sort(key=lambda one: one not in entry.stale and bool(given.body.get(one)))
        source = (entry.default_language, given.body.get(entry.default_language, ""))
        form = TranslationForm(self._window, source, given.body, others)
        form.wanted.connect(
            lambda spoken, body: self._finish(
                form,
                lambda _: self._services.proposals.translate(
                    entry.charter_id, entry.id, spoken, body
                ),
                tr("The translation is in the draft of the charter."),
                None,
            )
        )
        form.open()

    def still_right(self, entry: Entry) -> None:
        """Say until when an entry holds."""
        until = self._services.clock.now().date() + A_YEAR
        form = DayForm(self._window, entry.title(language()), until)

        def carried_out(day: date) -> Changes:
            return self._services.proposals.still_right(entry.charter_id, entry.kind, entry.id, day)

        said = tr("The new day is in the draft of the charter.")
        form.wanted.connect(partial(self._finish, form, carried_out, said))
        form.open()

    def approve(self, entry: Entry) -> None:
        """Approve an answer in somebody's name."""
        approvers = self._services.proposals.approvers(entry.charter_id)
        if not approvers:
            self._window.say(tr("Nobody may approve by this charter."))
            return
        form = ApproverForm(self._window, entry.title(language()), approvers)

        def carried_out(speaker: str) -> Changes:
            return self._services.proposals.approve(entry.charter_id, entry.id, speaker)

        said = tr("Approved in the draft of the charter.")
        form.wanted.connect(partial(self._finish, form, carried_out, said))
        form.open()

    def retire(self, entry: Entry) -> None:
        """Let an answer rest; undo brings it back."""
        proposals = self._services.proposals
        self._tell(proposals.retire(entry.charter_id, entry.id))
        self._window.undo(
            tr("Retired in the draft of the charter."),
            10,
            lambda: self._tell(proposals.bring_back(entry.charter_id, entry.id)),
        )

    def bring_back(self, entry: Entry) -> None:
        """Let a retired answer work again."""
        self._tell(self._services.proposals.bring_back(entry.charter_id, entry.id))
        self._window.say(tr("Brought back in the draft of the charter."))

    def _begin(self, make: Callable[[], Made]) -> None:
        try:
            made = make()
        except WorkstationError as error:
            self._window.failed(error)
            return
        proposals = self._services.proposals
        form = AnswerForm(
            self._window,
            made.wanted,
            {},
            proposals.languages(made.charter_id),
            proposals.categories(made.charter_id),
            made.general.blanks,
            new=True,
        )
        form.wanted.connect(
            partial(
                self._finish,
                form,
                lambda wanted: proposals.propose(made.charter_id, wanted)[1],
                tr("The new answer is in the draft of the charter."),
            )
        )
        form.open()

    def _finish(
        self, form: GuideDialog, act: Callable[..., Changes], said: str, given: object
    ) -> None:
        try:
            changes = act(given)
        except WorkstationError as error:
            self._window.failed(error)
            return
        form.accept()
        self._tell(changes)
        self._window.say(said)

    def _tell(self, changes: Changes) -> None:
        self._window.jobs.emit_changes(changes)


def _latest(entry: Entry) -> Answer | None:
    latest = entry.proposed or entry.given
    return latest if isinstance(latest, Answer) else None


def _wanted(given: Answer, entry: Entry, spoken: str) -> Wanted:
    channel = next((one for one, texts in given.variants.items() if texts.get(spoken)), "")
    return Wanted(
        title=given.title.get(spoken) or entry.title(spoken),
        language=spoken,
        category=given.category,
        folder=given.folder,
        asks=tuple(given.asks.get(spoken, ())),
        body=given.body.get(spoken, "").strip(),
        short=given.variants[channel][spoken].strip() if channel else "",
        channel=channel,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        review_by=given.review_by,
        source=given.source,
        files=files_of(given),
    )
