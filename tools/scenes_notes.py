"""Scenes of internal notes and of writing with several drafts, in parts, with completion."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmworkstation.domain.ids import ConversationId

if TYPE_CHECKING:
    from tools.scenes import Stage

THREAD = {"en": "sticker brown recycled", "fr": "bénévole Trévon réunion publique"}
ABOUT = {
    "en": "Tess has the supplier on the phone tomorrow at nine. Until then we say nothing about the glue.",
    "fr": "Odile appelle le fournisseur demain à 9 h. Jusque-là, nous ne disons rien des délais.",
}
OF_ALL = {
    "en": "@Hester, can you take this one over? They wrote to the shop as well.",
    "fr": "@Karim, peux-tu reprendre ce fil ? Cette personne a aussi écrit à la médiathèque.",
}
HALF = {"en": "The shop knows. @", "fr": "La médiathèque est au courant. @"}


def notes(stage: "Stage") -> Iterator[str]:
    """A thread with a note about a message and one about all of it; the editor, and a colleague being named."""
    stage.open(THREAD[stage.language])
    home = ConversationId(stage.inbox.opened_id())
    services = stage.services
    first = services.inbox.thread(home).entries[0].message
    made, changes = services.notes.write(home, ABOUT[stage.language], first.id)
    services.notes.change(made.id, ABOUT[stage.language] + " (+ Nell)")
    _, more = services.notes.write(home, OF_ALL[stage.language])
    stage.tell(changes | more)
    stage.inbox.thread_pane.line.finish()
    yield "-thread"
    stage.window.act("inbox.note")
    noting = stage.inbox.noting
    noting.editor.field.setPlainText(HALF[stage.language])
    cursor = noting.editor.field.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    noting.editor.field.setTextCursor(cursor)
    noting.naming.look()
    stage.settle()
    yield "-editor"
    noting.naming.leave()
    noting.editor.field.clear()
    noting.leave()
    for note in services.notes.of_conversation(home):
        if services.notes.is_own(note):
            changes |= services.notes.remove(note.id)
    stage.tell(changes)
