"""Scenes of internal notes and of writing with several drafts, in parts, with completion."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.ui.composer.parts import PartsDialog

if TYPE_CHECKING:
    from cmworkstation.ui.composer.pane import ComposerPane
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


REPLY = {
    "en": "Hello! The sticker on the new sacks peels off because the glue is made of starch, and damp air undoes it."
    " We know since Tuesday. The oats inside are the same as ever, milled on the 24th, and nothing got in."
    " If the best-before date cannot be read any more, write the number on the seam to us and we look it up the"
    " same day. The next sacks, from Thursday on, have the date printed on the paper itself. Thank you for telling"
    " us, and for the picture, which helped the printer more than all our own words. – Hester"
    " https://fennick.example/news/sacks?utm_source=post&utm_medium=social",
    "fr": "Bonjour ! Le chantier de la médiathèque commence le lundi 5 octobre, et une réunion publique a lieu avant,"
    " le jeudi 24 septembre à 18 h 30, dans la salle des mariages. Pendant les travaux, le bibliobus s’arrête"
    " devant l’école de Trévon le mardi et le vendredi, de 16 h à 18 h, et la salle des enfants ouvre au centre"
    " social. Les retours se font dans la boîte, qui reste à sa place. Nous vous enverrons une affiche pour la"
    " boulangerie dès que les horaires seront imprimés. Merci de nous aider à le dire autour de vous. ^OD"
    " https://ormaie.example/chantier?utm_source=post&utm_medium=social",
}
SHORT = {"en": "Or, shorter: it is only the glue.", "fr": "Ou, plus court : la réunion est jeudi."}
ACCOUNT = {"en": "fennick-mastodon", "fr": "ormaie-mastodon"}


def parts(stage: "Stage") -> Iterator[str]:
    """A reply that is too long, its parts as each will stand, two drafts side by side, and completions."""
    composer = _answered(stage)
    composer.editor.setPlainText(REPLY[stage.language])
    composer.look()
    stage.settle()
    yield "-long"
    composer.parts.act()
    stage.settle()
    yield "-split"
    for dialog in stage.window.findChildren(PartsDialog):
        dialog.accept()
    composer.begin_another()
    composer.editor.setPlainText(SHORT[stage.language])
    composer.save()
    composer._show_beside()
    stage.settle()
    yield "-drafts"
    menu = composer.switcher.menu_of()
    menu.popup(composer.switcher.mapToGlobal(QPoint(0, composer.switcher.height())))
    stage.settle()
    yield "-switch"
    menu.close()
    for text, name in ((" @", "-person"), (" :merci", "-emoji")):
        composer.editor.setPlainText(SHORT[stage.language] + text)
        cursor = composer.editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        composer.editor.setTextCursor(cursor)
        composer.completing.look()
        stage.settle()
        yield name
        composer.completing.leave()
    for draft in stage.services.drafts.of_conversation(ConversationId(stage.inbox.opened_id())):
        stage.services.drafts.discard(draft.id)
    composer.let_go()
    composer.leave()


def _answered(stage: "Stage") -> "ComposerPane":
    """Open a public thread of a platform with threads, and begin an answer."""
    account = stage.account(ACCOUNT[stage.language])
    row = stage.services.inbox.ids(View(status=Status.WAITING_US, account_id=account.id))[0]
    stage.inbox.open_conversation(row)
    stage.settle()
    stage.window.act("inbox.reply")
    stage.settle()
    composer: ComposerPane = stage.inbox.composer
    return composer
