"""One message at a time: the list as a queue, large, with one key for each thing to do. Esc leaves; nothing is lost.

It stands over the inbox and acts through the inbox's own commands on the conversation that it shows, which is open
underneath: what is done here can be undone as anywhere.
"""

from array import array
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.conversation import Changes, Conversation
from cmworkstation.domain.message import Message
from cmworkstation.i18n import N_, labelled, number, tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.foreign_text import ForeignText
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.people import Band

if TYPE_CHECKING:
    from cmworkstation.ui.inbox.page import InboxPage

WIDEST = 760  # px at 100 %: longer lines are harder to read
KEYS = (  # key, words, icon, command of the inbox
    ("E", N_("Done"), "done", "inbox.done"),
    ("Q", N_("No answer needed…"), "no_answer", "inbox.no_answer"),
    ("H", N_("Snooze…"), "clock", "inbox.snooze"),
    ("L", N_("Label…"), "tag", "inbox.label"),
    ("A", N_("Assign…"), "user", "inbox.assign"),
    ("T", N_("Triage"), "triage", "triage.walk"),
    ("R", N_("Answer"), "reply", "inbox.reply"),
)
LETS_GO = ("inbox.done",)  # what settles at once; the others are told by what they change
BELOW = (
    "inbox.reply",
    "triage.walk",
)  # what is done in the inbox itself, and comes back from there


class OneByOne(QFrame):
    """Goes through the conversations of the view that was chosen."""

    def __init__(self, page: "InboxPage") -> None:
        """Make it, hidden, over the inbox."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._ids: array[int] = array("q")
        self._at = 0
        self._done: list[int] = []  # places where something was done, for undo
        self._shown: Conversation | None = None
        self._away = ""  # the one of BELOW that is under way
        self._answered = 0  # to which a reply was begun from here
        self._taking_back = False
        theme.mark(self, "ground")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("One at a time"))
        self._build()
        self.hide()
        page.installEventFilter(self)
        page.window_.register(
            "batch",
            {"one_by_one": self.begin},
            enabled={"one_by_one": lambda: page.model.rowCount() > 0},
        )

    def _build(self) -> None:
        look = theme.current()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(look.px(16),) * 4)
        whole.setSpacing(look.px(8))
        head = QHBoxLayout()
        self.place = PlainLabel()
        theme.mark(self.place, "title")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far you are"))
        self.leaver = self._button(tr("Leave (Esc)"), "close", self.leave)
        head.addWidget(self.place)
        head.addWidget(self.bar, 1)
        head.addWidget(self.leaver)
        whole.addLayout(head)
        self.band = Band()
        whole.addWidget(self.band)
        self.who = ForeignLabel()
        theme.mark(self.who, "page")
        self.when = PlainLabel()
        self.when.setWordWrap(True)
        theme.mark(self.when, "soft")
        self.text = ForeignText()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFont(look.font("title"))
        self.text.setMaximumWidth(look.px(WIDEST))
        self.text.installEventFilter(self)
        self.text.setMinimumHeight(look.px(40))
        self.empty = EmptyState()
        for one in (self.who, self.when):
            whole.addWidget(one)
        whole.addWidget(self.text, 1)
        whole.addWidget(self.empty, 1)
        self.foot = QWidget()
        row = FlowLayout(self.foot)
        self.acts: dict[str, QPushButton] = {}
        for key, words, icon, command in KEYS:
            label = f"{tr(words)} ({key})"
            self.acts[key] = self._button(label, icon, partial(self.act, command))
            row.addWidget(self.acts[key])
        self.skipper = self._button(tr("Skip (J)"), "next", self.skip)
        self.backer = self._button(tr("Previous (K)"), "previous", self.step_back)
        self.undoer = self._button(tr("Undo (Z)"), "undo", self.undo)
        for button in (self.skipper, self.backer, self.undoer):
            row.addWidget(button)
        whole.addWidget(self.foot)

    def _button(self, text: str, icon: str, pressed: object) -> QPushButton:
        button = QPushButton(text)
        button.setIcon(icons.icon(icon))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(pressed)
        return button

    # --- going through ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin with the conversation that is chosen in the list, else with the first."""
        ids = self._page.model.ids()
        if not ids:
            return
        chosen = self._page.list.selected_ids()
        self._ids = array("q", ids)
        self._at = self._ids.index(chosen[0]) if chosen and chosen[0] in self._ids else 0
        self._done.clear()
        self.setGeometry(self._page.rect())
        self.show()
        self.raise_()
        self._show()

    def current_id(self) -> int:
        """Return the conversation in front, 0 at the end."""
        return self._ids[self._at] if self._at < len(self._ids) else 0

    def leave(self) -> None:
        """Go back to the list."""
        self._away, self._answered = "", 0
        self.hide()
        self._page.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def skip(self) -> None:
        """Leave this one as it is."""
        if self._at < len(self._ids):
            self._at += 1
            self._show()

    def step_back(self) -> None:
        """Look at the one before."""
        if self._at:
            self._at -= 1
            self._show()

    def act(self, command: str) -> None:
        """Do something with the conversation in front, by the inbox's own command."""
        if not self.current_id() or not self._window.can(command):
            return
        if command in BELOW:
            self._away = command
            self._answered = self.current_id() if command == "inbox.reply" else 0
            self.hide()
        self._window.act(command)
        if command in LETS_GO:
            self._passed()

    def undo(self) -> None:
        """Take the last act back, and show again what it was about."""
        self._taking_back = True
        self._window.act("app.undo")
        if self._done:
            self._at = self._done.pop()
            self._show()

    def _passed(self) -> None:
        self._done.append(self._at)
        self._at += 1
        self._show()

    def refresh(self, changes: Changes) -> None:
        """Go on where the conversation in front was settled, by whatever way."""
        wanted = self.current_id()
        if not wanted or wanted not in changes.conversations:
            return
        before, after = self._shown, self._look_up(wanted)
        back, self._taking_back = self._taking_back, False
        known = before is not None and after is not None and not back
        moved = before is not None and after is not None and before.status is not after.status
        if known and moved and (self.isVisible() or self._away):
            self._passed()
        elif self.isVisible():
            if known and _in_hand(before) != _in_hand(after):
                self._done.append(self._at)
            self._show_words(after)

    def sent(self) -> bool:
        """Come back and go on after a reply that was begun here; tell whether it was."""
        if self._answered and self._answered == self.current_id():
            self._return()
            self._passed()
        return self.isVisible()

    def come_back(self) -> bool:
        """Stand in front again after what was done below or in a card; tell whether this is the place to be."""
        if self._away and self._page.opened_id() == self.current_id():
            self._return()
        self._away = ""
        if self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.isVisible()

    def _return(self) -> None:
        self._away = ""
        self.setGeometry(self._page.rect())
        self.show()
        self.raise_()

    def in_front(self) -> list[int]:
        """Return the conversation that is shown here, none while this is out of sight."""
        return [self.current_id()] if self.isVisible() and self.current_id() else []

    # --- showing ----------------------------------------------------------------------------------

    def _look_up(self, wanted: int) -> Conversation | None:
        services = self._page.services()
        return next(iter(services.inbox.rows([wanted])), None)

    def _show(self) -> None:
        n, wanted = len(self._ids), self.current_id()
        self.bar.setRange(0, n)
        self.bar.setValue(self._at)
        over = not wanted
        for one in (self.text, self.who, self.when, self.band):
            one.setVisible(not over)
        self.empty.setVisible(over)
        if over:
            self.place.setText(tr("{n} of {all}").format(n=number(n), all=number(n)))
            self._shown = None
            self.empty.say(
                "good",
                tr("You went through all of them"),
                tr("Esc goes back to the list; Z takes the last act back."),
            )
        else:
            self.place.setText(tr("{n} of {all}").format(n=number(self._at + 1), all=number(n)))
            self._page.bring(wanted)
            self._show_words(self._look_up(wanted))
        self._enable()
        if self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_words(self, row: Conversation | None) -> None:
        self._shown = row
        if row is None:
            self.text.set_plain("")
            return
        services = self._page.services()
        account = services.accounts.one(row.account_id)
        self.band.set_account(account.colour, account.look, account.name)
        self.who.set_foreign(row.author_name)
        now = services.clock.now()
        marks = [said for _, said, _ in phrases.states(row, None, None, now, account)]
        self.when.setText(" · ".join([phrases.due(row, now)[0], *marks]))
        message = self._message(row)
        self.text.set_plain(message.text if message is not None else row.words)
        self.setAccessibleDescription(labelled(self.place.text(), phrases.line(row.words, 200)))

    def _message(self, row: Conversation) -> Message | None:
        """Return the newest message by somebody else."""
        return self._page.services().inbox.newest_of_others(row.id)

    def _enable(self) -> None:
        there = bool(self.current_id())
        for key, _, _, command in KEYS:
            known = command in BY_ID
            self.acts[key].setVisible(known)
            self.acts[key].setEnabled(there and known)
        self.skipper.setEnabled(there)
        self.backer.setEnabled(self._at > 0)

    # --- keys -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key for each thing to do; letters only where the person wants letters."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.skip()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.step_back()
        elif not event.modifiers() and self._window.preferences.letters() and self._letter(event):
            return
        else:
            super().keyPressEvent(event)

    def _letter(self, event: QKeyEvent) -> bool:
        letter = event.text().upper()
        own = {"J": self.skip, "K": self.step_back, "Z": self.undo}
        if letter in own:
            own[letter]()
            return True
        command = next((one[3] for one in KEYS if one[0] == letter), "")
        if command:
            self.act(command)
        return bool(command)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the inbox whatever its size; keys pressed in the text are for the whole."""
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._page.rect())
        if watched is self.text and event.type() == QEvent.Type.KeyPress:
            pressed = event
            if (
                isinstance(pressed, QKeyEvent)
                and pressed.text().isalpha()
                and not pressed.modifiers()
            ):
                self.keyPressEvent(pressed)
                return True
        return super().eventFilter(watched, event)


def _in_hand(row: Conversation | None) -> object:
    """Return what acts change that do not settle: labels, and who has it."""
    return None if row is None else (row.labels, row.assignee, row.muted)
