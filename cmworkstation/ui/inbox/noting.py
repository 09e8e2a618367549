"""Internal notes of the open conversation: shown in its time line, written, edited, removed and copied."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from cmworkstation.domain.errors import StorageFull, StoreDamaged, WorkstationError
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.note import UnfinishedNote
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui.inbox.colleagues import source
from cmworkstation.ui.inbox.note_card import NoteView
from cmworkstation.ui.inbox.note_editor import NoteEditor
from cmworkstation.ui.widgets import internal
from cmworkstation.ui.widgets.completing import Completing
from cmworkstation.words import notes as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.page import InboxPage
    from cmworkstation.ui.inbox.thread_pane import ThreadPane
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0


class Noting(QObject):
    """Carries what a person does with notes to the service and back."""

    def __init__(
        self, window: "MainWindow", services: "Services", pane: "ThreadPane", page: "InboxPage"
    ) -> None:
        """Show notes in `pane`, the thread of `page`."""
        super().__init__(page)
        self._window = window
        self._services = services
        self._pane = pane
        self._page = page
        self.editor: NoteEditor | None = None
        self.naming: Completing | None = None
        pane.notes_of = self.views
        pane.line.wanted.connect(self._asked)

    def views(self, conversation_id: ConversationId) -> tuple[NoteView, ...]:
        """Return the notes of a conversation as its time line shows them."""
        found = self._services.notes.of_conversation(conversation_id)
        if not found:
            return ()
        name_of, is_own = self._services.profiles.name, self._services.notes.is_own
        read_only = self._services.read_only
        return tuple(
            NoteView(
                one, name_of(one.by), is_own(one) and not read_only, self._author(one.message_id)
            )
            for one in found
        )

    def can_write(self) -> bool:
        """Tell whether the acting person may write a note about the open conversation."""
        writes = self._services.acting.current().may(Act.DRAFT)
        return self._pane.is_open() and writes and not self._services.read_only

    def begin(self) -> None:
        """Open the editor, with what was typed before and not kept."""
        opened = self._pane.thread_
        if opened is None or not self.can_write():
            return
        before = self._services.notes.unfinished(opened.conversation_id)
        self._open(before or UnfinishedNote(opened.conversation_id, ""))

    def leave(self) -> None:
        """Put the editor away; what was typed stays with its conversation."""
        if self.editor is not None:
            self.editor.leave()

    def save(self) -> None:
        """Write to the disk at once what is being typed."""
        if self.editor is not None and not self.editor.isHidden():
            self.editor.save()

    def is_open(self) -> bool:
        """Tell whether a note is being written."""
        return self.editor is not None and not self.editor.isHidden()

    def _open(self, note: UnfinishedNote) -> None:
        composer = self._page.composer
        if composer is not None and composer.isVisible():
            composer.leave()
        current = self._pane.line.current()
        message = note.message_id or (current.id if current else None)
        self._made().begin(note, self._author(message), message)

    def _made(self) -> NoteEditor:
        """Make the editor at the first note."""
        if self.editor is None:
            self.editor = NoteEditor(self._pane)
            self._pane.take_in(self.editor)
            names = source(lambda: [one.name for one in self._services.profiles.listed()])
            self.naming = Completing(self.editor.field, self._window, [names], tr("Colleagues"))
            self.editor.kept.connect(self._keep)
            self.editor.typed.connect(self._keep_unfinished)
            self.editor.left.connect(self._pane.line.setFocus)
        return self.editor

    def _author(self, message_id: MessageId | None) -> str:
        if message_id is None:
            return ""
        try:
            return self._services.inbox.message(message_id).author_name
        except KeyError:
            return ""

    def _keep_unfinished(self, note: UnfinishedNote) -> None:
        try:
            self._services.notes.keep_unfinished(note)
        except (StorageFull, StoreDamaged):
            return  # the band above says it; the text stays in the editor
        except WorkstationError as error:
            self._window.failed(error)

    def _keep(self, note: UnfinishedNote) -> None:
        notes = self._services.notes
        try:
            if note.note_id:
                changes = notes.change(note.note_id, note.body)
            else:
                _, changes = notes.write(note.conversation_id, note.body, note.message_id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        except KeyError:  # removed in the meantime: what was typed becomes a note of its own
            _, changes = notes.write(note.conversation_id, note.body, note.message_id)
        self._made().close_up()
        self._window.jobs.emit_changes(changes)
        self._window.say(tr("Internal note kept. Only colleagues read it."))
        self._pane.line.setFocus()

    def _asked(self, what: str, about: object) -> None:
        if not isinstance(about, NoteView):
            return
        if what == "note-edit":
            note = about.note
            self._open(UnfinishedNote(note.conversation_id, note.body, note.message_id, note.id))
        elif what == "note-remove":
            self._remove(about)
        elif what == "note-copy":
            data = internal.marked(wordings.copied(about.note, about.author))
            QGuiApplication.clipboard().setMimeData(data)
            self._window.say(tr("Copied, marked as internal"))
        elif what == "note-before":
            card = self._pane.line.note_card(about.note.id)
            if card is not None:
                card.show_before(self._services.notes.revisions(about.note.id))

    def _remove(self, view: NoteView) -> None:
        try:
            changes = self._services.notes.remove(view.note.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)

        def take_back() -> None:
            self._window.jobs.emit_changes(self._services.notes.bring_back(view.note.id))

        self._window.undo(tr("Internal note removed."), UNDO_S, take_back)
