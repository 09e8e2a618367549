"""Quoting the words of a message that a person selected: from cards of messages alone, never from an internal note."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.account import Account
from cmworkstation.domain.message import Message
from cmworkstation.domain.quoting import quotation
from cmworkstation.i18n import tr

if TYPE_CHECKING:
    from cmworkstation.ui.inbox.page import InboxPage
    from cmworkstation.ui.main_window import MainWindow


class Quoting(QObject):
    """Puts what is selected in the thread into the reply."""

    def __init__(self, window: "MainWindow", page: "InboxPage") -> None:
        """Quote from the thread of `page`."""
        super().__init__(page)
        self._window = window
        self._page = page

    def selected(self) -> tuple[Message, str] | None:
        """Return the message in which words are selected, and the words."""
        for card in self._page.thread_pane.line.cards():
            if card.body is not None and card.body.textCursor().hasSelection():
                return card.message, card.body.textCursor().selection().toPlainText()
        return None

    def quote(self) -> None:
        """Open the reply to the message and put the quotation in; nothing where nothing is selected."""
        found = self.selected()
        if found is None:
            self._window.say(tr("Select words of a message first, then quote them."))
            return
        message, words = found
        self._page.answering.compose_for(message, partial(self._put_in, message, words))

    def _put_in(self, message: Message, words: str, account: Account) -> None:
        composer = self._page.composer
        draft = composer.draft() if composer is not None else None
        if composer is None or draft is None:
            return
        text = quotation(words, message.text, account.look, draft.language or message.language)
        if text:
            composer.editor.insertPlainText(text)
            composer.look()
        else:
            self._window.say(tr("These words cannot be quoted: the message does not say them so."))
