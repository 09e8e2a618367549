"""What a person does about findings: the way out, a reason, a second word, a promise with a day."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtWidgets import QWidget

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.charter.finding import Edit, Finding
from cmworkstation.domain.charter.rules.addresses import host_of
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.promise import Dated, by_day, dated, dated_at, follow_up
from cmworkstation.domain.promising import Proposal
from cmworkstation.domain.question import QuestionMark
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.waiver import Need, Reason, need_of
from cmworkstation.i18n import tr
from cmworkstation.services.ways_out import Choice, Way
from cmworkstation.ui.composer import finding_card as cards
from cmworkstation.ui.composer.finding_card import FindingCard
from cmworkstation.ui.composer.popovers import (
    ChoicePopover,
    DatePopover,
    Popover,
    WaiverPopover,
    place_of,
)

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.composer.promise_line import PromiseLine
    from cmworkstation.ui.main_window import MainWindow

LINKS = "links"  # a lane of its own: a shortener may be slow, and nothing else waits for it


class Remedies(QObject):
    """Acts on the findings of the composer's draft."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Take the composer to act for."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self.popover: Popover | None = None

    def act(self, what: str, finding: Finding) -> None:
        """Do what a card's button says about a finding, where it stands by now."""
        self._pane.look_if_due()
        now = self._pane.nearest(finding)
        if now is None:
            self._back_to_text()
            return
        acts: dict[str, Callable[[Finding], object]] = {
            cards.FIX: self.fix,
            cards.SHOW: lambda one: self._pane.editor.select_span(one.start, one.end),
            cards.WAIVE: self.waive,
            cards.CONFIRM: self._confirm,
            cards.TAKE_BACK: self._take_back,
            cards.HIDE: self._hide,
        }
        acts[what](now)

    # The way out

    def fix(self, finding: Finding) -> None:
        """Take the way out of a finding: at once, or after a choice."""
        draft = self._pane.draft()
        if draft is None:
            return
        way = self._services.composer.way_out(draft, finding)
        if way.way is Way.EDIT:
            self._apply(way.edits)
        elif way.way is Way.DATE:
            self._ask_day(draft, partial(self._date_finding, finding))
        elif way.way is Way.PRIVATE:
            self._pane.head.choose(Visibility.PRIVATE)
            self._window.say(tr("The answer goes to this person alone."))
            self._back_to_text()
        elif way.way is Way.LINK:
            self._ask_where(finding.match)
        elif way.way in (Way.FACT, Way.CONTACT):
            title = tr("Which fact?") if way.way is Way.FACT else tr("Who takes over?")
            popover = ChoicePopover(self._window, title, [one.name for one in way.choices])
            popover.chosen.connect(lambda n: self._put_in(way.choices[n], finding))
            self._show(popover)

    def _ask_where(self, url: str) -> None:
        """Ask a shortener where a link leads: a person pressed for it, and no other way leads here."""
        self._window.say(tr("{host} is asked where it leads…").format(host=host_of(url)))

        def asked(_: object) -> None:
            self._window.say("")
            self._pane.look()  # its card says where it leads now
            self._back_to_text()

        ask = self._services.short_links.ask
        jobs = self._window.jobs
        jobs.run(LINKS, lambda: ask(url), asked, self._window.failed, owner=self)

    def _put_in(self, choice: Choice, finding: Finding) -> None:
        if choice.answer:
            self._pane.state_fact(choice.answer, finding)
        else:
            self._apply(choice.edits)

    def _apply(self, edits: tuple[Edit, ...]) -> None:
        self._pane.editor.apply_edits(edits)
        self._pane.look()
        self._back_to_text()

    # Promises

    def promise_here(self) -> None:
        """Promise a day where the caret stands."""
        draft = self._pane.draft()
        if draft is not None:
            self._ask_day(draft, self._date_caret)

    def follow_up(self, message_id: MessageId, question: str) -> None:
        """Promise an answer to a question by a day; only then is the question marked so."""
        draft = self._pane.draft()
        if draft is not None:
            self._ask_day(draft, partial(self._date_question, message_id, question))

    def attend(self, line: "PromiseLine") -> None:
        """Do what is asked for in the line under the text."""
        line.accepted.connect(self.accept_found)
        line.moved.connect(self.move_found)
        line.refused.connect(self.refuse_found)

    def accept_found(self, proposal: Proposal | None = None) -> None:
        """Note what sounds like a promise, the first one if none is given; one without a day asks for it."""
        one = proposal or self._first_found()
        if one is None:
            return
        if not one.found.when:
            self.move_found(one)
        elif self._do(lambda: self._services.promising.accept(one)):
            self._pane.look()

    def move_found(self, proposal: Proposal | None = None) -> None:
        """Promise it by another day, which the text says then."""
        draft, one = self._pane.draft(), proposal or self._first_found()
        if draft is not None and one is not None:
            self._ask_day(draft, partial(self._date_found, one))

    def refuse_found(self, proposal: Proposal | None = None) -> None:
        """Let a sentence be none; it is not proposed again."""
        one = proposal or self._first_found()
        if one is not None and self._do(lambda: self._services.promising.refuse(one)):
            self._pane.look()

    def _first_found(self) -> Proposal | None:
        return next(iter(self._pane.promises.proposals()), None)

    def _date_found(self, one: Proposal, day: date) -> None:
        """Put a day in the place of the one that is said, or at the end of the sentence; it may have moved since."""

        def words(text: str, chosen: date, language: str, today: date) -> Dated:
            at = max(0, text.find(one.found.because))
            start = text.find(one.found.when, at) if one.found.when else -1
            if start < 0:
                return dated_at(text, at + len(one.found.because), chosen, language, today)
            phrase = by_day(chosen, language, today)
            return Dated(((start, start + len(one.found.when), phrase),), phrase)

        self._promise(day, words)

    def _ask_day(self, draft: Draft, then: Callable[[date], object]) -> None:
        popover = DatePopover(self._window, self._services.promises.days(draft.account_id))
        popover.chosen.connect(then)
        self._show(popover)

    def _date_finding(self, finding: Finding, day: date) -> None:
        now = self._pane.nearest(finding)
        if now is not None:
            self._promise(day, lambda *given: dated(given[0], now, *given[1:]))

    def _date_caret(self, day: date) -> None:
        at = self._pane.editor.caret()
        self._promise(day, lambda *given: dated_at(given[0], at, *given[1:]))

    def _date_question(self, message_id: MessageId, question: str, day: date) -> None:
        self._promise(day, follow_up)
        self._services.questions.mark(message_id, question, QuestionMark.FOLLOW_UP)
        self._pane.look_around()

    def _promise(self, day: date, words: Callable[[str, date, str, date], Dated]) -> None:
        """Put a day into the text, as one step of undo, and note what that promises."""
        draft = self._pane.draft()
        if draft is None:
            return
        language = self._services.answers.language_of(draft)
        today = self._services.promises.days(draft.account_id).today
        made = words(draft.body, day, language, today)
        self._pane.editor.apply_edits(made.edits)
        self._pane.save()
        mended = self._pane.draft()
        if mended is not None:
            self._do(lambda: self._services.promises.begin(mended, made.phrase, day))
        self._pane.look()
        self._back_to_text()

    # Reasons

    def waive(self, finding: Finding, then: Callable[[], object] | None = None) -> None:
        """Ask why a passage may stand; `then` goes on once a reason was given."""
        second = need_of(finding) is Need.SECOND
        popover = WaiverPopover(self._window, finding.match, second=second)
        popover.chosen.connect(partial(self._waive, finding, then))
        self._show(popover)

    def _waive(
        self, finding: Finding, then: Callable[[], object] | None, code: str, said: str
    ) -> None:
        draft = self._pane.draft()
        now = self._pane.nearest(finding)
        if draft is None or now is None:
            return
        digest = self._pane.charter_hash()
        reason = Reason(code, said)
        if not self._do(
            lambda: self._services.waivers.waive(draft, now, reason, charter_hash=digest)
        ):
            return
        self._pane.save()
        self._pane.look()
        self._back_to_text()
        if then is not None:
            then()

    def _confirm(self, finding: Finding) -> None:
        waiver = self._pane.waiver(finding)
        if waiver is not None and self._do(lambda: self._services.waivers.confirm(waiver.id)):
            self._window.say(tr("Confirmed. The reply can be sent."))
            self._pane.look()

    def _take_back(self, finding: Finding) -> None:
        waiver = self._pane.waiver(finding)
        if waiver is not None and self._do(lambda: self._services.waivers.withdraw(waiver.id)):
            self._pane.look()
            self._back_to_text()

    def _hide(self, finding: Finding) -> None:
        self._do(lambda: self._services.composer.hide_cue(finding.rule))
        self._pane.cues_changed()
        self._back_to_text()

    # At the caret

    def at_caret(self) -> None:
        """Show what the charter says where the caret stands, with everything that can be done about it."""
        self._pane.look_if_due()
        found = [case for case in map(self._pane.case, self._pane.editor.at_caret()) if case]
        if not found:
            self._window.say(tr("The charter has nothing to say here. F8 goes to the next remark."))
            return
        popover = Popover(self._window, tr("What the charter says here"))
        for case in found:
            card = FindingCard(case)
            card.wanted.connect(partial(self._from_card, popover))
            popover.column.addWidget(card)
            popover.buttons += card.buttons
        self._show(popover)

    def _from_card(self, popover: Popover, what: str, finding: Finding) -> None:
        popover.close_up()
        self.act(what, finding)

    # Small steps

    def _show(self, popover: Popover) -> None:
        if self.popover is not None:
            self.popover.hide()
            self.popover.deleteLater()
        self.popover = popover
        popover.destroyed.connect(partial(self._forget, popover))
        popover.left.connect(self._back_to_text)
        popover.show_by(self._anchor())

    def _forget(self, popover: Popover, *_: object) -> None:
        if self.popover is popover:
            self.popover = None

    def _anchor(self) -> QRect:
        """Return where the caret is in the window, or the editor where it is out of sight."""
        editor = self._pane.editor
        place = place_of(editor, cast("QWidget", self._window))
        caret = editor.cursorRect()
        if editor.viewport().rect().intersects(caret):
            return QRect(editor.viewport().mapTo(self._window, caret.topLeft()), caret.size())
        return place

    def _back_to_text(self) -> None:
        self._pane.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, act: Callable[[], object]) -> bool:
        """Do it; where it is not allowed, say why."""
        try:
            act()
        except WorkstationError as error:
            self._window.failed(error)
            return False
        return True
