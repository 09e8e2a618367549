"""Internal notes in the window: on their own ground, by keys alone, and never where a reply is written."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Role
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.entry import EntryText
from cmworkstation.ui.inbox.list_model import Role as Data
from cmworkstation.ui.inbox.note_card import NoteCard
from cmworkstation.ui.inbox.note_editor import NoteEditor
from cmworkstation.ui.widgets import internal
from tests.ui.inbox.conftest import Scene

SECRET = "Zorblax has the key to the archive"


@pytest.fixture
def home(town: Scene) -> tuple[Scene, ConversationId]:
    return town, ConversationId(town.open("Nadia"))


def editor(shown: Scene) -> NoteEditor:
    found = shown.page.noting.editor
    assert found is not None
    return found


def card(shown: Scene) -> NoteCard:
    shown.settle()
    shown.page.thread_pane.line.finish()
    (found,) = shown.page.thread_pane.line.findChildren(NoteCard)
    return found


def press(shown: Scene, words: str) -> None:
    (button,) = [one for one in card(shown).findChildren(QPushButton) if one.text() == words]
    button.click()
    shown.settle()


def write(shown: Scene, text: str = SECRET) -> None:
    shown.page.thread_pane.line.setFocus()
    QTest.keyClick(shown.page.thread_pane.line, Qt.Key.Key_I)
    finish(shown, text)


def finish(shown: Scene, text: str) -> None:
    shown.settle()
    QTest.keyClicks(editor(shown).field, text)
    QTest.keyClick(editor(shown).field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    shown.settle()


def test_a_note_is_written_and_read_by_keys_alone(home: tuple[Scene, ConversationId]) -> None:
    shown, conversation = home
    write(shown)
    (kept,) = shown.services.notes.of_conversation(conversation)
    assert kept.body == SECRET
    assert editor(shown).isHidden()
    assert shown.page.thread_pane.line.hasFocus()
    assert card(shown).accessibleName().startswith("internal note, ")
    assert card(shown).property("kind") == "internal"
    assert "Internal · " in card(shown)._head.text()


def test_the_row_says_it_in_words(home: tuple[Scene, ConversationId]) -> None:
    shown, conversation = home
    write(shown)
    row = shown.page.model.conversation(shown.page.model.row_of(conversation))
    assert row is not None
    assert ("note", "internal note", "soft") in phrases.states(row)
    index = shown.page.model.index(shown.page.model.row_of(conversation), 0)
    assert ", internal note, " in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert index.data(Data.CONVERSATION).notes == 1


def test_the_key_that_sends_keeps_a_note_and_sends_nothing(
    home: tuple[Scene, ConversationId],
) -> None:
    shown, conversation = home
    shown.window.act("inbox.reply")
    shown.settle()
    composer = shown.page.composer
    assert composer is not None
    composer.editor.setPlainText("A reply in the making")
    QTest.keyClick(composer.editor, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    finish(shown, SECRET)
    assert not composer.isVisible()
    assert shown.services.outbox.rows() == ()
    (draft,) = shown.services.drafts.of_conversation(conversation)
    assert draft.body == "A reply in the making"
    assert len(shown.services.notes.of_conversation(conversation)) == 1


def test_the_two_editors_are_never_open_at_once(home: tuple[Scene, ConversationId]) -> None:
    shown, conversation = home
    shown.window.act("inbox.note")
    editor(shown).field.setPlainText("half a thought")
    shown.window.act("inbox.reply")
    shown.settle()
    assert editor(shown).isHidden()
    assert shown.page.composer is not None
    assert shown.page.composer.isVisible()
    assert shown.page.composer.editor.toPlainText() == ""
    shown.window.act("inbox.note")
    assert not shown.page.composer.isVisible()
    assert editor(shown).field.toPlainText() == "half a thought"
    assert shown.services.notes.of_conversation(conversation) == ()


def test_escape_leaves_and_what_was_typed_is_there_again(
    home: tuple[Scene, ConversationId],
) -> None:
    shown, conversation = home
    shown.window.act("inbox.note")
    QTest.keyClicks(editor(shown).field, "half a thought")
    QTest.keyClick(editor(shown).field, Qt.Key.Key_Escape)
    assert editor(shown).isHidden()
    left = shown.services.notes.unfinished(conversation)
    assert left is not None
    assert left.body == "half a thought"
    shown.window.act("inbox.note")
    assert editor(shown).field.toPlainText() == "half a thought"


def test_edited_removed_brought_back_and_read_as_it_was(home: tuple[Scene, ConversationId]) -> None:
    shown, conversation = home
    write(shown)
    press(shown, "edit")
    editor(shown).field.setPlainText("Omar has it now")
    editor(shown).keep.click()
    shown.settle()
    press(shown, "see before")
    assert SECRET in [one.toPlainText() for one in card(shown).findChildren(EntryText)]
    press(shown, "remove")
    assert shown.services.notes.of_conversation(conversation) == ()
    assert shown.page.thread_pane.line.findChildren(NoteCard) == [] or all(
        one.isHidden() for one in shown.page.thread_pane.line.findChildren(NoteCard)
    )
    shown.window.act("app.undo")
    shown.settle()
    assert [one.body for one in shown.services.notes.of_conversation(conversation)] == [
        "Omar has it now"
    ]


def test_a_copied_note_says_so_and_no_reply_takes_it(home: tuple[Scene, ConversationId]) -> None:
    shown, _ = home
    write(shown)
    press(shown, "copy")
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text().startswith("[Internal note, not for the public]")
    assert internal.is_marked(clipboard.mimeData())
    shown.window.act("inbox.reply")
    shown.settle()
    assert shown.page.composer is not None
    shown.page.composer.editor.paste()
    assert shown.page.composer.editor.toPlainText() == ""
    assert "internal" in shown.window.status._said.text()


def test_words_selected_in_a_note_are_marked_when_copied(
    home: tuple[Scene, ConversationId],
) -> None:
    shown, _ = home
    write(shown)
    body = card(shown).body
    body.selectAll()
    data = body.createMimeDataFromSelection()
    assert internal.is_marked(data)
    assert data.text() == f"[Internal note, not for the public]\n{SECRET}"


def test_a_reader_writes_none(home: tuple[Scene, ConversationId]) -> None:
    shown, _ = home
    profiles = shown.services.profiles
    profiles.add("Ines Carvalho", [Role.KEEPER])
    profiles.switch_to(profiles.add("Rita Reader", [Role.READER]).id)
    shown.window.act("inbox.note")
    assert shown.page.noting.editor is None


def test_it_stands_at_its_time_or_below_its_message(home: tuple[Scene, ConversationId]) -> None:
    shown, conversation = home
    entries = shown.services.inbox.thread(conversation).entries
    assert len(entries) > 1
    shown.services.notes.write(conversation, "about the first", entries[0].message.id)
    _, changes = shown.services.notes.write(conversation, "about all of it")
    shown.window.jobs.emit_changes(changes)
    shown.settle()
    kinds = [
        block.note.note.body if block.note else block.kind
        for block in shown.page.thread_pane.line._blocks
        if block.kind in ("entry", "note")
    ]
    assert kinds[:2] == ["entry", "about the first"]
    assert kinds[-1] == "about all of it"


def test_at_and_a_name_completes_a_colleague(home: tuple[Scene, ConversationId]) -> None:
    shown, conversation = home
    profiles = shown.services.profiles
    profiles.switch_to(profiles.add("Nadia Perrault", [Role.KEEPER, Role.DRAFTER]).id)
    profiles.add("Élise Morin", [Role.DRAFTER])
    shown.window.act("inbox.note")
    field, naming = editor(shown).field, shown.page.noting.naming
    assert naming is not None
    QTest.keyClicks(field, "ask @eli")
    shown.settle()
    assert naming.is_open()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "ask @Élise Morin "
    QTest.keyClicks(field, "or @perr")
    shown.settle()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not naming.is_open()
    assert not editor(shown).isHidden()
    assert field.toPlainText().endswith("or @perr")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(shown.services.notes.of_conversation(conversation)) == 1
