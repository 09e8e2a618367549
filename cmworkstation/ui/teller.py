"""Desktop notifications: off unless wished for, and quiet when on.

They appear only while the window is not in front, at most once in five minutes and never in quiet hours: what comes in
between is told together. A number and no words of anybody unless a person wished for more, and never while a screen is
shared.
"""

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from cmworkstation.domain.conversation import Changes, Conversation
from cmworkstation.domain.notification import (
    Content,
    Gathering,
    Kind,
    Wishes,
    quiet_of,
    quiet_text,
)
from cmworkstation.i18n import tr
from cmworkstation.ui import icons
from cmworkstation.words import notifications as words

if TYPE_CHECKING:
    from cmworkstation.domain.clock import Clock
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.preferences import Preferences

WISHED: Final = "notices/desktop"
KINDS: Final = "notices/kinds"
CONTENT: Final = "notices/content"
HIDDEN: Final = "notices/hidden"
QUIET: Final = "notices/quiet"
NONE: Final = "none"  # of the kinds; an empty text is one that was never chosen


def wishes(preferences: "Preferences") -> Wishes:
    """Return what the person wants to be told."""
    kinds = preferences.word(KINDS)
    chosen = frozenset(one for one in Kind if one in kinds.split()) if kinds else frozenset(Kind)
    content = preferences.word(CONTENT)
    return Wishes(
        preferences.flag(WISHED, default=False),
        chosen,
        Content(content) if content in set(Content) else Content.NUMBER,
        preferences.flag(HIDDEN, default=False),
        quiet_of(preferences.word(QUIET)),
    )


def keep(preferences: "Preferences", wanted: Wishes) -> None:
    """Remember what the person wants to be told."""
    preferences.set_flag(WISHED, wanted.on)
    preferences.set_word(KINDS, " ".join(one for one in Kind if one in wanted.kinds) or NONE)
    preferences.set_word(CONTENT, wanted.content)
    preferences.set_flag(HIDDEN, wanted.hidden)
    preferences.set_word(QUIET, quiet_text(wanted.quiet))


def turn_sharing(preferences: "Preferences") -> str:
    """Begin to hide what notifications say, or end it; return it in words."""
    hidden = not preferences.flag(HIDDEN, default=False)
    preferences.set_flag(HIDDEN, hidden)
    if hidden:
        return tr("You share your screen: notifications only say how many.")
    return tr("You share your screen no longer: notifications say what you chose.")


class Teller(QObject):
    """Tells the desktop what happened while nobody looked."""

    def __init__(self, window: "MainWindow", clock: "Clock") -> None:
        """Take the window whose absence matters."""
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._gathered = Gathering()
        self._counted: dict[Kind, int] = {}
        self._tray: QSystemTrayIcon | None = None

    def heard(self, changes: Changes) -> None:
        """Count what came in, and tell it when that is wished for and wanted now."""
        wanted = wishes(self._window.preferences)
        if wanted.on and (changes.new_messages or changes.alerts):
            row = self._newest(changes) if wanted.shown is not Content.NUMBER else None
            said = (row.author_name, row.words) if row is not None else ("", "")
            by_rule = len(changes.alerts) if Kind.RULE in wanted.kinds else 0
            self._gathered.add(Kind.NEW, max(0, changes.new_messages - by_rule), *said)
            self._gathered.add(Kind.RULE, by_rule, *said)
        self.pulse()

    def add(self, kind: Kind, n: int, who: str = "", words: str = "") -> None:
        """Count something else that happened; `who` did it with which words, where a person wants to see that."""
        self._gathered.add(kind, n, who, words)
        self.pulse()

    def counted(self, kind: Kind, n: int) -> None:
        """Hear how many of a kind there are now: what is more than before has happened."""
        before = self._counted.get(kind, n)
        self._counted[kind] = n
        self.add(kind, n - before)

    def pulse(self) -> None:
        """Tell what waits, where its time has come; called once a second."""
        if self._window.isActiveWindow():
            self._gathered.forget()
            return
        now, running = self._clock.now().astimezone(), self._clock.monotonic()
        found = self._gathered.take(wishes(self._window.preferences), now, running)
        if found is not None:
            self.say(words.digest(found))

    def _newest(self, changes: Changes) -> Conversation | None:
        """Return the conversation in which somebody wrote last."""
        inbox = cast("Services", self._window.services).inbox
        touched = sorted(changes.alerts or changes.conversations)
        rows = [row for row in inbox.rows(touched[-100:]) if row.unread or changes.alerts]
        return max(rows, key=lambda row: row.last_at, default=None)

    def say(self, text: str) -> None:
        """Show one notification, where the desktop has a place for it."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icons.icon("inbox"), self)
            self._tray.setToolTip(tr("CM Workstation"))
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        self._tray.showMessage(tr("CM Workstation"), text, icons.icon("inbox"))
