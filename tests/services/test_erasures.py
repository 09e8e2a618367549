"""Erasing people: nothing of them is left, nothing of others goes, and neither platform nor copy brings them back."""

import re
import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.sdk.testing import a_picture
from cmworkstation.services import exchange
from cmworkstation.services.erasures import Contact, Receipt
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import erased, erasing
from tests.pretend import PretendConnector
from tests.services.conftest import World
from tests.services.test_restore import a_copy, restore
from tests.walking import walked

SECRET = "zarafa.quenelle"  # a handle that nothing else contains
WORDS = "girouette"  # a word that only she writes


# Texts that name things and not people, whatever their table.
NAMES_OF_THINGS = (
    r"^(id|.*_id|kind|type|state|status|hash|.*_hash|.*digest|name|platform|look|colour|shape|zone|if_missed|visibility"
    r"|language|charter|policy|severity|rule|reason|action|action|run|session|once_key|mark|way|need|cause|how"
    r"|fingerprint|.*signature|public|binding|seen_head|thread_head|clock|category|stratum|verdict|currency|on_day"
    r"|act|finding|channel|channels|links|recurrence|except_at|told"
    r"|month|seed|tile|version|base|owner|decided_by|roles|speaker|speakers|deputy|held|stream|value)$"
)
# Tables of our own settings, charters and people, of what no person outside wrote, and of what goes whole.
NO_WORDS = frozenset(
    """
    account cursor poll coverage gap quarantine tally setting charter charter_version charter_draft
    charter_account pack_text signoff signed_file profile profile_key mandate label saved_view inbox_rule
    inbox_rule_revision journal legal_hold retention_rule erasure outbox_step review_sample batch_item reply_time
    question_mark rule_outcome _sqlite_migrations sqlite_sequence sqlite_stat1 shingle presence media_axes mirror
    archive_import
    briefing_quote
    department
    frozen_rule
    mention_tag
    topic_conversation
    voice_goal
    watch_query
    """.split()
)
HANDLED = {  # by functions of their own
    "message": "author_name author_handle title spoiler text html url attachments remote_id native_id parent_id",
    "revision": "title text html",
    "author": "key name handle url",
    "handle_check": "handle result",
    "conversation": "title author_name author_handle assignee handed handed_by",
    "raw_item": "native_id",
    "journal_payload": "salt payload",
    "outbox": "url error",
    "capture": "file address",
    "reachable": "place",
    "crisis_call": "outcome",
    "correction": "address",
    "experience": "outcome",
    "debrief_action": "due_on",
    # Ids of our own people, and marks.
    "post_place": "role",
    "statement_use": "adds_to",
    "topic": "owner decided_by",
    "dialogue": "owner approved_by decided_by",
    "contribution": "stance",
    "dialogue_told": "voice",
    "briefing": "department",
    "briefing_sketch": "taken_out",
    "alert": "series basis first trouble",
    "place_decision": "decision",
    "watch_source": "why reach",
    "mention": "remote_id author_key stance stance_how category category_how reach reach_place",
}


def fill(world: World) -> None:
    """Two people write, one of them edits; we answer, note, promise, and something of it is journalled."""
    world.server.write("a", f"Ma {WORDS} grince, que faire ?", by=SECRET, minutes=1)
    world.server.write("c", f"Et une autre {WORDS}.", by=SECRET, minutes=3)
    world.server.write("d", "Bonjour, où est la mairie ?", by="odile", minutes=4)
    account = world.add_account("mairie")
    world.clock.advance(3600)
    world.poll(account)
    world.server.posts[0]["text"] = f"Ma vieille {WORDS} grince, que faire ?"
    services = world.services
    home = home_of(world, "a")
    services.sync.refresh_thread(home)
    question = services.inbox.thread(home).entries[0].message
    draft = services.drafts.begin(home, question.id)
    sent, _ = services.outbox.queue(
        replace(draft, body=f"Bonjour @{SECRET}, nous passons demain."), hold_s=0
    )
    services.outbox.deliver(sent.id)
    world.server.write("b", f"@{SECRET} Chez moi aussi.", parent="a", by="odile", minutes=90)
    world.clock.advance(3600)
    world.poll(account)
    services.notes.write(home, f"{SECRET} a appelé hier.")
    open_draft = services.drafts.begin(home)
    services.drafts.save(replace(open_draft, body=f"Re-bonjour @{SECRET}"))


def home_of(world: World, remote_id: str) -> ConversationId:
    """Return the conversation of a message."""
    found = [
        entry.message.conversation_id
        for one in world.services.inbox.ids(View(status=None))
        for entry in world.services.inbox.thread(ConversationId(one)).entries
        if entry.message.remote_id.endswith(remote_id)
    ]
    return found[0]


def her(world: World) -> Contact:
    """Return the person that is to go."""
    (found,) = world.services.erasures.people("zarafa")
    return found


def erase(world: World, author_id: AuthorId, way: Way = Way.ERASE) -> Receipt:
    """Erase somebody to the end."""
    return walked(world.services.erasures.erase(author_id, way, "Personne 1"))


def files_with(folder: Path, *wanted: str) -> list[str]:
    """Return the files in which one of these stands, in letters or packed as copies as received are."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        whole = path.read_bytes()
        if path.suffix == ".db":
            with sqlite3.connect(path.as_uri() + "?mode=ro", uri=True) as connection:
                for (data,) in connection.execute("SELECT data FROM raw_block"):
                    whole += unpacked(data)
        if any(one.encode() in whole for one in wanted):
            found.append(path.name)
    return found


def unpacked(data: bytes) -> bytes:
    """Return a block of copies as received."""
    return zlib.decompress(data)


def test_no_byte_of_a_person_is_left_and_the_journal_still_holds(world: World) -> None:
    fill(world)
    world.services.workspace.scrub()
    assert files_with(world.folder, SECRET, WORDS) == ["workspace.db"]
    receipt = erase(world, her(world).id)
    assert (receipt.messages, receipt.copies) == (2, 5)
    assert world.services.journal.verify().problems == ()
    assert world.services.journal.verify().erased == receipt.acts
    world.services.close()
    assert files_with(world.folder, SECRET, WORDS) == []
    world.open()


def test_what_others_wrote_stays_and_so_does_that_she_wrote(world: World) -> None:
    fill(world)
    home, other = home_of(world, "a"), home_of(world, "d")
    before = world.services.inbox.thread(other)
    erase(world, her(world).id)
    thread = world.services.inbox.thread(home)
    told = [(one.message.author_name, one.message.text) for one in thread.entries]
    assert told == [
        ("Personne 1", ""),
        ("Mairie", "Bonjour Personne 1, nous passons demain."),
        ("Odile", "Personne 1 Chez moi aussi."),
    ]
    assert thread.entries[0].message.erased_at is not None
    assert [one.depth for one in thread.entries] == [0, 1, 1]  # who answered whom is still known
    assert world.services.inbox.thread(other) == before
    (note,) = world.services.notes.of_conversation(home)
    assert note.body == "Personne 1 a appelé hier."
    (draft,) = world.services.drafts.of_conversation(home)
    assert draft.body == "Re-bonjour Personne 1"


def test_under_another_name_her_words_stay(world: World) -> None:
    fill(world)
    home = home_of(world, "c")
    erase(world, her(world).id, Way.ANONYMISE)
    (entry,) = world.services.inbox.thread(home).entries
    assert (entry.message.author_name, entry.message.author_handle) == ("Personne 1", "")
    assert entry.message.text == f"Et une autre {WORDS}."
    world.services.close()
    assert files_with(world.folder, SECRET) == []
    world.open()


def test_the_platform_does_not_bring_her_back_but_she_may_come_again(world: World) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    erase(world, her(world).id)
    world.services.workspace.scrub()
    with world.services.workspace.write() as connection:
        connection.execute("DELETE FROM cursor")  # everything is sent again
    world.server.posts[0]["text"] = f"Ma très vieille {WORDS} grince."
    world.clock.advance(60)
    world.poll(account)
    assert world.services.erasures.people("zarafa") == ()
    world.server.write("e", "Me revoici.", by=SECRET, minutes=150)
    world.clock.advance(3600)
    world.poll(account)
    assert her(world).messages == 1


@pytest.mark.parametrize("way", list(Way))
def test_neither_a_look_at_a_thread_nor_all_over_again_brings_a_name_back(
    world: World, way: Way
) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    home = home_of(world, "b")
    erase(world, her(world).id, way)
    before = said(world)
    for _ in range(2):
        world.services.sync.refresh_thread(home)
        with world.services.workspace.write() as connection:
            connection.execute("DELETE FROM cursor")  # everything is sent again
        world.clock.advance(60)
        world.poll(account)
    assert said(world) == before
    assert world.services.erasures.people("zarafa") == ()
    world.services.close()
    assert files_with(world.folder, SECRET) == []
    world.open()


@pytest.mark.parametrize("way", list(Way))
def test_what_is_said_later_in_a_thread_does_not_bring_her_name_back(
    world: World, way: Way
) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    home = home_of(world, "b")
    erase(world, her(world).id, way)
    later = (
        ("e", f"@{SECRET} tu as trouvé ?", "a"),
        ("f", f"Le 3 mai, {SECRET.upper()} a écrit :\n> ma ...", "b"),
        (
            "g",
            f"Merci à @zarafa.quenelle, et à @zarafa.quenelle@pretend.example aussi : {SECRET}.",
            "a",
        ),
        ("h", "La zarafa est une girafe, la quenelle un plat.", "a"),
    )
    for n, (name, text, parent) in enumerate(later):
        world.server.write(name, text, parent=parent, by="odile", minutes=120 + n)
    world.clock.advance(3 * 3600)
    world.poll(account)
    texts = [text for who, text in said(world) if who == "Odile"]
    assert "@Personne 1 tu as trouvé ?".replace("@", "") in texts
    assert any(one.startswith("Le 3 mai, Personne 1 a écrit") for one in texts)
    assert "La zarafa est une girafe, la quenelle un plat." in texts, "words of their own stay"
    before = said(world)
    world.services.sync.refresh_thread(home)
    with world.services.workspace.write() as connection:
        connection.execute("DELETE FROM cursor")  # everything is sent again
    world.poll(account)
    assert said(world) == before
    world.services.workspace.scrub()
    world.services.close()
    assert files_with(world.folder, SECRET) == []
    world.open()


def test_who_writes_anew_has_their_name_again_in_what_others_say(world: World) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    erase(world, her(world).id)
    world.clock.advance(3600)
    world.server.write("e", "Me revoici.", by=SECRET, minutes=150)
    world.server.write("f", f"Bonjour @{SECRET} !", parent="e", by="odile", minutes=151)
    world.clock.advance(3600)
    world.poll(account)
    assert ("Odile", f"Bonjour @{SECRET} !") in said(world)


def test_what_we_posted_by_hand_does_not_bring_her_name_back(world: World) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    draft = replace(world.services.drafts.begin(home_of(world, "c")), body=f"Oui @{SECRET}.")
    row, _ = world.services.by_hand.begin(draft)
    world.services.by_hand.posted(row.id, nowhere=True)
    erase(world, her(world).id)
    at = world.clock.now().isoformat()
    post = {"id": "77", "key": "browser", "text": draft.body, "parent": "c", "at": at}
    world.server.published.append(post)
    world.server.posts.append(post | {"by": "mairie"})
    world.clock.advance(60)
    world.poll(account)
    assert world.services.outbox.row(row.id).remote_id == "77"
    texts = [one.message.text for one in world.services.inbox.thread(row.conversation_id).entries]
    assert texts == ["", "Oui Personne 1."]
    world.services.close()
    assert files_with(world.folder, SECRET) == []
    world.open()


def test_what_others_change_in_words_without_her_name_is_shown(world: World) -> None:
    fill(world)
    home = home_of(world, "b")
    erase(world, her(world).id)
    (post,) = (one for one in world.server.posts if one["id"] == "b")
    post["text"] = "Chez moi aussi, depuis hier."
    world.services.sync.refresh_thread(home)
    assert ("Odile", "Chez moi aussi, depuis hier.") in said(world)


def said(world: World) -> list[tuple[str, str]]:
    """Return who said what, conversation by conversation."""
    return [
        (entry.message.author_name, entry.message.text)
        for one in sorted(world.services.inbox.ids(View(status=None)))
        for entry in world.services.inbox.thread(ConversationId(one)).entries
    ]


def test_an_older_copy_brings_nobody_back(world: World) -> None:
    fill(world)
    copy = a_copy(world)
    erase(world, her(world).id)
    restore(world, copy, keep=True)
    assert world.services.erasures.people("zarafa") == ()
    texts = [
        entry.message.text
        for one in world.services.inbox.ids(View(status=None))
        for entry in world.services.inbox.thread(ConversationId(one)).entries
    ]
    assert not [one for one in texts if WORDS in one or SECRET in one]


def test_an_import_of_another_workspace_brings_nobody_back_who_was_erased_in_either(
    world: World, tmp_path: Path
) -> None:
    other = World(tmp_path / "other", world.clock)
    fill(other)
    (odile,) = other.services.erasures.people("odile")
    erase(other, odile.id)
    archive = tmp_path / "other.zip"
    walked(exchange.export(other.services.workspace, archive))
    other.services.close()
    PretendConnector.server = world.server
    fill(world)
    erase(world, her(world).id)
    world.services.close()
    walked(exchange.take_in(Rescue(world.folder), archive, world.clock.now()))
    world.open()
    walked(world.services.retention.daily(lambda n: f"Personne {n}"))
    assert len(erased.read(world.folder)[1]) >= 2
    assert {one.mark for one in erased.read(world.folder)[1]} == {
        one.mark for one in world.services.erasures.listed()
    }
    (account,) = world.services.accounts.listed()
    for _ in range(2):
        assert world.services.erasures.people("zarafa") == ()
        assert world.services.erasures.people("odile") == ()
        with world.services.workspace.write() as connection:
            connection.execute("DELETE FROM cursor")  # everything is sent again
        world.poll(account)


def test_an_erasure_that_failed_is_not_tried_again_over_a_hold(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world)

    def full(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(erasing, "scrub", full)
        with pytest.raises(OSError, match="no room"):
            erase(world, her(world).id)
    world.services.erasures.hold_person(her(world).id, "Plainte du 3 mai")
    walked(world.services.retention.daily(lambda n: f"Personne {n}"))
    assert her(world).messages == 2


def test_a_legal_hold_wins_until_it_ends(world: World) -> None:
    fill(world)
    hold, _ = world.services.erasures.hold_conversation(home_of(world, "c"), "Plainte du 3 mai")
    assert world.services.erasures.known(her(world).id).held == ("Plainte du 3 mai",)
    with pytest.raises(NotAllowed, match="erase-held"):
        erase(world, her(world).id)
    world.services.erasures.end_hold(hold.id)
    assert erase(world, her(world).id).messages == 2


def test_a_hold_on_somebody_keeps_the_others_of_their_conversations(world: World) -> None:
    fill(world)
    (odile,) = world.services.erasures.people("odile")
    world.services.erasures.hold_person(odile.id, "Plainte du 3 mai")
    with pytest.raises(NotAllowed, match="erase-held"):
        erase(world, her(world).id)


def test_what_a_hold_keeps_keeps_a_name_that_stands_in_it(world: World) -> None:
    world.server.write("a", "Bonjour", by="lea", minutes=1)
    world.server.write("b", "C’est @lea qui l’a dit.", by="odile", minutes=3)
    world.server.write("c", "Et voici ce que @lea en dit.", by="odile", minutes=4)
    world.poll(world.add_account("mairie"))
    held = home_of(world, "b")
    world.services.erasures.hold_conversation(held, "Plainte du 3 mai")
    world.services.notes.write(held, "Appeler @lea lundi.")
    (lea,) = world.services.erasures.people("lea")
    known = world.services.erasures.known(lea.id)
    assert (known.mentions, known.kept) == (2, 1)
    erase(world, lea.id)
    thread = world.services.inbox.thread(held)
    assert [one.message.text for one in thread.entries] == ["C’est @lea qui l’a dit."]
    assert [one.body for one in world.services.notes.of_conversation(held)] == [
        "Appeler @lea lundi."
    ]
    other = world.services.inbox.thread(home_of(world, "c"))
    assert [one.message.text for one in other.entries] == ["Et voici ce que Personne 1 en dit."]
    copies = world.services.workspace.read().execute(
        "SELECT length(payload) + length FROM message m JOIN raw_item r ON r.id = m.raw_id WHERE m.id=?",
        (thread.entries[0].message.id,),
    )
    assert copies.fetchone()[0] > 0


def test_nobody_is_erased_while_a_reply_to_them_waits_for_a_person(world: World) -> None:
    fill(world)
    world.server.script.append("refused")
    draft = replace(world.services.drafts.begin(home_of(world, "c")), body=f"@{SECRET} Merci !")
    row, _ = world.services.outbox.queue(draft, hold_s=0)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state == "refused"
    with pytest.raises(NotAllowed, match="erase-on-its-way"):
        erase(world, her(world).id)


def test_what_comes_in_while_copies_are_looked_through_is_looked_at_too(world: World) -> None:
    fill(world)
    (account,) = world.services.accounts.listed()
    steps = world.services.erasures.erase(her(world).id, Way.ERASE, "Personne 1")
    assert [next(steps).text for _ in range(2)] == ["erase", "erase"]
    world.server.posts.append({**world.server.posts[2], "id": "z", "seen-by": SECRET})
    world.clock.advance(60)
    world.poll(account)
    walked(steps)
    world.services.close()
    assert files_with(world.folder, SECRET) == []
    world.open()


def test_what_drafts_said_before_they_were_sent_or_left_names_her_no_more(world: World) -> None:
    world.server.write("a", "Bonjour", by="lea", minutes=1)
    world.server.write("b", "Bonsoir", by="odile", minutes=2)
    world.poll(world.add_account("mairie"))
    home = home_of(world, "a")
    for body in ("Chere Lea, voici.", "Chere Odile, voici."):
        draft, _ = world.services.drafts.save(
            replace(world.services.drafts.begin(home, another=True), body=body)
        )
        world.services.drafts.discard(draft.id)
    (lea,) = world.services.erasures.people("lea")
    erase(world, lea.id)
    left = world.services.workspace.read().execute("SELECT body FROM draft_revision")
    assert [one[0] for one in left] == ["Chere Odile, voici."]


def test_descriptions_of_our_pictures_name_her_no_more(world: World) -> None:
    fill(world)
    home = home_of(world, "c")
    picture = world.services.media.add(a_picture(1), f"{SECRET}.png")
    world.services.library.describe(picture.hash, "fr", f"@{SECRET} devant la mairie")
    draft = world.services.drafts.begin(home)
    described = replace(picture, alt=f"@{SECRET} devant la mairie")
    world.services.drafts.save(replace(draft, body="Voici.", media=(described,)))
    erase(world, her(world).id)
    (saved,) = world.services.drafts.of_conversation(home)
    assert saved.media[0].alt == "Personne 1 devant la mairie"
    world.services.close()
    assert files_with(world.folder, SECRET) == []
    world.open()


def test_nobody_is_erased_while_a_reply_is_is_on_its_way_and_we_never_are(world: World) -> None:
    fill(world)
    draft = world.services.drafts.begin(home_of(world, "c"))
    world.services.outbox.queue(replace(draft, body="Merci !"), hold_s=3600)
    with pytest.raises(NotAllowed, match="erase-on-its-way"):
        erase(world, her(world).id)
    us = world.services.inbox.thread(home_of(world, "a")).entries[1].message.author_id
    with pytest.raises(NotAllowed, match="erase-us"):
        erase(world, us)


def test_what_is_known_is_counted_and_told(world: World, tmp_path: Path) -> None:
    fill(world)
    world.services.views.add("Elle", f"from:@{SECRET}")
    known = world.services.erasures.known(her(world).id)
    assert (known.messages, known.conversations, known.answers) == (2, 2, 1)
    assert (known.drafts, known.notes, known.by_hand) == (1, 1, ("Elle",))
    target = tmp_path / "her.txt"
    for _ in world.services.erasures.tell(target, her(world).id, lambda kind, one: f"{kind} {one}"):
        pass
    lines = target.read_text(encoding="utf-8").splitlines()
    assert [one.split()[0] for one in lines] == [
        *("person", "message", "message", "earlier", "answer", "note")
    ]


def test_a_name_of_one_word_is_changed_only_where_she_took_part(world: World) -> None:
    world.server.write("a", "Bonjour", by="lea", minutes=1)
    world.server.write("b", "Merci Lea, et @lea aussi.", parent="a", by="odile", minutes=2)
    world.server.write("c", "Lea est un joli nom.", by="odile", minutes=3)
    world.server.write("d", "Demandez à @lea.", by="odile", minutes=4)
    world.poll(world.add_account("mairie"))
    (lea,) = world.services.erasures.people("lea")
    assert world.services.erasures.known(lea.id).mentions == 1
    erase(world, lea.id)
    texts = [
        entry.message.text
        for one in sorted(world.services.inbox.ids(View(status=None)))
        for entry in world.services.inbox.thread(ConversationId(one)).entries
    ]
    assert texts == [
        *("", "Merci Personne 1, et Personne 1 aussi."),
        *("Lea est un joli nom.", "Demandez à Personne 1."),
    ]


def test_every_text_of_the_schema_is_either_looked_at_or_no_words_of_people(
    world: World,
) -> None:
    looked = {(one.table, column) for one in erasing.TEXTS for column in one.columns}
    looked |= {(table, column) for table, columns in HANDLED.items() for column in columns.split()}
    connection = world.services.workspace.read()
    found = {
        (table, column)
        for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        if "_fts" not in table and table not in NO_WORDS
        for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})")
        if kind == "TEXT" and not re.search(NAMES_OF_THINGS, column)
    }
    assert sorted(found - looked) == []


def test_a_signature_under_words_that_were_erased_is_no_fault(world: World) -> None:
    fill(world)
    with world.services.workspace.write() as connection:
        connection.execute(
            "INSERT INTO approval_request(id, conversation_id, account_no, target_id, author_id, charter_id, policy,"
            " need, speakers, body, thread_head, binding, state, created_at) SELECT 'r', conversation_id, account_no,"
            " id, '', '', '', 1, '', text, '', '', 'sent', at FROM message WHERE remote_id='a'"
        )
        connection.execute(
            "INSERT INTO approval_act(request_id, n, at, kind, profile_id, binding, body)"
            " VALUES('r', 1, 0, 'approve', '', '', ?)",
            (f"Bonjour @{SECRET}",),
        )
    assert len(world.services.proof.signatures().misfits) == 1  # it was never signed
    erase(world, her(world).id)
    assert world.services.proof.signatures().misfits == ()
