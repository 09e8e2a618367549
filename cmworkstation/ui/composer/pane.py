"""The composer under the thread: account in words, text, counter, charter, one button that says the next step.

Saving: a pause of 400 ms in typing, or 1.2 s of typing without a pause, writes the draft to the disk; so an end
without warning loses less than two seconds of text.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, TokenState, Visibility
from cmworkstation.domain.charter.finding import Finding
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import StorageFull, StoreDamaged, WorkstationError
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.message import Recipients
from cmworkstation.domain.reply import Draft, OutboxRow
from cmworkstation.i18n import tr, trn
from cmworkstation.services.answers import AnswerChoice
from cmworkstation.services.composer import OVERRIDES, Review
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.answers_popup import AnswersPopup
from cmworkstation.ui.composer.context import ComposerContext
from cmworkstation.ui.composer.editor import ReplyEditor
from cmworkstation.ui.composer.history import HistoryDialog
from cmworkstation.ui.widgets.labels import ElidedLabel, PlainLabel
from cmworkstation.ui.widgets.people import Band

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

SAVE_PAUSE_MS = 400
SAVE_AT_LEAST_MS = 1200
SAVE_AGAIN_MS = 3000  # after a full disk refused it
LINT_PAUSE_MS = 150
EDITOR, EDITOR_LOW = 72, 44  # least height of the text, px at 100 %
QUIET_BELOW = 0.8  # the counter speaks up from four fifths of the limit on


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
        self._recipients: Recipients | None = None
        self._saved_body = ""
        self.context = ComposerContext(self)
        self._build()
        self._pause = self._timer(SAVE_PAUSE_MS, self.save)
        self._at_least = self._timer(SAVE_AT_LEAST_MS, self.save)
        self._again = self._timer(SAVE_AGAIN_MS, self.save)
        self._lint_pause = self._timer(LINT_PAUSE_MS, self.look)
        self._register()

    # What the inbox page calls

    def open(
        self, conversation_id: int, target_id: int | None = None, *, private: bool = False
    ) -> bool:
        """Open the draft of a conversation, or begin one; False where nothing can be answered."""
        self.save()
        try:
            draft = self._services.drafts.begin(
                ConversationId(conversation_id),
                MessageId(target_id) if target_id is not None else None,
                private=private,
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
        self.popup.hide()
        self.hide()
        self.context.clear()
        self.left.emit()

    def _close(self) -> None:
        """Close what is in front: the list of answers, else the composer."""
        if self.editor.choosing:
            self.popup.leave()
        else:
            self.leave()

    def draft(self) -> Draft | None:
        """Return the draft as it stands on the screen."""
        if self._draft is None:
            return None
        chosen = self._visibility.currentData()
        return replace(
            self._draft,
            body=self.editor.toPlainText(),
            visibility=Visibility(chosen) if chosen else self._draft.visibility,
        )

    def save(self) -> None:
        """Write the draft to the disk, at once and surely."""
        self._pause.stop()
        self._at_least.stop()
        draft = self.draft()
        if draft is None or (
            draft.body == self._saved_body
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
        self._draft, self._saved_body = stored, draft.body
        self._state.setText(tr("Saved"))
        if changes:
            self._window.jobs.emit_changes(changes)

    def look(self) -> None:
        """Measure and check what is written."""
        self._lint_pause.stop()
        draft = self.draft()
        if draft is None:
            return
        self._review = self._services.composer.review(draft)
        self.editor.show_review(self._review.findings, self._review.holes)
        self.context.show_findings(
            draft.body,
            self._review.findings,
            self._review.holes,
            governed=bool(self._review.charter_hash),
        )
        self._show_counter(self._review)
        self._show_step()

    # Building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = self._inner = QVBoxLayout()
        column.addLayout(inner)
        inner.addLayout(self._build_head())
        self.editor = ReplyEditor(self)
        inner.addWidget(self.editor, 1)
        inner.addLayout(self._build_tools())
        inner.addLayout(self._build_foot())
        self.set_short(short=False)
        self.popup = AnswersPopup(self._window)
        self.popup.chosen.connect(self._insert)
        self.popup.dropped.connect(self._drop_call)
        self.editor.textChanged.connect(self._typed)
        self.editor.answer_called.connect(self._offer)
        self.editor.answer_dropped.connect(self._drop_call)
        self.editor.choice_key.connect(self.popup.press)
        self.context.fix_wanted.connect(self._fix)
        self.context.span_wanted.connect(self.editor.select_span)
        self.context.answer_wanted.connect(self._insert)
        self.hide()

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(8))
        self._band = Band(painted=False)
        row.addWidget(self._band)
        self._to = ElidedLabel()
        theme.mark(self._to, "soft")
        row.addWidget(self._to, 1)
        self._visibility = QComboBox()
        self._visibility.setAccessibleName(tr("Who can read the reply"))
        self._visibility.setToolTip(tr("Who can read the reply"))
        self._visibility.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._visibility.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._visibility.currentIndexChanged.connect(self._visibility_chosen)
        row.addWidget(self._visibility)
        row.addWidget(self._tool("close", tr("Close; the draft is kept"), self.leave))
        return row

    def _build_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._tool("answers", tr("Insert an approved answer"), self._offer_all))
        row.addWidget(self._tool("history", tr("Earlier states of this draft"), self._history))
        row.addWidget(self._tool("trash", tr("Discard the draft"), self.discard))
        self._state = QLabel()
        theme.mark(self._state, "meta")
        row.addWidget(self._state)
        row.addStretch(1)
        self._counter = PlainLabel()
        self._counter.setAccessibleName(tr("Length"))
        theme.mark(self._counter, "meta")
        row.addWidget(self._counter)
        return row

    def _build_foot(self) -> QHBoxLayout:
        look = theme.current()
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        words_ = QVBoxLayout()
        words_.setSpacing(look.px(4))
        # Whom we answer as is never cut short: it wraps instead. So does the reason why not.
        self._as = _wrapping("bold")
        self._reach = _wrapping("soft")
        self._why = _wrapping("soft")
        self._retype = QLineEdit()
        self._retype.setAccessibleName(tr("Retype the account’s handle to send"))
        self._retype.textChanged.connect(self._show_step)
        self._retype.hide()
        words_.addWidget(self._as)
        words_.addWidget(self._reach)
        self._step = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._step.setSpacing(look.px(4))
        self._step.addWidget(self._why, 1)
        self._step.addWidget(self._retype, 1)
        words_.addLayout(self._step)
        row.addLayout(words_, 1)
        self._send = QPushButton()
        theme.mark(self._send, "primary")
        self._send.clicked.connect(self.send)
        row.addWidget(self._send, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _tool(self, icon: str, title: str, pressed: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(icon))
        button.setToolTip(title)
        button.setAccessibleName(title)
        theme.mark(button, "quiet")
        button.clicked.connect(pressed)
        return button

    def least_height(self) -> int:
        """Return how high the pane must be at its width so that nothing is cut or overlaps."""
        layout = self.layout()
        assert layout is not None
        return layout.totalMinimumHeightForWidth(max(self.width(), self.minimumSizeHint().width()))

    def set_short(self, *, short: bool) -> None:
        """Ask for fewer lines where the window is low, so that the thread and the button stay in sight."""
        look = theme.current()
        self.editor.setMinimumHeight(look.px(EDITOR_LOW if short else EDITOR))
        beside, above = look.px(12), look.px(8 if short else 12)
        self._inner.setContentsMargins(beside, above, beside, above)
        self._inner.setSpacing(look.px(4 if short else 8))
        way = QBoxLayout.Direction.LeftToRight if short else QBoxLayout.Direction.TopToBottom
        self._step.setDirection(way)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the account's name goes before the words that are answered."""
        super().resizeEvent(event)
        self._to.setVisible(self.width() >= theme.current().px(440))
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self.changed_size.emit)  # words wrap anew

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
        self._window.register(
            "composer",
            {
                "send": self.send,
                "insert_answer": self._offer_all,
                "next_finding": partial(self._walk, 1),
                "previous_finding": partial(self._walk, -1),
                "visibility": self._visibility.showPopup,
                "discard": self.discard,
                "history": self._history,
                "close": self._close,
            },
            enabled=dict.fromkeys(
                (
                    "send",
                    "insert_answer",
                    "next_finding",
                    "previous_finding",
                    "visibility",
                    "discard",
                    "history",
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
        if draft in self._services.drafts.unsaved():
            self._saved_body = ""  # it is in memory only
            self._again.start()
        self._band.set_account(account.colour, account.look, account.name)
        self._to.setText(
            tr("To {who}: {words}").format(
                who=target.author_name, words=target.text[:200].replace("\n", " ")
            )
        )
        self._visibility.blockSignals(True)
        self._visibility.clear()
        for one in self._services.drafts.visibilities(draft) or (draft.visibility,):
            self._visibility.addItem(words.visibility(one), one.value)
        self._visibility.setCurrentIndex(max(0, self._visibility.findData(draft.visibility.value)))
        self._visibility.setEnabled(self._visibility.count() > 1)
        self._visibility.blockSignals(False)
        self._retype.setVisible(account.protected)
        self._retype.clear()
        self._retype.setPlaceholderText(account.handle)
        self.editor.blockSignals(True)
        self.editor.setPlainText(draft.body)
        self.editor.blockSignals(False)
        self._state.setText(tr("Draft") if draft.revision else "")
        self._recipients = self._services.composer.recipients(draft)
        self._show_as()
        self._show_reach()
        self.context.open_for(self._services, draft)
        self.show()
        self.look()
        cursor = self.editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.editor.setTextCursor(cursor)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed_size.emit()

    def _show_as(self) -> None:
        draft, account = self.draft(), self._account
        if draft is None or account is None:
            return
        text = tr("Answer as {handle} on {platform}, {visibility}")
        if account.look == "email":
            text = tr("Answer as {handle} by e-mail, {visibility}")
        self._as.setText(
            text.format(
                handle=account.handle or account.name,
                platform=words.platform(account.look),
                visibility=words.visibility(draft.visibility),
            )
        )

    def _show_reach(self) -> None:
        """Say whom the answer reaches where the message itself decides that: maybe somebody else than its sender."""
        found = self._recipients
        self._reach.setVisible(found is not None)
        if found is None:
            self._reach.clear()
            self._retype.setAccessibleDescription("")
            return
        self._reach.setText(words.recipients(found))
        self._retype.setAccessibleDescription(self._reach.text())
        self._reach.setToolTip(foreign.tooltip("\n".join((*found.to, *found.copies))))
        theme.mark(self._reach, "warn" if found.instead_of or not found.to else "soft")
        theme.restyle(self._reach)

    def _show_counter(self, review: Review) -> None:
        length = review.length
        if length.limit is None:
            self._counter.setText(str(length.measured) if length.measured else "")
            return
        if length.over:
            self._counter.setText(
                trn("too long by {n}", "too long by {n}", length.over).format(n=length.over)
            )
        elif length.measured >= QUIET_BELOW * length.limit:
            left = length.limit - length.measured
            self._counter.setText(trn("{n} left", "{n} left", left).format(n=left))
        else:
            self._counter.setText(f"{length.measured} / {length.limit}" if length.measured else "")
        theme.mark(self._counter, "error" if length.over else "meta")
        theme.restyle(self._counter)

    def _show_step(self) -> None:
        """Say on the button what comes next, and beside it why it cannot come yet."""
        review, account = self._review, self._account
        if review is None or account is None:
            return
        offline = account.state in (TokenState.DEAD, TokenState.TROUBLE)
        label = tr("Queue") if offline else tr("Send")
        if review.needs_override and not review.reasons:
            label = tr("Send, with a reason…")
        self._send.setText(label)
        self._send.setAccessibleName(f"{label}: {self._as.text()} {self._reach.text()}".strip())
        why = (
            words.reason(review.reasons[0])
            if review.reasons and review.reasons != ("empty",)
            else ""
        )
        if not why and account.protected and self._retype.text().strip() != account.handle:
            why = tr("Retype the handle to send.")
        if not why and account.state is TokenState.DEAD:
            why = tr("It leaves after you sign in again.")
        elif not why and account.state is TokenState.TROUBLE:
            why = tr("It leaves as soon as the account can be reached.")
        if why != self._why.text():
            self._why.setText(why)
            self._why.setVisible(bool(why))
            self.changed_size.emit()
        blocked = bool(review.reasons) or (
            account.protected and self._retype.text().strip() != account.handle
        )
        self._send.setEnabled(not blocked and not self._services.read_only)
        self._show_as()

    # What a person does

    def send(self) -> None:
        """Take the next step: into the outbox, where undo is possible for a while."""
        self.save()
        self.look()
        if self._draft is None or self._review is None:
            return
        if self._review.holes:
            self.editor.next_hole()
            self._window.say(words.reason("holes"))
            return
        if not self._send.isEnabled():
            self._window.say(self._why.text() or words.reason("empty"))
            return
        if self._review.needs_override:
            self._ask_reason()
            return
        self._queue("")

    def _queue(self, override: str) -> None:
        draft = self.draft()
        if draft is None:
            return
        hold = self._services.settings.hold_seconds()
        try:
            row, changes = self._services.outbox.queue(draft, hold_s=hold, override=override)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._services.drafts.forget_unsaved(draft.id)
        self._draft, self._saved_body = None, ""
        self._window.jobs.emit_changes(changes | Changes(drafts=True))
        if hold:
            self._window.undo(tr("The reply leaves in a moment."), hold, partial(self._undo, row))
        self.leave()
        self.sent.emit(row)

    def _undo(self, row: OutboxRow) -> None:
        self.save()
        try:
            draft, changes = self._services.outbox.undo(row.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self._take_up(draft)

    def _take_up(self, draft: Draft) -> None:
        """Go back to the thread of a draft, wherever the person is by now."""
        self.returned.emit(draft.conversation_id)
        self._show(draft)

    def discard(self) -> None:
        """Take the draft off the table; undo brings it back."""
        self.save()
        draft = self._draft
        if draft is None:
            return
        try:
            changes = self._services.drafts.discard(draft.id) if draft.revision else Changes()
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._services.drafts.forget_unsaved(draft.id)
        self._draft = None
        if draft.revision:
            self._window.jobs.emit_changes(changes)
            self._window.undo(tr("Draft discarded."), 10, partial(self._restore, draft))
        self.leave()

    def _restore(self, draft: Draft) -> None:
        self.save()
        try:
            self._window.jobs.emit_changes(self._services.drafts.restore(draft))
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._take_up(draft)

    def _ask_reason(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(tr("Why this is sent although the charter objects"))
        menu.addSection(tr("Why is this right here?"))
        labels = {
            "quoted": tr("It quotes somebody"),
            "false-positive": tr("The rule is mistaken here"),
            "legal-wording": tr("The law wants these words"),
            "person-asked": tr("The person asked for it"),
            "already-known": tr("It is public already"),
            "other": tr("Another reason"),
        }
        for key in OVERRIDES:
            action = QAction(labels[key], menu)
            action.triggered.connect(partial(self._queue, key))
            menu.addAction(action)
        menu.popup(self._send.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _typed(self) -> None:
        self._state.setText("")
        self._pause.start()
        if not self._at_least.isActive():
            self._at_least.start()
        self._lint_pause.start()

    def _visibility_chosen(self) -> None:
        self._show_as()
        self._pause.start()
        self._lint_pause.start()

    def _walk(self, step: int) -> None:
        findings = sorted(self._review.findings, key=lambda one: one.start) if self._review else []
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

    def _fix(self, finding: Finding) -> None:
        if self._lint_pause.isActive():  # the text moved on since this was found
            self.look()
        found = self._review.findings if self._review else ()
        alike = [one for one in found if (one.rule, one.match) == (finding.rule, finding.match)]
        if alike:
            nearest = min(alike, key=lambda one: abs(one.start - finding.start))
            self.editor.apply_edits(nearest.edits)
            self.look()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_all(self) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer("")

    def _offer(self, query: str) -> None:
        draft = self.draft()
        if draft is None:
            return
        choices = self._services.answers.found(
            draft.account_id, query, self._services.answers.language_of(draft)
        )
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
        self._draft = replace(self._draft, answer_id=choice.id)
        self.look()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.editor.textCursor()
        cursor.setPosition(0)
        self.editor.setTextCursor(cursor)
        self.editor.next_hole()

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


def _wrapping(kind: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
    label.setWordWrap(True)  # after the policy, which would forget that height follows width
    theme.mark(label, kind)
    return label
