"""What is asked of the head of the thread and of its messages: menus, pictures, files."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, Qt, QUrl
from PySide6.QtWidgets import QMenu

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.ids import MessageId
from cmworkstation.i18n import tr
from cmworkstation.ui import icons

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.file_saver import FileOf
    from cmworkstation.ui.inbox.page import InboxPage


class Asking(QObject):
    """Offers menus, and hands on what is asked for."""

    def __init__(self, page: "InboxPage") -> None:
        """Serve the thread of the inbox."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services: Services = page.services()
        self._inbox = self._services.inbox

    def of_header(self, what: str) -> None:
        """Carry out what is asked for in the head of the thread."""
        if what == "reason":
            self._page.deciding.ask_reason()
        elif what == "more":
            self.offer_more()
        elif what == "context":
            self._page.room.show_context(wanted=self._page.thread_pane.header.context.isChecked())
        else:
            self._window.act(what)

    def offer_more(self) -> None:
        """Offer what can be done with the conversation and its current message."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for icon, words, command in (
            ("done", tr("Done"), "inbox.done"),
            ("no_answer", tr("No answer needed…"), "inbox.no_answer"),
            ("clock", tr("Waiting for the person"), "inbox.wait"),
            ("users", tr("Waiting for a colleague…"), "inbox.colleague"),
            ("inbox", tr("Back to waiting for us"), "inbox.reopen"),
            ("user", tr("Assign…"), "inbox.assign"),
            ("tag", tr("Label…"), "inbox.label"),
            ("hourglass", tr("Snooze…"), "inbox.snooze"),
            (
                ("eye", tr("Unmute"), "inbox.unmute")
                if self._page.row_acts.all_muted()
                else ("eye_off", tr("Mute"), "inbox.mute")
            ),
            ("reply_private", tr("Answer in private"), "inbox.reply_private"),
            ("note", tr("Internal note"), "inbox.note"),
            ("unread", tr("Mark as unread"), "inbox.mark_unread"),
            ("copy", tr("Copy with author, date and link"), "inbox.copy"),
            ("external", tr("Show on the platform"), "inbox.open_web"),
            ("shield", tr("Dossier of this reply…"), "inbox.dossier"),
        ):
            action = menu.addAction(icons.icon(icon), words, partial(self._window.act, command))
            action.setEnabled(self._window.can(command))
        menu.addAction(
            icons.icon("down"), tr("First unread message"), self._page.opening.first_unread
        )
        self._page.acts.add_to(menu)
        button = self._page.thread_pane.header.more
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def offer_acts(self) -> None:
        """Offer what its platform lets us do to the current message."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._page.acts.add_to(menu)
        button = self._page.thread_pane.header.more
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def of_message(self, what: str, about: object) -> None:
        """Carry out what is asked for in a message."""
        if what == "before":
            message_id = MessageId(cast("int", about))
            self._page.thread_pane.line.show_before(message_id, self._inbox.revisions(message_id))
        elif what == "act":
            self._page.acts.moderate(*cast("tuple[MessageId, ModerationAct]", about))
        elif what == "url":
            self._page.acts.ask_to_open(cast("QUrl", about))
        elif what == "picture":
            self._page.pictures.ask(*cast("FileOf", about))
        elif what == "save":
            self._page.files.ask(*cast("FileOf", about))
        elif what == "folder":
            self._page.files.show_folder(cast("Path", about))

    def to_open(self, url: QUrl) -> None:
        """Ask whether an address may be opened."""
        self._page.acts.ask_to_open(url)

    def has_pictures(self) -> bool:
        """Tell whether the open conversation has pictures that were not loaded by themselves."""
        from cmworkstation.ui.inbox.picture_loader import pictures_of  # noqa: PLC0415 - not for the first inbox

        opened = self._page.thread_pane.thread_
        return opened is not None and bool(pictures_of(opened))

    def load_pictures(self) -> None:
        """Load the pictures of the open conversation."""
        if self._page.thread_pane.thread_ is not None:
            self._page.pictures.ask_all(self._page.thread_pane.thread_)

    def has_files(self) -> bool:
        """Tell whether the current message has files."""
        from cmworkstation.ui.inbox.file_saver import files_of  # noqa: PLC0415 - not for the first inbox

        message = self._page.acts.current()
        return message is not None and bool(files_of(message))

    def save_files(self) -> None:
        """Save the files of the current message."""
        message = self._page.acts.current()
        if message is not None:
            self._page.files.ask_all(message)
