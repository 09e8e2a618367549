"""Intake: nothing lost, nothing doubled, history kept, threads joined."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.erasure import Erased, Way
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.message import Held, Kind, Writer
from cmworkstation.domain.query import parse
from cmworkstation.store import (
    conversation_list,
    conversations,
    coverage,
    erased,
    erasing,
    finding,
    intake,
    ledger,
    message_ids,
    messages,
    raw_blocks,
)
from cmworkstation.store.database import Workspace
from cmworkstation.store.received import Raw
from tests.store.builders import START, US, a_workspace, an_item, raw_of, take


@pytest.fixture
def workspace(tmp_path: Path):
    opened = a_workspace(tmp_path / "w", "Mairie", "Bibliothèque")
    yield opened
    assert conversations.recount(opened.read()) == []
    assert opened.problems() == []
    opened.close()


def rows(workspace: Workspace, status: Status = Status.WAITING_US):
    found = conversation_list.ids(workspace.read(), View(status=status))
    return conversation_list.rows(workspace.read(), found)


def test_a_thousand_items_with_twenty_broken_ones_are_all_accounted_for(
    workspace: Workspace,
) -> None:
    raws = [raw_of(an_item(str(n), f"Message {n}", n)) for n in range(980)]
    raws += [raw_of(problem="not JSON", payload=b"\xff{cut" + bytes([n])) for n in range(20)]
    with workspace.write(intake=True) as connection:
        taken = intake.take(connection, 1, "demo", raws, START)
    read = workspace.read()
    assert taken.tally == Tally(seen=1000, new=980, changed=0, skipped=0, failed=20)
    assert read.execute("SELECT count(*) FROM raw_item").fetchone()[0] == 1000
    assert read.execute("SELECT count(*) FROM message").fetchone()[0] == 980
    waiting = ledger.quarantined(read, 1)
    assert len(waiting) == 20
    assert waiting[0].payload.startswith(b"\xff{cut")


def test_the_same_page_again_changes_nothing(workspace: Workspace) -> None:
    page = [an_item(str(n), minutes=n) for n in range(30)]
    take(workspace, *page)
    for _ in range(5):
        again = take(workspace, *page)
        assert again.tally == Tally(seen=30, skipped=30)
        assert not again.conversations
    assert workspace.read().execute("SELECT count(*) FROM message").fetchone()[0] == 30


def test_the_same_page_by_two_threads_at_once_gives_no_duplicates(workspace: Workspace) -> None:
    page = [an_item(str(n), minutes=n) for n in range(60)]
    workers = [threading.Thread(target=take, args=(workspace, *page)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert workspace.read().execute(
        "SELECT count(*), count(DISTINCT remote_id) FROM message"
    ).fetchone() == (60, 60)


def test_edits_and_a_deletion_stay_readable(workspace: Workspace) -> None:
    take(workspace, an_item(text="Ouvert lundi ?"))
    take(workspace, an_item(text="Ouvert mardi ?"))
    take(workspace, an_item(text="Ouvert mercredi ?"))
    take(workspace, gone=("https://social.example/1",))
    message_id = workspace.read().execute("SELECT id FROM message").fetchone()[0]
    said = [one.text for one in messages.revisions(workspace.read(), message_id)]
    assert said == ["Ouvert lundi ?", "Ouvert mardi ?", "Ouvert mercredi ?"]
    message = messages.message(workspace.read(), message_id)
    assert message.deleted_at is not None
    assert finding.messages(workspace.read(), parse("mardi")) == ()
    assert len(finding.messages(workspace.read(), parse("mercredi"))) == 1


def only(workspace: Workspace):
    (found,) = workspace.read().execute("SELECT id FROM message").fetchall()
    return messages.message(workspace.read(), found[0])


@pytest.mark.fault("F22")
def test_an_edit_that_is_taken_back_is_shown_although_its_bytes_were_seen_before(
    workspace: Workspace,
) -> None:
    for text in ("Ouvert lundi ?", "Ouvert mardi ?", "Ouvert lundi ?"):
        take(workspace, an_item(text=text))
    message = only(workspace)
    assert message.text == "Ouvert lundi ?"
    said = [one.text for one in messages.revisions(workspace.read(), message.id)]
    assert said == ["Ouvert lundi ?", "Ouvert mardi ?"]
    assert take(workspace, an_item(text="Ouvert lundi ?")).tally == Tally(seen=1, skipped=1)


@pytest.mark.fault("F22")
def test_what_was_deleted_and_returns_is_there_again(workspace: Workspace) -> None:
    take(workspace, an_item())
    take(workspace, gone=("https://social.example/1",))
    assert only(workspace).deleted_at is not None
    taken = take(workspace, an_item())
    assert taken.tally == Tally(seen=1, changed=1)
    assert only(workspace).deleted_at is None


def test_what_waits_in_quarantine_is_not_tried_at_every_poll(workspace: Workspace) -> None:
    item = an_item()
    kept = replace(raw_of(item), items=(), problem="IntegrityError")
    for raw, tally in ((kept, Tally(1, failed=1)), (raw_of(item), Tally(1, skipped=1))):
        with workspace.write(intake=True) as connection:
            assert intake.take(connection, 1, "demo", [raw], START).tally == tally
    assert len(ledger.quarantined(workspace.read(), 1)) == 1


def test_of_two_versions_in_a_page_the_later_one_counts_although_it_was_seen_before(
    workspace: Workspace,
) -> None:
    take(workspace, an_item())
    take(workspace, an_item(deleted=True), an_item())
    assert only(workspace).deleted_at is None


@pytest.mark.fault("F22")
def test_a_message_that_bears_the_id_of_another_is_its_own_writers(workspace: Workspace) -> None:
    take(workspace, an_item(text="Ouvert lundi ?"))
    other = Writer("https://social.example/@tom", "Tom", "@tom@social.example")
    take(workspace, an_item(text="Complètement nul.", minutes=50, writer=other))
    message = only(workspace)
    assert (message.author_name, message.text) == ("Tom", "Complètement nul.")
    assert message.at == START + timedelta(minutes=50)
    (said,) = messages.revisions(workspace.read(), message.id)
    assert (said.title, said.text) == ("Nadia Perrault", "Ouvert lundi ?")
    assert len(finding.messages(workspace.read(), parse("from:tom nul"))) == 1
    assert finding.messages(workspace.read(), parse("from:nadia")) == ()


def test_two_groups_of_a_page_may_belong_to_conversations_that_it_joins(
    workspace: Workspace,
) -> None:
    take(workspace, an_item("a"), an_item("b", minutes=1), an_item("b1", minutes=2, parent="b"))
    taken = take(
        workspace,
        an_item("b2", minutes=3, parent="b1"),
        an_item("a", parent="x"),
        an_item("x", minutes=4, parent="b"),
        an_item("b3", minutes=5, parent="b"),
    )
    assert taken.tally == Tally(seen=4, new=3, changed=1)
    (one,) = rows(workspace)
    assert one.messages == 6


def test_a_message_waits_for_us_until_we_answer_and_waits_again_when_they_write(
    workspace: Workspace,
) -> None:
    take(workspace, an_item("1", minutes=0))
    (waiting,) = rows(workspace)
    assert (waiting.status, waiting.unread, waiting.waiting_since) == (Status.WAITING_US, 1, START)
    take(workspace, an_item("2", "Oui, dès 9 h.", 10, writer=US, parent="1"))
    assert rows(workspace) == ()
    (answered,) = rows(workspace, status=Status.WAITING_THEM)
    assert (answered.waiting_since, answered.messages) == (None, 2)
    take(workspace, an_item("3", "Et le soir ?", 20, parent="2"))
    (again,) = rows(workspace)
    assert again.waiting_since == START + timedelta(minutes=20)
    assert again.snippet == "Et le soir ?"


def test_what_a_person_set_aside_stays_until_somebody_writes(workspace: Workspace) -> None:
    take(workspace, an_item("1"))
    (row,) = rows(workspace)
    with workspace.write() as connection:
        conversations.set_status(connection, [row.id], Status.DONE)
    take(workspace, an_item("1", "Bonjour (corrigé)"))
    assert rows(workspace) == ()
    take(workspace, an_item("2", "Encore une question", 5, parent="1"))
    assert len(rows(workspace)) == 1


def test_an_ancestor_that_arrives_late_joins_what_belongs_together(workspace: Workspace) -> None:
    take(workspace, an_item("a", minutes=5, parent="root"), an_item("b", minutes=6, parent="root"))
    assert len(rows(workspace)) == 1  # both answer the same unknown message
    take(workspace, an_item("c", minutes=9, parent="other"))
    assert len(rows(workspace)) == 2
    take(workspace, an_item("other", minutes=1, parent="root", context=True))
    take(workspace, an_item("root", "Annonce", 0, writer=US, context=True))
    (one,) = rows(workspace)
    assert one.messages == 5
    assert one.title == "Annonce"


def test_a_parent_that_is_told_later_joins_what_belongs_together(workspace: Workspace) -> None:
    take(workspace, an_item("q", "Question ?"), an_item("a", "Réponse", 5))
    assert len(rows(workspace)) == 2
    taken = take(workspace, an_item("a", "Réponse", 5, parent="q"))
    assert (taken.tally.new, taken.tally.changed) == (0, 1)
    (one,) = rows(workspace)
    assert taken.conversations == {one.id}
    entries = messages.thread(workspace.read(), one.id).entries
    assert [(entry.message.text, entry.depth) for entry in entries] == [
        ("Question ?", 0),
        ("Réponse", 1),
    ]


def test_a_parent_that_is_told_before_it_is_known_is_waited_for(workspace: Workspace) -> None:
    take(workspace, an_item("a", "Réponse", 5))
    take(workspace, an_item("a", "Réponse", 5, parent="q"))
    take(workspace, an_item("q", "Question ?"))
    (one,) = rows(workspace)
    assert one.messages == 2


def test_context_alone_waits_for_nobody(workspace: Workspace) -> None:
    take(workspace, an_item("1", context=True))
    assert rows(workspace) == ()
    take(workspace, an_item("1", context=False))
    assert len(rows(workspace)) == 1
    take(workspace, an_item("1", context=True))
    assert len(rows(workspace)) == 1, "what was addressed to us stays addressed to us"


def test_spam_does_not_wait_and_comes_back_when_it_is_approved(workspace: Workspace) -> None:
    take(workspace, an_item("1", held=Held.SPAM))
    assert rows(workspace) == ()
    take(workspace, an_item("1", held=Held.NO))
    assert len(rows(workspace)) == 1


def test_articles_are_for_reading(workspace: Workspace) -> None:
    take(workspace, an_item("1", kind=Kind.ARTICLE))
    assert rows(workspace) == ()
    assert len(rows(workspace, status=Status.TO_READ)) == 1


def test_more_messages_of_one_moment_than_its_ids_spill_into_the_next(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_ids, "SPREAD", 3)  # eight ids to a millisecond
    later = timedelta(milliseconds=1)
    take(workspace, *(replace(an_item(f"b{n}"), at=START + later) for n in range(5)))
    for start in range(0, 40, 10):
        taken = take(workspace, *(an_item(f"a{n}") for n in range(start, start + 10)))
        assert taken.tally.new == 10
    take(workspace, *(replace(an_item(f"c{n}"), at=START + later) for n in range(20)))
    found = rows(workspace)
    assert len(found) == 65
    ids = [row[0] for row in workspace.read().execute("SELECT id FROM message ORDER BY id")]
    assert len(set(ids)) == 65


def test_the_same_permanent_id_on_two_accounts_is_two_messages(workspace: Workspace) -> None:
    take(workspace, an_item("1"), account=1)
    take(workspace, an_item("1"), account=2)
    assert len(rows(workspace)) == 2


def test_many_messages_of_one_second_keep_their_order_and_their_ids(workspace: Workspace) -> None:
    page = [an_item(str(n), f"n{n}") for n in range(300)]
    take(workspace, *page[:100])
    take(workspace, *page[100:])
    ids = [row[0] for row in workspace.read().execute("SELECT id FROM message ORDER BY id")]
    assert len(set(ids)) == 300


def test_a_message_from_the_far_future_does_not_sit_above_all_others_for_ever(
    workspace: Workspace,
) -> None:
    take(workspace, an_item("1", minutes=60 * 24 * 365 * 5))
    take(workspace, an_item("2", minutes=700), minutes=701)
    ids = dict(workspace.read().execute("SELECT native_id, id FROM message"))
    assert ids["2"] > ids["1"]


def test_a_page_that_fails_half_way_leaves_no_trace_and_no_cursor(workspace: Workspace) -> None:
    def half_way() -> None:
        with workspace.write(intake=True) as connection:
            intake.take(connection, 1, "demo", [raw_of(an_item("1"))], START)
            ledger.set_cursor(connection, 1, "notifications", "42")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert workspace.read().execute("SELECT count(*) FROM message").fetchone()[0] == 0
    assert ledger.cursors(workspace.read(), 1) == {}


def test_a_branching_thread_is_drawn_in_reading_order(workspace: Workspace) -> None:
    take(
        workspace,
        an_item("root", minutes=0),
        an_item("a", minutes=1, parent="root"),
        an_item("b", minutes=2, parent="root"),
        an_item("a1", minutes=3, parent="a"),
        an_item("a2", minutes=5, parent="a1"),
        an_item("b1", minutes=4, parent="b"),
    )
    (row,) = rows(workspace)
    drawn = [
        (one.message.native_id, one.depth)
        for one in messages.thread(workspace.read(), row.id).entries
    ]
    assert drawn == [("root", 0), ("a", 1), ("a1", 2), ("a2", 3), ("b", 1), ("b1", 2)]


def test_messages_that_answer_each_other_in_a_ring_are_shown(workspace: Workspace) -> None:
    take(workspace, an_item("x", parent="y"), an_item("y", minutes=1, parent="x"))
    (row,) = rows(workspace)
    assert len(messages.thread(workspace.read(), row.id).entries) == 2


def test_moved_sees_answers_edits_and_deletions_but_not_late_ancestors(
    workspace: Workspace,
) -> None:
    take(workspace, an_item("1", minutes=5, parent="0"))
    target = workspace.read().execute("SELECT id FROM message").fetchone()[0]
    seen = messages.head(workspace.read(), target)
    take(workspace, an_item("0", minutes=0, context=True))
    assert not messages.moved(workspace.read(), target, seen)
    take(workspace, an_item("2", "Un collègue a répondu", 9, parent="1", context=True))
    assert len(messages.moved(workspace.read(), target, seen).answers) == 1
    take(workspace, replace(an_item("1", "Autre texte", 5, parent="0")))
    assert messages.moved(workspace.read(), target, seen).edited
    take(workspace, gone=("https://social.example/1",))
    assert messages.moved(workspace.read(), target, seen).deleted


WORDS = st.sampled_from(["", "un", "deux", "trois"])
STEPS = st.lists(
    st.tuples(
        st.integers(0, 7), WORDS, st.integers(-1, 7), st.booleans(), st.booleans(), st.booleans()
    ),
    max_size=25,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_history_of_a_server_leaves_one_row_per_message(tmp_path_factory, steps) -> None:
    workspace = a_workspace(tmp_path_factory.mktemp("model"))
    model: dict[str, str] = {}
    for name, text, parent, ours, gone, again in steps:
        if gone:
            take(workspace, gone=(f"https://social.example/{name}",))
            continue
        changes: dict[str, object] = {"parent": str(parent)} if parent >= 0 else {}
        item = an_item(str(name), text, name, **changes)
        if ours:
            item = replace(item, writer=US)
        take(workspace, item, *([item] if again else []))
        model[str(name)] = text
    stored = dict(workspace.read().execute("SELECT native_id, text FROM message"))
    assert set(stored) == set(model)
    assert conversations.recount(workspace.read()) == []
    assert workspace.problems() == []
    empty = (
        "SELECT count(*) FROM conversation WHERE id NOT IN (SELECT conversation_id FROM message)"
    )
    assert workspace.read().execute(empty).fetchone()[0] == 0
    workspace.close()


# -------------------------------------------------------------------------------------------------- history


def looked_back(workspace: Workspace, *raws: Raw, minutes: float = 0) -> Tally:
    with workspace.write(intake=True) as connection:
        before = START + timedelta(minutes=minutes)
        return intake.take(connection, 1, "demo", raws, START, (), before).tally


def test_looking_back_keeps_nothing_twice_that_says_nothing_new(workspace: Workspace) -> None:
    take(workspace, an_item("1"), an_item("2", parent="1"))
    count = "SELECT count(*) FROM raw_item"
    before = workspace.read().execute(count).fetchone()
    more_likes = [
        raw_of(an_item("1"), payload=b"1 like"),
        raw_of(an_item("2", parent="1"), payload=b"2 likes"),
    ]
    assert looked_back(workspace, *more_likes) == Tally(seen=2, skipped=2)
    assert workspace.read().execute(count).fetchone() == before
    edited = raw_of(an_item("1", "Bonsoir"), payload=b"3 likes")
    assert looked_back(workspace, edited, raw_of(an_item("0"))) == Tally(seen=2, new=1, changed=1)
    assert looked_back(workspace, raw_of(problem="cut", payload=b"{")) == Tally(seen=1, failed=1)


def test_what_is_older_is_history_and_what_is_younger_waits(workspace: Workspace) -> None:
    old, young = an_item("old", minutes=-5), an_item("young", minutes=5)
    assert looked_back(workspace, raw_of(old), raw_of(young)).new == 2
    rows = workspace.read().execute("SELECT native_id, history, unread FROM message ORDER BY id")
    assert rows.fetchall() == [("old", 1, 0), ("young", 0, 1)]
    statuses = workspace.read().execute("SELECT status FROM conversation ORDER BY id").fetchall()
    assert statuses == [(Status.DONE,), (Status.WAITING_US,)]


def test_context_that_turns_out_to_be_an_old_message_is_history_too(workspace: Workspace) -> None:
    take(workspace, an_item("old", minutes=-5, context=True), an_item("new", parent="old"))
    looked_back(workspace, raw_of(an_item("old", minutes=-5)))
    assert workspace.read().execute(
        "SELECT history, unread, context FROM message WHERE native_id='old'"
    ).fetchone() == (1, 0, 0)
    assert conversations.recount(workspace.read()) == []


def test_the_oldest_time_is_that_of_the_oldest_message_by_others(workspace: Workspace) -> None:
    take(
        workspace,
        an_item("ours", minutes=-90, writer=US),
        an_item("above", minutes=-60, context=True),
    )
    take(workspace, an_item("2", minutes=-10), an_item("1", minutes=-20), an_item("3"))
    take(workspace, an_item("4", minutes=7))
    told = coverage.depth(workspace.read(), 1, AccountId("account-Mairie"), can_ask=True)
    assert told.oldest_at == START - timedelta(minutes=20)


def test_one_paragraph_is_kept_once_and_shown_as_it_came(workspace: Workspace) -> None:
    came = {
        "plain": ("<p>Bread &amp; oats &lt;3</p>", "Bread & oats <3"),
        "link": ('<p>See <a href="https://x.example">there</a></p>', "See there"),
        "two": ("<p>One</p><p>Two</p>", "One\nTwo"),
        "none": ("", "Only words"),
    }
    for name, (html, text) in came.items():
        take(workspace, an_item(name, text, html=html))
    reader = workspace.read()
    kept = dict(reader.execute("SELECT native_id, html FROM message"))
    assert kept == {name: html for name, (html, _) in came.items()} | {"plain": "<p>"}
    ids = dict(reader.execute("SELECT native_id, id FROM message"))
    for name, (html, text) in came.items():
        assert messages.message(reader, ids[name]).html == html
        assert take(workspace, an_item(name, text, html=html, url="x")).tally.changed == 0
    take(workspace, an_item("plain", "Cake", html="<p>Cake</p>"))
    assert messages.message(reader, ids["plain"]).html == "<p>Cake</p>"
    assert [one.html for one in messages.revisions(reader, ids["plain"])] == [came["plain"][0]]


def test_what_an_older_version_kept_twice_is_not_taken_for_an_edit(workspace: Workspace) -> None:
    take(workspace, an_item(text="Bonjour", html="<p>Bonjour</p>"))
    with workspace.write() as writer:
        writer.execute("UPDATE message SET html='<p>Bonjour</p>'")
    again = take(workspace, an_item(text="Bonjour", html="<p>Bonjour</p>", url="x"))
    assert (again.tally.new, again.tally.changed) == (0, 0)


@pytest.mark.parametrize("only_new", [True, False])
def test_what_holds_words_of_an_erased_person_beside_others_is_not_kept_as_it_was_received(
    workspace: Workspace, only_new: bool
) -> None:
    hers = an_item("1", "Ma girouette grince")
    ours = an_item("2", "Bonjour Nadia", 1, parent="1", writer=US)
    take(workspace, hers, ours)
    with workspace.write() as connection:
        (author_id,) = connection.execute("SELECT author_id FROM message WHERE NOT ours").fetchone()
        copies = [one for one in raws(workspace, author_id) if one is not None]
        mark = erased.mark_of(connection, author_id)
        erasing.erase(connection, author_id, "Personne 1", Way.ERASE, START, copies)
        erased.add(connection, Erased(mark, Way.ERASE, "Personne 1", START + timedelta(hours=20)))
    unknown = Writer("?", "?", "")
    stub = replace(hers, native_id="", context=True, text="", writer=unknown)
    other = an_item("3", "Et moi", 2, writer=Writer("omar", "Omar", "@omar"))
    pages = [raw_of(stub, ours, payload=b"girouette"), raw_of(hers, other, payload=b"girouette 2")]
    with workspace.write(intake=True) as connection:
        intake.take(connection, 1, "demo", pages[not only_new :], START, only_new=only_new)
    said = workspace.read().execute("SELECT text FROM message ORDER BY id")
    assert [one[0] for one in said] == ["", "Bonjour Personne 1", "Et moi"]
    kept = workspace.read().execute(f"SELECT {raw_blocks.KEPT} FROM {raw_blocks.SOURCE}")
    assert not [one for one in kept if b"girouette" in raw_blocks.payload(*one)]


def raws(workspace: Workspace, author_id: int) -> Iterator[int | None]:
    """Return the copies as received that name somebody."""
    connection = workspace.read()
    return erasing.raws_naming(connection, erasing.renaming_of(connection, author_id, ""))
