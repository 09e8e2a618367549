"""Internal notes: for colleagues only, kept, editable by whoever wrote them, and with their conversation for ever."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.note import LONGEST, NoteId, UnfinishedNote
from cmworkstation.domain.profile import ProfileId, Role
from cmworkstation.store import conversations, words
from tests.services.conftest import World
from tests.services.test_restore import a_copy, restore

SECRET = "Zorblax has the key to the archive"


def one(world: World) -> ConversationId:
    account = world.add_account("mairie")
    world.server.write("m1", "When do you open?")
    world.poll(account)
    return ConversationId(world.services.inbox.ids(View(status=Status.WAITING_US))[0])


def found(world: World, word: str) -> int:
    query = "SELECT count(*) FROM note_fts WHERE note_fts MATCH ?"
    return int(world.services.workspace.read().execute(query, (word,)).fetchone()[0])


def test_a_note_is_kept_beside_its_conversation_and_the_row_says_so(world: World) -> None:
    home = one(world)
    notes = world.services.notes
    assert world.services.inbox.rows([home])[0].notes == 0
    note, changes = notes.write(home, f"  {SECRET}\n")
    assert home in changes.conversations
    assert notes.of_conversation(home) == (note,)
    assert (note.body, note.created_at, note.message_id) == (SECRET, world.clock.now(), None)
    assert world.services.inbox.rows([home])[0].notes == 1
    assert found(world, "zorblax") == 1


def test_a_note_may_be_about_one_message(world: World) -> None:
    home = one(world)
    message = world.services.inbox.thread(home).entries[0].message.id
    note, _ = world.services.notes.write(home, "Careful with this one", message)
    assert world.services.notes.of_conversation(home) == (note,)
    assert note.message_id == message


def test_what_a_note_said_before_stays_readable(world: World) -> None:
    home, notes = one(world), world.services.notes
    note, _ = notes.write(home, "Nadia calls on Monday")
    world.clock.advance(60)
    notes.change(note.id, "Nadia calls on Tuesday")
    world.clock.advance(60)
    notes.change(note.id, "Omar calls on Tuesday")
    (now,) = notes.of_conversation(home)
    assert (now.body, now.revisions) == ("Omar calls on Tuesday", 2)
    assert now.edited_at == note.created_at + timedelta(seconds=120)
    before = notes.revisions(note.id)
    assert [(one.n, one.body) for one in before] == [
        (2, "Nadia calls on Tuesday"),
        (1, "Nadia calls on Monday"),
    ]
    assert before[1].at == note.created_at
    assert (found(world, "omar"), found(world, "monday")) == (1, 0)


def test_the_same_words_are_no_edit(world: World) -> None:
    home, notes = one(world), world.services.notes
    note, _ = notes.write(home, SECRET)
    notes.change(note.id, SECRET)
    assert notes.of_conversation(home) == (note,)


def test_a_removed_note_is_seen_no_more_and_comes_back(world: World) -> None:
    home, notes = one(world), world.services.notes
    note, _ = notes.write(home, SECRET)
    notes.remove(note.id)
    assert notes.of_conversation(home) == ()
    assert world.services.inbox.rows([home])[0].notes == 0
    with pytest.raises(KeyError):
        notes.change(note.id, "other words")
    notes.bring_back(note.id)
    assert notes.of_conversation(home) == (note,)
    with pytest.raises(KeyError):
        notes.bring_back(note.id)


@pytest.mark.parametrize(
    ("text", "reason"),
    [(" \n\t", "note-empty"), ("x" * (LONGEST + 1), "note-too-long")],
    ids=["empty", "endless"],
)
def test_what_is_no_note_is_refused(world: World, text: str, reason: str) -> None:
    home = one(world)
    with pytest.raises(NotAllowed) as refused:
        world.services.notes.write(home, text)
    assert refused.value.reason == reason
    assert world.services.notes.of_conversation(home) == ()


def test_a_conversation_that_is_not_there_takes_no_note(world: World) -> None:
    one(world)
    with pytest.raises(KeyError):
        world.services.notes.write(ConversationId(987654), SECRET)


def test_half_a_sign_of_a_keyboard_is_stored_as_something_readable(world: World) -> None:
    note, _ = world.services.notes.write(one(world), "half \ud83d of it")
    assert note.body == "half ? of it"


def test_only_whoever_wrote_a_note_edits_or_removes_it(world: World) -> None:
    home, notes, profiles = one(world), world.services.notes, world.services.profiles
    ines = profiles.add("Ines Carvalho", [Role.KEEPER, Role.DRAFTER])
    tom = profiles.add("Tom Abara", [Role.DRAFTER])
    profiles.switch_to(ines.id)
    note, _ = notes.write(home, SECRET)
    assert (note.by, notes.is_own(note)) == (ines.id, True)
    profiles.switch_to(tom.id)
    assert not notes.is_own(note)
    for act in (lambda: notes.change(note.id, "mine"), lambda: notes.remove(note.id)):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.reason == "not-your-note"
    assert notes.of_conversation(home) == (note,)


def test_what_is_being_typed_survives_an_end_without_warning(world: World) -> None:
    home, notes = one(world), world.services.notes
    typed = UnfinishedNote(home, "Nadia said that", None, NoteId(""))
    notes.keep_unfinished(typed)
    assert world.restart().notes.unfinished(home) == typed
    world.services.notes.keep_unfinished(replace(typed, body="Nadia said that it"))
    assert world.services.notes.unfinished(home) == replace(typed, body="Nadia said that it")
    world.services.notes.write(home, "Nadia said that it is hers")
    assert world.services.notes.unfinished(home) is None


def test_notes_follow_when_conversations_become_one(world: World) -> None:
    home = one(world)
    world.server.write("m2", "And on Sunday?", minutes=3)
    world.poll(world.services.accounts.listed()[0])
    other = next(i for i in world.services.inbox.ids(View(status=None)) if i != home)
    note, _ = world.services.notes.write(ConversationId(other), SECRET)
    world.services.notes.keep_unfinished(UnfinishedNote(ConversationId(other), "and more"))
    with world.services.workspace.write() as connection:
        conversations.join(connection, other, home)
        conversations.refresh(connection, [home])
    assert world.services.notes.of_conversation(home) == (replace(note, conversation_id=home),)
    assert world.services.notes.unfinished(home) == UnfinishedNote(home, "and more")


def test_a_restored_copy_takes_the_notes_of_today_over(world: World) -> None:
    home, notes = one(world), world.services.notes
    first, _ = notes.write(home, "Before the copy")
    copy = a_copy(world)
    notes.change(first.id, "Edited after the copy")
    late, _ = notes.write(home, "After the copy")
    world.server.write("m2", "Somebody new", minutes=5, by="omar")
    world.poll(world.services.accounts.listed()[0])
    fresh = next(i for i in world.services.inbox.ids(View(status=None)) if i != home)
    notes.write(ConversationId(fresh), "About what the copy does not know")
    notes.keep_unfinished(UnfinishedNote(home, "half a th"))
    restore(world, copy, keep=True)
    kept = world.services.notes.of_conversation(home)
    assert [one.body for one in kept] == ["Edited after the copy", "After the copy"]
    assert kept[1] == late
    assert [one.body for one in world.services.notes.revisions(first.id)] == ["Before the copy"]
    assert world.services.notes.unfinished(home) == UnfinishedNote(home, "half a th")
    bodies = [
        note.body
        for other in world.services.inbox.ids(View(status=None))
        for note in world.services.notes.of_conversation(ConversationId(other))
    ]
    assert "About what the copy does not know" in bodies
    with world.services.workspace.write() as connection:
        words.check(connection)
    assert found(world, "edited") == 1


def test_the_journal_says_who_and_not_what(world: World) -> None:
    home, notes = one(world), world.services.notes
    note, _ = notes.write(home, SECRET)
    notes.change(note.id, f"{SECRET} again")
    notes.remove(note.id)
    notes.bring_back(note.id)
    acts = world.services.journal.acts(10)
    assert [one.kind for one in acts][:4] == [
        "note.back",
        "note.remove",
        "note.change",
        "note.write",
    ]
    assert "Zorblax" not in str(acts)


def test_a_bundle_for_others_holds_no_note(world: World, tmp_path) -> None:
    """Neither the table nor what the journal says of it."""
    import zipfile

    from cmworkstation.domain.bundle import Period
    from cmworkstation.words.bundle import HtmlPages
    from tests.walking import walked

    world.services.notes.write(one(world), SECRET)
    target = tmp_path / "bundle.zip"
    walked(world.services.bundles.write(target, HtmlPages(), Period(None, None)))
    with closing(zipfile.ZipFile(target)) as archive:
        assert archive.namelist()
        for name in archive.namelist():
            assert b"Zorblax" not in archive.read(name), name


def test_nobody_is_named_where_nobody_was_entered(world: World) -> None:
    note, _ = world.services.notes.write(one(world), SECRET)
    assert note.by == ProfileId("")
    assert world.services.notes.is_own(note)
