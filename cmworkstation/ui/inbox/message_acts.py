"""What a person does with one message beside answering it: copy it, see it on the platform, moderate it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QMenu

from cmworkstation.domain.account import Account, ModerationAct
from cmworkstation.domain.ids import AccountId, MessageId
from cmworkstation.domain.link import link_target
from cmworkstation.domain.message import Message
from cmworkstation.domain.moderation import possible
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import icons
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.moderating import Moderating
from cmworkstation.ui.widgets.foreign_text import ask_about_link

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.thread_pane import ThreadPane
    from cmworkstation.ui.main_window import MainWindow

BULK = (ModerationAct.SPAM, ModerationAct.BLOCK)  # on several conversations at once
MOST = 100  # conversations that are moderated at once: each asks its platform


class MessageActs(QObject):
    """Acts on the message that is current in a thread."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        account_of: Callable[[AccountId], Account | None],
    ) -> None:
        """Begin without a thread: `pane` is told as soon as there is one."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._account_of = account_of
        self.pane: ThreadPane | None = None
        self.selected: Callable[[], Sequence[int]] = (
            lambda: ()
        )  # the conversations that are selected
        self.moderating = Moderating(window, services, account_of)

    def current(self) -> Message | None:
        """Return the message that commands act on."""
        return self.pane.current() if self.pane else None

    def possible(self, message: Message) -> tuple[ModerationAct, ...]:
        """Return what its platform lets us do to a message."""
        account = self._account_of(message.account_id)
        if account is None or self._services.read_only:
            return ()
        return possible(message, account, self._services.moderation.in_force(message))

    def possible_now(self) -> tuple[ModerationAct, ...]:
        """Return what may be done to the current message."""
        message = self.current()
        return self.possible(message) if message else ()

    def copy(self) -> None:
        """Put the message on the clipboard, with author, date and link."""
        message = self.current()
        if message is not None:
            self._window.copy(phrases.clean_copy(message))

    def is_ours(self) -> bool:
        """Tell whether the current message is one of our own: those may have a dossier."""
        message = self.current()
        return message is not None and message.ours

    def can_be_answer(self) -> bool:
        """Tell whether the person may make an approved answer of the current message."""
        keeps = self._services.acting.current().may(Act.KEEP) and not self._services.read_only
        return self.is_ours() and keeps

    def dossier(self) -> None:
        """Show why, by whom and under which charter the current message of ours was sent."""
        from cmworkstation.ui.proof.dossier import DossierDialog  # noqa: PLC0415 - when it is asked for

        message = self.current()
        found = self._services.proof.of_message(message.id) if message else None
        if found is None:
            self._window.say(tr("This message was not sent from here: it has no dossier."), 8000)
            return
        DossierDialog(self._window, found).open()

    def make_answer(self) -> None:
        """Make an approved answer of the message."""
        from cmworkstation.ui.guide.acts import GuideActs  # noqa: PLC0415 - seldom needed

        message = self.current()
        if message is not None:
            GuideActs(self._window).of_message(message.id)

    def open_web(self) -> None:
        """Show the message where it was written."""
        message = self.current()
        if message is None or not message.url:
            self._window.say(tr("This message has no address of its own."))
            return
        self.ask_to_open(QUrl(message.url))

    def ask_to_open(self, url: QUrl) -> None:
        """Show where an address leads and open it in the browser if the person says so."""
        if url.scheme() not in ("http", "https"):
            return
        target = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        ask_about_link(self._window, link_target(target)).open()

    def add_to(self, menu: QMenu) -> None:
        """Add what may be done to the current message to a menu."""
        if self._window.can("inbox.correct"):
            menu.addSeparator()
            menu.addAction(
                icons.icon("edited"),
                tr("Correct this reply…"),
                partial(self._window.act, "inbox.correct"),
            )
            menu.addAction(
                tr("It was corrected elsewhere…"),
                partial(self._window.act, "inbox.corrected_elsewhere"),
            )
        if self._window.can("inbox.uncorrect"):
            menu.addAction(
                tr("It is no correction after all"),
                partial(self._window.act, "inbox.uncorrect"),
            )
        if self.can_be_answer():
            menu.addSeparator()
            menu.addAction(tr("Make an answer of it…"), self.make_answer)
        menu.addSeparator()
        for act in filter(self.can, ModerationAct):
            menu.addAction(tr(phrases.MODERATION[act]), partial(self.do, act))

    def moderate(self, message_id: MessageId, act: ModerationAct) -> None:
        """Carry out an act on a message of the open thread; ask first where it takes something from somebody."""
        opened = self.pane.thread_ if self.pane else None
        found = [one.message for one in opened.entries] if opened is not None else []
        self.moderating.ask([one for one in found if one.id == message_id], act)

    def can(self, act: ModerationAct) -> bool:
        """Tell whether an act is possible now: on the current message, or as spam on what is selected."""
        if len(self._several()) > 1:
            return act in BULK and bool(self._able(act))
        return act in self.possible_now()

    def can_any(self) -> bool:
        """Tell whether there is anything to moderate."""
        if len(self._several()) > 1:
            return any(self._able(act) for act in BULK)
        return bool(self.possible_now())

    def do(self, act: ModerationAct) -> None:
        """Carry out an act on the current message, or on all that is selected."""
        message = self.current()
        if len(self._several()) > 1:
            self.moderating.ask(self._able(act), act)
        elif message is not None:
            self.moderate(message.id, act)

    def show_people(self) -> None:
        """Show whom we muted or blocked, with the way back."""
        from cmworkstation.ui.inbox.moderated_dialog import ModeratedDialog  # noqa: PLC0415 - seldom needed

        ModeratedDialog(self._window, self).open()

    def _several(self) -> Sequence[int]:
        return self.selected()

    def _able(self, act: ModerationAct) -> Sequence[Message]:
        if self._services.read_only:
            return ()
        return self._services.moderation.able(self._several()[:MOST], act)
