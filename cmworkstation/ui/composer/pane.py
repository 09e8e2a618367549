"""The composer under the thread: account in words, text, counter, charter, one button that says the next step.

Saving: a pause of 400 ms in typing, or 1.2 s of typing without a pause, writes the draft to the disk; so an end
without warning loses less than two seconds of text.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.charter.page import sentence_end
from cmworkstation.domain.errors import StorageFull, StoreDamaged, WorkstationError
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.promise import PromiseId, PromiseState
from cmworkstation.domain.question import QuestionMark
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.slot import Slot
from cmworkstation.domain.waiver import Waiver
from cmworkstation.i18n import tr, trn
from cmworkstation.services.answers import FACT, AnswerChoice, with_facts
from cmworkstation.services.composer import Review
from cmworkstation.ui import theme
from cmworkstation.ui.composer.answers_popup import AnswersPopup
from cmworkstation.ui.composer.around import Around
from cmworkstation.ui.composer.asking import Asking
from cmworkstation.ui.composer.chips import QuestionChips
from cmworkstation.ui.composer.completions import completing
from cmworkstation.ui.composer.context import ComposerContext
from cmworkstation.ui.composer.cue_line import CueLine
from cmworkstation.ui.composer.editor import ReplyEditor
from cmworkstation.ui.composer.fact_line import FactLine
from cmworkstation.ui.composer.finding_card import Case, said_of
from cmworkstation.ui.composer.foot import Foot, next_step
from cmworkstation.ui.composer.head import Head
from cmworkstation.ui.composer.here_line import HereLine
from cmworkstation.ui.composer.history import HistoryDialog
from cmworkstation.ui.composer.links import Links
from cmworkstation.ui.composer.media_acts import MediaActs
from cmworkstation.ui.composer.media_strip import MediaStrip
from cmworkstation.ui.composer.parts import Parts
from cmworkstation.ui.composer.place_line import PlaceLine
from cmworkstation.ui.composer.plan_button import planned_step
from cmworkstation.ui.composer.preview import Previewing
from cmworkstation.ui.composer.promise_line import PromiseLine
from cmworkstation.ui.composer.reader_line import ReaderLine
from cmworkstation.ui.composer.remedies import Remedies
from cmworkstation.ui.composer.sending import Sending
from cmworkstation.ui.composer.spelling import SpellChecker
from cmworkstation.ui.composer.switcher import DraftSwitcher
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.file_taking import brings_files
from cmworkstation.ui.widgets.labels import ElidedLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import freeze, problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

SAVE_PAUSE_MS = 400
SAVE_AT_LEAST_MS = 1200
SAVE_AGAIN_MS = 3000  # after a full disk refused it
LINT_PAUSE_MS = 150
EDITOR, EDITOR_LOW = 72, 44  # least height of the text, px at 100 %
QUIET_BELOW = 0.8  # the counter speaks up from four fifths of the limit on
WITH_LIBRARY = 480  # px at 100 % from which the row of tools has a button for the media library


class ComposerPane(QWidget):
    """Writes one reply at a time."""

    sent = Signal(object)  # the OutboxRow
    left = Signal()
    returned = Signal(int)  # the conversation whose reply was taken back
    changed_size = Signal()

    def __init__(self, window: "MainWindow") -> None:
        """Make an empty, hidden composer."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._draft: Draft | None = None
        self._account: Account | None = None
        self._review: Review | None = None
        self._saved_body = ""
        self._saved_media: tuple[MediaFile, ...] = ()
        self.thumbs = Thumbs(self, window.jobs, self._services)
        self.context = ComposerContext(self.thumbs, self)
        self.sending = Sending(self, window)
        self.parts = Parts(self, window)
        self.links = Links(self, window)
        self.asking = Asking(self, window)
        self.remedies = Remedies(self, window)
        self._around = Around(self, window)
        self._around.changed.connect(self._show_around)
        self._hidden: frozenset[str] = frozenset()
        self._build()
        self._pause = self._timer(SAVE_PAUSE_MS, self.save)
        self._at_least = self._timer(SAVE_AT_LEAST_MS, self.save)
        self._again = self._timer(SAVE_AGAIN_MS, self.save)
        self._lint_pause = self._timer(LINT_PAUSE_MS, self.look)
        self.spelling = SpellChecker(self, window)
        self._register()
        self.completing = completing(self, window)

    # What the inbox page calls

    def open(
        self,
        conversation_id: int,
        target_id: int | None = None,
        *,
        private: bool = False,
        by_hand: bool = False,
    ) -> bool:
        """Open the draft of a conversation, or begin one; False where nothing can be answered."""
        self.save()
        try:
            draft = self._services.drafts.begin(
                ConversationId(conversation_id),
                MessageId(target_id) if target_id is not None else None,
                private=private,
                by_hand=by_hand,
            )
        except WorkstationError as error:
            self._window.failed(error)
            return False
        self._show(draft)
        return True

    def leave(self) -> None:
        """Save and close."""
        self.save()
        self._pause.stop()
        self._at_least.stop()
        self._again.stop()
        self._draft = None
        self.place.clear()
        self._around.clear()
        self.chips.clear()
        self.popup.hide()
        self.completing.leave()
        self.preview.close()
        self.hide()
        self.context.clear()
        self.left.emit()

    def _close(self) -> None:
        """Close what is in front: the list of answers, else the composer."""
        if self.editor.choosing:
            self.popup.leave()
        elif self.completing.is_open():
            self.completing.leave()
        else:
            self.leave()

    def draft(self) -> Draft | None:
        """Return the draft as it stands on the screen."""
        if self._draft is None:
            return None
        return replace(
            self._draft,
            body=self.editor.toPlainText(),
            visibility=self.head.visibility_or(self._draft.visibility),
        )

    def save(self) -> None:
        """Write the draft to the disk, at once and surely."""
        self._pause.stop()
        self._at_least.stop()
        draft = self.draft()
        if draft is None or (
            draft.body == self._saved_body
            and draft.media == self._saved_media
            and draft.visibility == cast("Draft", self._draft).visibility
        ):
            return
        try:
            stored, changes = self._services.drafts.save(draft)
        except (StorageFull, StoreDamaged) as error:  # kept in memory; the band above says the rest
            self._state.setText(tr("Not saved yet"))
            self._state.setToolTip(
                tr("The disk is full. The text is kept here and saved as soon as there is room.")
                if isinstance(error, StorageFull)
                else tr(
                    "The file is damaged. The text is kept here and goes into the repaired file."
                )
            )
            theme.mark(self._state, "error")
            theme.restyle(self._state)
            self._again.start()
            return
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._again.stop()
        self._state.setToolTip("")
        theme.mark(self._state, "meta")
        theme.restyle(self._state)
        self._draft, self._saved_body, self._saved_media = stored, draft.body, draft.media
        self._state.setText(tr("Saved"))
        if changes:
            self._window.jobs.emit_changes(changes)

    def put_media(self, files: tuple[MediaFile, ...]) -> None:
        """Let the draft have these files, and keep that at once."""
        if self._draft is not None:
            self._draft = replace(self._draft, media=files)
            self.media.show(self._draft)
            self.save()
            self.look()
            QTimer.singleShot(0, self, self.changed_size.emit)

    def look(self) -> None:
        """Measure and check what is written."""
        self._lint_pause.stop()
        draft = self.draft()
        if draft is None:
            return
        around = self._around.findings(draft)
        review = self._review = self._services.composer.review(draft, around)
        shown = [one for one in review.findings if not self._is_hidden(one)]
        spoken_for = {place for place, one in review.waivers.items() if one.holds}
        self.editor.show_review(shown, review.holes, spoken_for)
        self.context.show_findings(
            draft.body,
            [case for case in map(self.case, shown) if case],
            review.holes,
            governed=bool(review.charter_hash),
            hidden=len(review.findings) - len(shown),
        )
        self._show_counter(self._review)
        self.show_step()
        self.preview.look(draft)
        if self.facts.show_facts(self._services.answers.standings(draft)):
            QTimer.singleShot(0, self, self.changed_size.emit)
        self._show_promises(draft)
        self.reader.look(draft)
        self.here.look(draft)
        self.place.look(draft)
        self.cues.look(draft)

    def look_if_due(self) -> None:
        """Check at once what a pause in typing would have checked soon."""
        if self._lint_pause.isActive():
            self.look()

    def look_around(self) -> None:
        """Let the slower checks look again: they read what surrounds the draft."""
        draft = self.draft()
        if draft is not None:
            self._around.look(draft)

    def nearest(self, finding: Finding) -> Finding | None:
        """Return the finding of the text as it is now that is the same as an earlier one."""
        found = self._review.findings if self._review else ()
        alike = [one for one in found if (one.rule, one.match) == (finding.rule, finding.match)]
        return min(alike, key=lambda one: abs(one.start - finding.start), default=None)

    def waiver(self, finding: Finding) -> Waiver | None:
        """Return who spoke for a finding."""
        return self._review.waivers.get(finding.place) if self._review else None

    def charter_hash(self) -> str:
        """Return the version of the charter that the text was held to last."""
        return self._review.charter_hash if self._review else ""

    def case(self, finding: Finding) -> Case | None:
        """Return a finding with what can be done about it here."""
        draft = self.draft()
        if draft is None:
            return None
        way, waiver = self._services.composer.way_out(draft, finding), self.waiver(finding)
        if waiver is None:
            return Case(finding, way)
        who = self._services.profiles.name(waiver.by)
        return Case(finding, way, waiver, who, self._services.waivers.may_confirm(waiver))

    def state_fact(self, fact: str, finding: Finding) -> None:
        """Put a fact in by reference, behind the passage that claims something."""
        draft = self.draft()
        if draft is None or self._draft is None:
            return
        try:
            filled = self._services.answers.fill(draft, fact)
        except WorkstationError as error:
            self._window.failed(error)
            return
        end = sentence_end(draft.body, finding.end)
        self._draft = with_facts(self._draft, filled)
        self.editor.apply_edits(((end, end, f" {filled.text.strip()}"),))
        self.look()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_hidden(self, finding: Finding) -> bool:
        return finding.severity is Severity.CUE and finding.rule in self._hidden

    def cues_changed(self) -> None:
        """Show or hide hints as the person wants it by now."""
        self._hidden = self._services.composer.hidden_cues()
        self.look()

    def _show_cues(self) -> None:
        self._services.composer.show_cues()
        self.cues_changed()

    def _show_promises(self, draft: Draft) -> None:
        promises = self._services.promises
        given = promises.of_conversation(draft.conversation_id)
        open_ = [one for one in given if one.state is PromiseState.OPEN]
        now = self._services.clock.now()
        found = () if self._services.read_only else self._services.promising.in_draft(draft)
        if self.promises.show_promises(promises.of_draft(draft), open_, draft.id, now, found):
            QTimer.singleShot(0, self, self.changed_size.emit)  # once its lines have their height

    def plan(self) -> None:
        """Choose when the reply leaves."""
        from cmworkstation.ui.composer.plan_dialog import PlanDialog  # noqa: PLC0415 - seldom asked for

        draft = self.draft()
        if draft is not None:
            dialog = PlanDialog(self._window, draft)
            dialog.chosen.connect(self._planned)
            dialog.open()

    def _planned(self, slot: Slot | None) -> None:
        """Let the reply leave at its time, or at once."""
        if self._draft is not None:
            self._draft, self._saved_body = replace(self._draft, slot=slot), ""
            self.save()
            self.show_step()

    # Building

    def _build(self) -> None:
        column = self._column()
        inner = self._inner = QVBoxLayout()
        column.addLayout(inner)
        self.head = Head(self)
        self.head.chosen.connect(self._visibility_chosen)
        self.head.closed.connect(self.leave)
        inner.addWidget(self.head)
        self._build_here()
        self.editor = ReplyEditor(self)
        self.chips = QuestionChips()
        self.chips.marked.connect(self._mark_question)
        inner.addWidget(self.editor, 1)
        self.facts = FactLine()
        self.facts.dropped.connect(self._drop_fact)
        inner.addWidget(self.facts)
        self.promises = PromiseLine()
        self.promises.dropped.connect(self._drop_promise)
        self.remedies.attend(self.promises)
        self.promises.kept.connect(self._keep_promise)
        self.strip = MediaStrip()
        self.media = MediaActs(self, self._window, self.strip)
        self.preview = Previewing(self, self._window, self.strip)
        self.editor.takes_files = brings_files
        self.editor.files_given.connect(self.media.take)
        inner.addWidget(self.strip)
        inner.addLayout(self._build_tools())
        self._build_offers()
        self.foot = Foot(self)
        self.foot.wanted.connect(self.send)
        self.foot.by_hand.clicked.connect(self.post_by_hand)
        self.foot.plan_wanted.connect(self.plan)
        self.foot.plan_dropped.connect(lambda: self._planned(None))
        self.foot.variants_wanted.connect(self.asking.offer_variants)
        self.foot.retyped.connect(self.show_step)
        self.foot.changed_size.connect(self.changed_size)
        inner.addWidget(self.foot)
        self.set_short(short=False)
        self.popup = AnswersPopup(self._window, self.thumbs)
        self.popup.chosen.connect(self._insert)
        self.popup.dropped.connect(self._drop_call)
        self.editor.textChanged.connect(self._typed)
        self.editor.answer_called.connect(self._offer)
        self.editor.answer_dropped.connect(self._drop_call)
        self.editor.choice_key.connect(self.popup.press)
        self.editor.refused_internal.connect(self._refuse_internal)
        self.context.wanted.connect(self.remedies.act)
        self.context.cues_wanted.connect(self._show_cues)
        self.editor.said_of = said_of
        self.context.answer_wanted.connect(self._insert)
        self.hide()

    def _build_tools(self) -> QHBoxLayout:
        self._tools_row = row = QHBoxLayout()
        row.addWidget(tool("answers", tr("Insert an approved answer"), self._offer_all))
        row.addWidget(tool("attachment", tr("Attach files"), self.media.choose))
        self._library = tool(
            "image", tr("Media library"), partial(self._window.act, "media.library")
        )
        row.addWidget(self._library)
        row.addWidget(tool("eye", tr("Preview"), self.preview.toggle))
        row.addWidget(tool("history", tr("Earlier states of this draft"), self._history))
        row.addWidget(tool("trash", tr("Discard the draft"), self.discard))
        self._state = ElidedLabel()  # in a narrow composer the counter goes first
        theme.mark(self._state, "meta")
        self.switcher = DraftSwitcher()
        self.switcher.chosen.connect(self._switch)
        self.switcher.another.connect(self.begin_another)
        self.switcher.named.connect(self._rename)
        row.addWidget(self.switcher)
        row.addWidget(self._state, 1)
        self._counter = PlainLabel()
        self._counter.setAccessibleName(tr("Length"))
        theme.mark(self._counter, "meta")
        row.addWidget(self._counter)
        return row

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        return column

    def _build_here(self) -> None:
        self.here = HereLine(self._window)
        self.here.resized.connect(self.changed_size)
        self._inner.addWidget(self.here)
        self.place = PlaceLine(self, self._window)
        self.place.resized.connect(self.changed_size)
        self._inner.addWidget(self.place)
        self.cues = CueLine(self, self._window)
        self.cues.resized.connect(self.changed_size)
        self._inner.addWidget(self.cues)

    def _build_reader(self) -> None:
        self.reader = ReaderLine(self._window)
        self.reader.changed.connect(self.look)
        self.reader.resized.connect(self.changed_size)
        self._inner.addWidget(self.reader)

    def _build_offers(self) -> None:
        """Make the line of what is offered about the length and the links; it is there while anything is."""
        self._build_reader()
        self._offers = QWidget()
        line = FlowLayout(self._offers, gap=8)
        line.addWidget(self.parts.button)
        line.addWidget(self.links.button)
        self._offers.hide()

    def _show_offers(self) -> None:
        shown = not (self.parts.button.isHidden() and self.links.button.isHidden())
        if shown == self._offers.isHidden():
            self._offers.setVisible(shown)
            QTimer.singleShot(0, self, self.changed_size.emit)

    def least_height(self) -> int:
        """Return how high the pane must be at its width so that nothing is cut or overlaps."""
        layout = self.layout()
        assert layout is not None
        # On the screen it is as wide as it is; before that its width says nothing yet.
        width = self.width() if self.isVisible() else self.minimumSizeHint().width()
        return layout.totalMinimumHeightForWidth(max(self.width(), width))

    def set_short(self, *, short: bool) -> None:
        """Ask for fewer lines where the window is low, so that the thread and the button stay in sight."""
        look = theme.current()
        self.editor.setMinimumHeight(look.px(EDITOR_LOW if short else EDITOR))
        beside, above = look.px(12), look.px(8 if short else 12)
        self._inner.setContentsMargins(beside, above, beside, above)
        self._inner.setSpacing(look.px(4 if short else 8))
        self.foot.set_short(short=short)
        below = (self._offers, self.promises, self.reader)
        movable = (
            (self.chips, self.editor),
            (self.here, self.editor),
            (self.place, self.editor),
            (self.cues, self.editor),
            *((one, self.foot) for one in below),
        )
        for widget, follower in movable:
            if short:  # the column has room for them, and scrolls
                self.context.take_in(widget)
            elif self._inner.indexOf(widget) < 0:
                self._inner.insertWidget(self._inner.indexOf(follower), widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell when words wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # In a narrow pane it would take the room of words; the menu and the palette have it too.
            self._library.setVisible(self.width() >= theme.current().px(WITH_LIBRARY))
            QTimer.singleShot(0, self, self.changed_size.emit)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the account's colour across the top."""
        super().paintEvent(event)
        if self._account is not None:
            look = theme.current()
            strip = QRect(0, 0, self.width(), look.px(theme.BAND))
            QPainter(self).fillRect(strip, look.account(self._account.colour))

    def _timer(self, milliseconds: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def _register(self) -> None:
        open_ = self.isVisible
        sounds = ("accept_found", "move_found", "refuse_found")
        self._window.register(
            "composer",
            {
                "send": self.send,
                "by_hand": self.post_by_hand,
                "insert_answer": self._offer_all,
                "attach": self.media.choose,
                "preview": self.preview.toggle,
                "next_finding": partial(self._walk, 1),
                "previous_finding": partial(self._walk, -1),
                "at_caret": self.remedies.at_caret,
                "spelling": self.spelling.at_caret,
                "promise": self.remedies.promise_here,
                "accept_found": self.remedies.accept_found,
                "move_found": self.remedies.move_found,
                "refuse_found": self.remedies.refuse_found,
                "questions": self.chips.focus_first,
                "visibility": self.head.visibility.showPopup,
                "discard": self.discard,
                "history": self._history,
                "another": self.begin_another,
                "next_draft": self.switch,
                "split": self.parts.act,
                "untrack": self.links.clean,
                "plan": self.plan,
                "place": self.place.choose,
                "ask": self.reader.toggle,
                "to_guide": self.cues.propose,
                "to_all": self.cues.plan,
                "tell_of": self.cues.mention,
                "drafts": self.switcher.open_menu,
                "close": self._close,
            },
            enabled={"tell_of": self.cues.can_tell, "place": self.place.can_choose}
            | dict.fromkeys(sounds, lambda: open_() and bool(self.promises.proposals()))
            | dict.fromkeys(
                (
                    "to_guide",
                    "to_all",
                    "send",
                    "by_hand",
                    "insert_answer",
                    "attach",
                    "preview",
                    "next_finding",
                    "previous_finding",
                    "at_caret",
                    "spelling",
                    "promise",
                    "questions",
                    "visibility",
                    "discard",
                    "history",
                    "another",
                    "next_draft",
                    "split",
                    "untrack",
                    "plan",
                    "ask",
                    "drafts",
                    "close",
                ),
                open_,
            ),
        )
        self._window.attach(self.editor, "composer")

    # Showing

    def _show(self, draft: Draft) -> None:
        account = self._services.accounts.one(draft.account_id)
        target = self._services.inbox.message(draft.target_id)
        self._draft, self._account, self._saved_body = draft, account, draft.body
        self._saved_media = draft.media
        self.media.show(draft)
        if draft in self._services.drafts.unsaved():
            self._saved_body = ""  # it is in memory only
            self._again.start()
        self.head.open_for(
            account, target, self._services.drafts.visibilities(draft), draft.visibility
        )
        self.foot.open_for(account)
        self.editor.blockSignals(True)
        self.editor.setPlainText(draft.body)
        self.editor.blockSignals(False)
        self._state.setText(tr("Draft") if draft.revision else "")
        self._show_beside()
        self.foot.show_as(draft)
        self.foot.show_reach(self._services.composer.recipients(draft))
        self.context.open_for(self._services, draft)
        self.context.show_speaking(self._services.composer.speaking(draft))
        self._hidden = self._services.composer.hidden_cues()
        self._around.clear()
        self.show()
        self.look()
        self.look_around()
        self.spelling.begin()
        cursor = self.editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.editor.setTextCursor(cursor)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed_size.emit()
        self.show_step()  # by now it is known how much room there is

    def _show_counter(self, review: Review) -> None:
        length = review.length
        self.parts.show_review(review)
        text = self.editor.toPlainText()
        self.links.look(text)
        self._show_offers()
        weight = self.links.weight(review, text)
        self._counter.setToolTip(foreign.tooltip(weight))
        self._counter.setAccessibleDescription(weight)
        if said := self.parts.counter(review):
            self._counter.setText(said)
            theme.mark(self._counter, "error" if length.over else "meta")
            theme.restyle(self._counter)
            return
        if length.limit is None:
            self._counter.setText(str(length.measured) if length.measured else "")
            return
        if length.over:
            said = trn("too long by {n}", "too long by {n}", length.over).format(n=length.over)
            wide = self._counter.fontMetrics().horizontalAdvance(said)
            self._counter.setText(
                said if wide <= self._beside_tools() else f"\N{MINUS SIGN}{length.over}"
            )
            self._counter.setAccessibleDescription(f"{said} {weight}".strip())
            self._counter.setToolTip(foreign.tooltip(f"{said}\n{weight}".strip()))
        elif length.measured >= QUIET_BELOW * length.limit:
            left = length.limit - length.measured
            self._counter.setText(trn("{n} left", "{n} left", left).format(n=left))
        else:
            self._counter.setText(f"{length.measured} / {length.limit}" if length.measured else "")
        theme.mark(self._counter, "error" if length.over else "meta")
        theme.restyle(self._counter)

    def _beside_tools(self) -> int:
        """Return how many px the row of tools has for the length; in French it is a whole sentence."""
        row = self._tools_row
        others = [item.widget() for n in range(row.count()) if (item := row.itemAt(n)) is not None]
        shown = [
            one
            for one in others
            if one is not None and one not in (self._state, self._counter) and not one.isHidden()
        ]
        sides = self._inner.contentsMargins()
        gaps = row.spacing() * (len(shown) + 1)
        wide = sum(one.sizeHint().width() for one in shown) + gaps
        return self.width() - sides.left() - sides.right() - wide

    def show_step(self) -> None:
        """Say what the button does now, and why."""
        draft, account = self.draft(), self._account
        if draft is None or self._review is None or account is None:
            return
        self.foot.show_as(draft)
        asked = self.asking.look(draft, self._review)
        self.editor.setReadOnly(asked is not None and asked.locked)
        offers = asked is not None and asked.variants
        self.foot.show_variants(self.asking.count(draft) if offers else None)
        self.foot.by_hand.setVisible(asked is None and self._services.by_hand.offered(account))
        if asked is not None:
            self.foot.show_step(asked.step)
            self.foot.show_hint("")
            return
        retyped, read_only = self.foot.is_retyped(), self._services.read_only
        held = freeze.why_held(
            self._services.brake.why(account.id, int(draft.conversation_id), account.platform)
        )
        step = next_step(self._review, account, retyped=retyped, read_only=read_only, held=held)
        now = self._services.clock.now()
        self.foot.plan.show_slot(draft.slot, now, enabled=not read_only)
        self.foot.show_step(planned_step(step, draft.slot, now))
        self.foot.show_hint(self.asking.hint())

    # What a person does

    def post_by_hand(self) -> None:
        """Take the reply by hand: the person posts it in the browser, and nothing is sent from here."""
        self.send(by_hand=True)

    def send(self, *, by_hand: bool = False) -> None:
        """Take the next step: into the outbox, where undo is possible for a while, or into the person's hands."""
        self.save()
        self.look()
        if self._draft is None or self._review is None or self.asking.withdraws():
            return
        if self._review.holes:
            self.editor.next_hole()
            self._window.say(problems.reason("holes"))
            return
        if self._review.reasons[:1] == ("alt-missing",) and self.media.ask_for_alt():
            self._window.say(problems.reason("alt-missing"))
            return
        if not self.foot.send.isEnabled():
            self._window.say(self.foot.why.text() or problems.reason("empty"))
            return
        if wanting := self.asking.wanting(self._review):
            self.remedies.waive(wanting[0], partial(self.send, by_hand=by_hand))
            return
        if by_hand or (self._account is not None and self._services.by_hand.only(self._account)):
            self.sending.by_hand()
        else:
            self.sending.queue()

    def let_go(self) -> None:
        """Have no draft any more: it was queued, or discarded."""
        self._draft, self._saved_body, self._saved_media = None, "", ()
        self.preview.close()

    def take_up(self, draft: Draft) -> None:
        """Go back to the thread of a draft, wherever the person is by now."""
        self.returned.emit(draft.conversation_id)
        self._show(draft)

    def begin_another(self) -> None:
        """Begin a draft beside the one that is open, for the same message; that one is kept."""
        self.save()
        here = self.draft()
        if here is None:
            return
        if not here.body.strip():
            self._window.say(tr("This draft is still empty."))
            return
        try:
            fresh = self._services.drafts.begin(here.conversation_id, here.target_id, another=True)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._show(fresh)

    def switch(self) -> None:
        """Go on to the next draft of this conversation."""
        self._show_beside()
        following = self.switcher.following()
        if following is None:
            self._window.say(tr("This conversation has no other draft."))
        else:
            self._switch(following)

    def _switch(self, chosen: Draft) -> None:
        self.save()
        known = self._services.drafts.of_conversation(chosen.conversation_id)
        current = next((one for one in known if one.id == chosen.id), None)
        if current is not None and self._draft is not None and current.id != self._draft.id:
            self._show(current)

    def _rename(self, name: str) -> None:
        draft = self.draft()
        if draft is None:
            return
        try:
            self._draft, changes = self._services.drafts.rename(draft, name)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._saved_body = self._draft.body
        self._show_beside()
        self._window.jobs.emit_changes(changes)

    def _show_beside(self) -> None:
        """Show where this draft stands among those of its conversation."""
        draft = self.draft()
        if draft is not None:
            known = self._services.drafts.of_conversation(draft.conversation_id)
            self.switcher.show_drafts(known, draft, self._services.clock.now())

    def discard(self) -> None:
        """Take the draft off the table; undo brings it back."""
        self.save()
        if self._draft is not None:
            self.sending.discard(self._draft)

    def _typed(self) -> None:
        self._state.setText("")
        self._pause.start()
        if not self._at_least.isActive():
            self._at_least.start()
        self._lint_pause.start()
        self._around.pause()

    def _visibility_chosen(self) -> None:
        self.show_step()
        self._pause.start()
        self._lint_pause.start()

    def _walk(self, step: int) -> None:
        self.look_if_due()
        findings = sorted(self.editor.findings, key=lambda one: one.start)
        if not findings:
            self._window.say(tr("The charter has nothing to say about this text."))
            return
        at = self.editor.caret()
        if step > 0:
            chosen = next((one for one in findings if one.end > at), findings[0])
        else:  # the caret stands at the end of the finding that is chosen
            chosen = next((one for one in reversed(findings) if one.end < at), findings[-1])
        self.editor.select_span(chosen.start, chosen.end)
        self._window.say(self.context.mark(chosen), 8000)

    def _mark_question(self, question: str, mark: QuestionMark | None) -> None:
        if self._draft is None:
            return
        if mark is QuestionMark.FOLLOW_UP:
            self.remedies.follow_up(self._draft.target_id, question)
            return
        self._services.questions.mark(self._draft.target_id, question, mark)
        self.look_around()

    def _show_around(self) -> None:
        """Show what the slower checks found."""
        if self._draft is None:
            return
        if self.chips.show_questions(self._around.asked):
            self.changed_size.emit()
        self.look()

    def _drop_promise(self, promise_id: PromiseId) -> None:
        self._services.promises.withdraw(promise_id)
        self.look()

    def _keep_promise(self, promise_id: PromiseId, keeps: bool) -> None:
        if self._draft is not None:
            self._services.promises.keep_with(self._draft.id, promise_id, keeps=keeps)
            self._pause.start()

    def _refuse_internal(self) -> None:
        self._window.say(tr("That is an internal note: it does not go into a reply."), 8000)

    def _offer_all(self) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer("")

    def _offer(self, query: str) -> None:
        draft = self.draft()
        if draft is None:
            return
        choices = self._services.answers.offered(draft, query)
        self.editor.choosing = True
        self.popup.offer(choices, self.editor.mapTo(self._window, QPoint(0, 0)))

    def _drop_call(self) -> None:
        self.editor.choosing = False
        self.popup.hide()

    def _insert(self, choice: AnswerChoice) -> None:
        self.editor.choosing = False
        draft = self.draft()
        if draft is None or self._draft is None:
            return
        try:
            filled = self._services.answers.fill(draft, choice.id, choice.language)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self.editor.replace_call(filled.text.strip("\n"))
        self._draft = with_facts(self._draft, filled)
        if not choice.id.startswith(FACT):
            self._draft = replace(self._draft, answer_id=choice.id)
            self.media.bring(choice.id)
        self.look()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.editor.textCursor()
        cursor.setPosition(0)
        self.editor.setTextCursor(cursor)
        self.editor.next_hole()

    def takes(self, name: str) -> bool:
        """Tell whether an answer or a fact ("fact:…") may be put into the reply that is being written."""
        draft = self.draft()
        offered = self._services.answers.offered(draft) if draft is not None else ()
        return any(one.id == name and one.insertable for one in offered)

    def put_in(self, name: str) -> None:
        """Put an answer or a fact in where the caret stands."""
        draft = self.draft()
        offered = self._services.answers.offered(draft) if draft is not None else ()
        chosen = next((one for one in offered if one.id == name and one.insertable), None)
        if chosen is not None:
            self._insert(chosen)

    def _drop_fact(self, fact_id: str) -> None:
        if self._draft is not None:
            kept = tuple(one for one in self._draft.facts if one.id != fact_id)
            self._draft, self._saved_body = replace(self._draft, facts=kept), ""
            self.save()
            self.look()

    def _history(self) -> None:
        self.save()
        if self._draft is None:
            return
        revisions = self._services.drafts.revisions(self._draft.id)
        if not revisions:
            self._window.say(tr("There is no earlier state of this draft yet."))
            return
        dialog = HistoryDialog(revisions, self._services.clock.now(), self)
        dialog.wanted.connect(self._take_revision)
        dialog.open()

    def _take_revision(self, body: str) -> None:
        cursor = self.editor.textCursor()
        cursor.beginEditBlock()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(body)
        cursor.endEditBlock()
        self.look()
