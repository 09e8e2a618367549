"""A restored workspace: nothing is sent a second time, nothing a person wrote is dropped, the old file stays."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.account import Idempotency
from cmworkstation.domain.approval import State
from cmworkstation.domain.backup import Backup
from cmworkstation.domain.charter import lifecycle
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import (
    BackupDamaged,
    NotAWorkspace,
    WorkspaceInUse,
    WorkspaceTooNew,
    WorkstationError,
)
from cmworkstation.domain.handle_check import Result
from cmworkstation.domain.ids import ConversationId, OutboxId
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.media_map import Time
from cmworkstation.domain.profile import ALL_ROLES, Role
from cmworkstation.domain.relation import Begin
from cmworkstation.domain.relay import Told
from cmworkstation.domain.reply import OutboxState, StepNote
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.sdk.testing import a_picture
from cmworkstation.services import rehearsal
from cmworkstation.services.outbox.queueing import Checked
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import approvals, pauses
from cmworkstation.store.database import FILE
from cmworkstation.store.version import SCHEMA
from tests.services.approving import Town
from tests.services.conftest import World
from tests.services.test_versions import NEXT as CHANGED
from tests.services.test_versions import TEXT as CHARTER
from tests.walking import walked

LATEST = CHARTER.replace('version = "1.0"', 'version = "1.2"')


def a_copy(world: World) -> Backup:
    return walked(world.services.backups.make())


def answer(world: World, n: int, text: str) -> OutboxId:
    """Queue an answer to the nth conversation."""
    homes = sorted(world.services.inbox.ids(View(status=None)))
    draft = world.services.drafts.begin(ConversationId(homes[n]))
    row, _ = world.services.outbox.queue(replace(draft, body=text), hold_s=0)
    return row.id


def restore(world: World, one: Backup, *, keep: bool) -> Path:
    """Restore a copy as the window does: ready first, then closed, then opened again."""
    rescue = Rescue(world.folder)
    walked(rescue.restore(one, world.clock.now(), keep=keep))
    world.services.close()
    world.open()
    (aside,) = world.folder.glob("workspace-before-restore-*.db")
    return aside


def let_time_pass(world: World, minutes: int = 60) -> None:
    """Do what the window does: every ten seconds whatever the outbox owes."""
    for _ in range(minutes * 6):
        world.clock.advance(10)
        for due in world.services.outbox.due().values():
            for outbox_id in due:
                world.services.outbox.deliver(outbox_id)


@pytest.fixture
def busy(world: World) -> World:
    """Three people wrote."""
    for n in range(3):
        world.server.write(f"q{n}", f"Question {n} ?", minutes=n)
    world.poll(world.add_account())
    return world


@pytest.mark.parametrize("idempotency", list(Idempotency))
@pytest.mark.parametrize("sent_since", [True, False])
def test_a_reply_that_a_copy_holds_as_queued_is_never_sent_twice(
    tmp_path: Path, clock: Any, idempotency: Idempotency, sent_since: bool
):
    world = World(tmp_path / "w", clock, idempotency)
    world.server.write("q", "Question ?")
    world.poll(world.add_account())
    outbox_id = answer(world, 0, "Voici la réponse.")
    copy = a_copy(world)
    if sent_since:
        world.services.outbox.deliver(outbox_id)
        assert len(world.server.published) == 1
    restore(world, copy, keep=False)
    row = world.services.outbox.row(outbox_id)
    assert row.state is OutboxState.UNKNOWN
    assert world.services.outbox.steps(outbox_id)[-1].note == StepNote.RESTORED
    requests = world.server.requests
    world.services.outbox.deliver(outbox_id)  # whatever asks for it: it is looked up, not sent
    assert world.server.requests == requests
    let_time_pass(world)
    row = world.services.outbox.row(outbox_id)
    if idempotency is Idempotency.NONE:
        assert row.state is OutboxState.ASK
        assert len(world.server.published) == int(sent_since)
    else:
        assert row.state is OutboxState.SENT
        assert len(world.server.published) == 1
    assert world.services.workspace.problems() == []
    assert world.services.inbox.recount() == []
    world.services.close()


def test_what_was_written_since_the_copy_is_kept(busy: World):
    sent_since = answer(busy, 0, "Déjà en route.")
    copy = a_copy(busy)
    busy.services.outbox.deliver(sent_since)
    queued_since = answer(busy, 1, "Écrite après la copie.")
    busy.server.write("q3", "Une quatrième question ?", minutes=30)
    busy.poll(busy.services.accounts.listed()[0])
    homes = sorted(busy.services.inbox.ids(View(status=None)))
    draft = replace(busy.services.drafts.begin(ConversationId(homes[3])), body="Pas finie")
    busy.services.drafts.save(draft)
    acts = busy.services.journal.verify().rows
    difference = Rescue(busy.folder).compare(copy)
    assert (difference.readable, difference.related, difference.messages) == (True, True, 2)
    assert [one.text for one in difference.drafts] == ["Pas finie"]
    assert [one.text for one in difference.replies] == ["Écrite après la copie."]
    assert difference.undecided == 1

    aside = restore(busy, copy, keep=True)
    outbox = busy.services.outbox
    assert outbox.row(sent_since).state is OutboxState.SENT
    assert outbox.row(queued_since).state is OutboxState.HELD
    assert busy.services.drafts.of_conversation(ConversationId(homes[3]))[0].body == "Pas finie"
    assert busy.services.inbox.message(draft.target_id).text == "Une quatrième question ?"
    assert busy.services.inbox.search("quatrième")
    assert busy.services.journal.verify().rows == acts + 1
    assert busy.services.journal.acts(1)[0].kind == "workspace.restored"
    assert busy.services.workspace.problems() == []
    with closing(sqlite3.connect(aside)) as old:
        assert old.execute("SELECT count(*) FROM message").fetchone()[0] == 5
    let_time_pass(busy, 5)
    assert sorted(one["text"] for one in busy.server.published) == [
        "Déjà en route.",
        "Écrite après la copie.",
    ]


def test_newer_messages_come_again(busy: World):
    copy = a_copy(busy)
    busy.server.write("new", "Plus tard ?", minutes=60)
    account = busy.services.accounts.listed()[0]
    busy.poll(account)
    restore(busy, copy, keep=False)
    assert not busy.services.inbox.search("tard")
    busy.poll(account)
    assert busy.services.inbox.search("tard")
    assert busy.services.inbox.counts().by_status[Status.WAITING_US] == 4


def test_a_draft_that_was_sent_since_is_no_draft_again(busy: World):
    homes = sorted(busy.services.inbox.ids(View(status=None)))
    draft = replace(busy.services.drafts.begin(ConversationId(homes[0])), body="Bientôt")
    draft, _ = busy.services.drafts.save(draft)
    copy = a_copy(busy)
    busy.clock.advance(60)
    row, _ = busy.services.outbox.queue(draft, hold_s=0)
    busy.services.outbox.deliver(row.id)
    restore(busy, copy, keep=True)
    assert busy.services.drafts.of_conversation(ConversationId(homes[0])) == ()
    assert busy.services.outbox.row(row.id).state is OutboxState.SENT


def test_the_copy_of_another_workspace_takes_nothing_over(busy: World, tmp_path: Path, clock: Any):
    answer(busy, 0, "D’ici")
    other = World(tmp_path / "other", clock)
    other.server.write("x", "Ailleurs ?")
    other.poll(other.add_account())
    answer(other, 0, "De là-bas")
    copy = a_copy(other)
    other.services.close()
    assert not Rescue(busy.folder).compare(copy).related
    restore(busy, copy, keep=True)
    assert [row.body for row in busy.services.outbox.rows()] == ["De là-bas"]


def too_new(path: Path) -> None:
    path.with_suffix(".json").unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA + 1}")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe(name TEXT)")
        connection.commit()


SPOILT: dict[str, tuple[Any, type[WorkstationError]]] = {
    "empty": (lambda path: path.write_bytes(b""), NotAWorkspace),
    "text": (lambda path: path.write_text("Bonjour\n" * 900, encoding="utf-8"), NotAWorkspace),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:-8192]), BackupDamaged),
    "changed": (lambda path: path.write_bytes(path.read_bytes()[:-9] + b"\x07" * 9), BackupDamaged),
    "too new": (too_new, WorkspaceTooNew),
    "foreign": (foreign, NotAWorkspace),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_copy_that_is_none_changes_nothing(busy: World, how: str):
    spoil, expected = SPOILT[how]
    copy = a_copy(busy)
    spoil(copy.path)
    before = sorted(one.name for one in busy.folder.iterdir())
    with pytest.raises(expected):
        walked(Rescue(busy.folder).restore(copy, busy.clock.now(), keep=True))
    assert sorted(one.name for one in busy.folder.iterdir()) == before
    assert busy.services.inbox.counts().by_status[Status.WAITING_US] == 3


def test_a_workspace_in_use_is_not_restored_under_its_user(busy: World):
    rescue = Rescue(busy.folder)
    with pytest.raises(WorkspaceInUse), rescue.claimed():
        pass


def test_a_rehearsal_opens_counts_and_searches_and_leaves_nothing(busy: World, tmp_path: Path):
    copy = a_copy(busy)
    place = tmp_path / "place"
    place.mkdir()
    done = walked(rehearsal.rehearse(copy, busy.clock.now(), near=place))
    assert done.problems == ()
    assert (done.messages, done.conversations, done.found) == (3, 3, 3)
    assert list(place.iterdir()) == []
    busy.services.backups.note_rehearsal(done)
    assert busy.services.backups.rehearsal() == done


def test_a_rehearsal_of_a_damaged_copy_says_so(busy: World):
    copy = a_copy(busy)
    copy.path.write_bytes(copy.path.read_bytes()[:-4096])
    done = walked(rehearsal.rehearse(copy, busy.clock.now()))
    assert not done.well


def test_copies_are_due_once_a_day_and_the_folder_may_be_another(busy: World, tmp_path: Path):
    copies = busy.services.backups
    assert copies.is_due()
    first = a_copy(busy)
    assert not copies.is_due()
    assert copies.last() == first
    busy.clock.advance(days=1)
    assert copies.is_due()
    copies.choose_folder(tmp_path / "disque externe")
    second = a_copy(busy)
    assert second.path.parent == tmp_path / "disque externe"
    assert copies.listed() == (second, first)
    assert Rescue(busy.folder).listed() == (second, first)  # found without opening the workspace
    copies.choose_folder(None)
    assert copies.folder() == busy.folder / "backups"
    assert (busy.folder / FILE).exists()


def test_whoever_left_or_lost_a_role_or_a_key_since_the_copy_does_not_come_back(busy: World):
    people = busy.services.profiles
    keeper = people.add("Ines Carvalho", [Role.KEEPER])
    leaving = people.add("Tom Abara", [Role.SPOKESPERSON])
    lesser = people.add("Ada Berg", [Role.SPOKESPERSON], [("ormaie", "direction")])
    copy = a_copy(busy)
    busy.clock.advance(60)
    people.end(leaving.id)
    people.change(lesser.id, roles=[Role.DRAFTER], mandates=[])
    mark = people.replace_key(lesser.id, "Lost computer")
    new = people.add("Yara Lind", [Role.READER])
    restore(busy, copy, keep=True)
    people = busy.services.profiles
    assert people.current() == keeper
    assert [one.name for one in people.listed()] == ["Ines Carvalho", "Ada Berg", "Yara Lind"]
    assert [one.id for one, _ in people.gone()] == [leaving.id]
    assert people.profile(lesser.id).roles == {Role.DRAFTER}
    assert people.profile(lesser.id).mandates == frozenset()
    assert [one.fingerprint for one in people.keys(lesser.id) if one.ended_at is None] == [mark]
    assert people.profile(new.id).roles == {Role.READER}


def test_versions_signed_or_withdrawn_since_the_copy_and_drafts_of_charters_come_back(busy: World):
    charters, versions = busy.services.charters, busy.services.versions
    charter_id, _ = charters.save(CHARTER)
    charters.save(CHANGED)
    one = a_copy(busy)
    let_time_pass(busy)
    versions.withdraw(charter_hash(CHANGED), "A wrong hour.")
    charters.save(LATEST)
    charters.save_draft(charter_id, "half a tho")
    restore(busy, one, keep=True)
    versions = busy.services.versions
    states = {row.version.number: row.state for row in versions.listed(charter_id)}
    assert states == {
        "1.0": lifecycle.State.SUPERSEDED,
        "1.1": lifecycle.State.WITHDRAWN,
        "1.2": lifecycle.State.IN_FORCE,
    }
    assert versions.row(charter_hash(LATEST)).sign_offs, "with who signed"
    draft = versions.draft(charter_id)
    assert draft is not None
    assert draft.text == "half a tho"


def test_what_was_approved_since_the_copy_stays_so_and_no_answer_counts_again(busy: World):
    town = Town(busy.services, busy.services.accounts.listed()[0])
    case = town.ask()
    town.act_as(town.keeper)
    copy = a_copy(busy)
    busy.clock.advance(60)
    row = town.judge(town.nadia, case, hold_s=3600)
    assert row is not None
    with busy.services.workspace.write() as connection:
        approvals.note_file(connection, "a signature", "answer", "key", busy.clock.now())
    restore(busy, copy, keep=True)
    kept = busy.services.approvals.case(case.id)
    assert (kept.request.state, kept.outbox_id) == (State.APPROVED, row.id)
    assert [one.id for one in busy.services.drafts.listed() if one.id == case.draft_id] == []
    assert busy.services.approvals.is_known("a signature")


def test_where_a_message_was_triaged_to_and_how_long_it_waited_is_taken_over(busy: World):
    charter_id, _ = busy.services.charters.add_starter("mediatheques-ormaie")
    busy.services.charters.assign(busy.services.accounts.listed()[0].id, charter_id)
    outbox_id = answer(busy, 0, "Voici la réponse.")
    copy = a_copy(busy)
    busy.services.outbox.deliver(outbox_id)
    busy.services.times.keep_up()
    conversation = busy.services.outbox.row(outbox_id).conversation_id
    busy.services.triage.choose(conversation, "question")
    walks, measured = busy.services.triage.walks(conversation), busy.services.times.measured(3650)
    (other, *_) = busy.services.inbox.ids(View())
    busy.services.inbox.set_status([other], Status.WAITING_THEM)
    paused = pauses.of_conversation(busy.services.workspace.read(), other)
    assert len(walks) == len(paused) == 1
    assert measured
    restore(busy, copy, keep=True)
    assert pauses.of_conversation(busy.services.workspace.read(), other) == paused
    assert busy.services.triage.walks(conversation) == walks
    assert busy.services.inbox.rows([conversation])[0].category == "question"
    assert busy.services.times.measured(3650) == measured
    assert busy.services.workspace.problems() == []


def test_a_batch_that_was_begun_since_the_copy_is_taken_over_with_what_was_displayed(busy: World):
    copy = a_copy(busy)
    wanted = sorted(busy.services.inbox.ids(View()))[:2]
    batch, _ = busy.services.batches.begin(wanted, "Bonjour {first_name|à vous}, oui.")
    before = busy.services.batches.displayed(batch.id, 0, batch.items[0].body)
    restore(busy, copy, keep=True)
    assert busy.services.batches.batch(batch.id) == before


def test_files_of_drafts_and_replies_since_the_copy_are_kept(busy: World):
    homes = sorted(busy.services.inbox.ids(View(status=None)))
    copy = a_copy(busy)
    media = busy.services.media
    one, other = (replace(media.add(a_picture(n), f"{n}.png"), alt=f"Plan {n}") for n in range(2))
    draft = busy.services.drafts.begin(ConversationId(homes[0]))
    busy.services.drafts.save(replace(draft, body="See the plan.", media=(one, other)))
    reply = busy.services.drafts.begin(ConversationId(homes[1]))
    with busy.services.workspace.write() as connection:
        sent = replace(reply, body="Voici le plan.", media=(other,))
        row = busy.services.outbox.put(connection, sent, Checked(), hold_s=60, author="")
    restore(busy, copy, keep=True)
    (kept,) = busy.services.drafts.listed()
    assert kept.media == (one, other)
    assert busy.services.outbox.row(row.id).media == (other,)
    assert busy.services.media.data(one.hash) == a_picture(0)
    assert busy.services.workspace.problems() == []


def test_inbox_rules_stay_as_they_are_now_with_what_they_did(busy: World):
    actions = (Action(ActionKind.MUTE),)
    rules, runs = busy.services.inbox_rules, busy.services.inbox_rule_runs
    kept, _ = rules.keep(InboxRule("", "Before", "is:public", actions))
    copy = a_copy(busy)
    rules.keep(replace(kept, name="After", query="-zebra"))
    added, _ = rules.keep(InboxRule("", "Since", "bonjour", actions))
    rules.switch(added.id, on=True, anyway=True)
    done = walked(runs.apply(kept.id))
    listed, effects = rules.listed(), runs.of_rule(kept.id)
    assert done.effects == len(effects) > 0
    restore(busy, copy, keep=True)
    assert busy.services.inbox_rules.listed() == listed
    assert busy.services.inbox_rules.revision(kept.id, 2).query == "-zebra"
    assert busy.services.inbox_rule_runs.of_rule(kept.id) == effects
    assert busy.services.workspace.problems() == []


def test_labels_assignees_mutes_and_what_is_out_of_the_way_are_taken_over(busy: World):
    services = busy.services
    one, other, third = services.inbox.ids(View())
    gone = services.labels.make("Gone since")[0]
    services.labels.put_on([one], [gone.id])
    copy = a_copy(busy)
    services.labels.remove(gone.id)
    services.labels.put_on([one, other], [services.labels.make("Roads/Lighting")[0].id])
    someone = services.profiles.add("Ada", ALL_ROLES)
    services.assigning.assign([one], someone.id, "you know the street")
    services.inbox.mute([other])
    until = Snooze(Until.DATE, busy.clock.now() + timedelta(days=2))
    services.snoozes.snooze([third], until)
    before, labels = services.inbox.rows([one, other, third]), services.labels.listed()
    restore(busy, copy, keep=True)
    services = busy.services
    assert services.labels.listed() == labels
    assert services.inbox.rows([one, other, third]) == before
    assert services.inbox.recount() == []
    busy.clock.advance(days=3)
    assert services.snoozes.wake().conversations == {third}
    assert services.workspace.problems() == []


@pytest.mark.parametrize("since", ["veille", ""], ids=["lower", "over"])
def test_the_crisis_level_is_that_of_today_after_a_copy_was_restored(busy: World, since: str):
    services = busy.services
    charter, _ = services.charters.add_starter("starter-town")
    services.crises.declare(charter, "tension", "Two streets are without light")
    one = a_copy(busy)
    services.crises.declare(charter, since, "The streets have light again")
    before = services.crises.declared()
    restore(busy, one, keep=True)
    assert busy.services.crises.declared() == before
    assert [now.level for now in before] == ([since] if since else [])
    assert busy.services.snoozes.crisis() is bool(since)


def test_saved_views_are_those_of_today_after_a_copy_was_restored(busy: World):
    kept = busy.services.views.add("Late", "is:late")
    gone = busy.services.views.add("Old", "is:done")
    one = a_copy(busy)
    busy.services.views.remove(gone.id)
    busy.services.views.change(replace(kept, name="Very late"))
    new = busy.services.views.add("New", "is:new")
    restore(busy, one, keep=True)
    listed = [(view.id, view.name) for view in busy.services.views.listed()]
    assert listed == [(kept.id, "Very late"), (new.id, "New")]


def test_contacts_and_merges_are_those_of_today_after_a_restore(busy: World):
    contacts = busy.services.contacts
    people = [one.author_id for one in walked(busy.services.dependence.look()).reach.wrote]
    first, _ = contacts.create(people[0], "Only then")
    one = a_copy(busy)
    contacts.note(first, name="Now")
    contacts.declare(first, "bicycles", "her page")
    begun, _ = busy.services.relations.open(first, "Stands", Begin(ask="Test them."))
    busy.services.relations.asked(begun.id, people[0])
    kept, stood = contacts.card(first), busy.services.relations.row(begun.id)
    restore(busy, one, keep=True)
    assert busy.services.contacts.card(first) == kept
    assert busy.services.relations.row(begun.id) == stood
    assert len(busy.services.asks.of_person(people[0])) == 1


def test_what_was_corrected_since_the_copy_stays_corrected(busy: World):
    one = a_copy(busy)
    home = ConversationId(busy.services.inbox.ids(View())[0])
    services = busy.services
    row, _ = services.outbox.queue(replace(services.drafts.begin(home), body="Lundi."), hold_s=0)
    services.outbox.deliver(row.id)
    ours = [one.message for one in services.inbox.thread(home).entries if one.message.ours]
    draft, _ = services.corrections.begin(ours[-1].id)
    services.corrections.link_address(
        ours[-1].id, "https://example.org/erratum", ours[-1].at.astimezone().date()
    )
    before = services.corrections.of_conversation(home)
    assert len(before) == 2
    restore(busy, one, keep=True)
    assert busy.services.corrections.of_conversation(home) == before
    assert busy.services.drafts.of_conversation(home)[0].id == draft.id


def test_the_presence_register_and_what_people_noted_of_platforms_are_those_of_today(busy: World):
    register, dependence = busy.services.presence, busy.services.dependence
    gone = register.new("instagram", "gone")
    register.keep(gone)
    one = a_copy(busy)
    register.remove(gone.id)
    kept = replace(register.new("instagram", "lamaison"), owner="Ines")
    register.keep(kept)
    check, _ = busy.services.handles.log("tiktok", "lamaison", Result.TAKEN, "Bob")
    account = dependence.accounts()[0]
    dependence.count(account.id, 900)
    person = walked(dependence.look()).reach.wrote[0].author_id
    dependence.reachable([person], "newsletter")
    message = busy.services.inbox.thread(
        ConversationId(min(busy.services.inbox.ids(View(status=None))))
    )
    dependence.exists_elsewhere([message.entries[0].message.id], "a poster")
    axes = busy.services.media_map.points()[0].axes
    there = replace(axes, time=Time.PREDICTIVE)
    busy.services.media_map.place(account.id, there)
    restore(busy, one, keep=True)
    services = busy.services
    assert [row.presence for row in services.presence.rows()] == [kept]
    assert services.handles.history("tiktok", "lamaison") == (check,)
    seen = walked(services.dependence.look())
    assert seen.audience[account.id][1] == 900
    assert seen.reach.by_hand == {person: "newsletter"}
    assert services.media_map.points()[0].axes == there
    marked = services.workspace.read().execute("SELECT place FROM mirror").fetchall()
    assert marked == [("a poster",)]


def test_what_was_planned_and_relayed_since_the_copy_is_kept(world: World) -> None:
    copy = a_copy(world)
    operations, relays = world.services.operations, world.services.relays
    paper, _ = operations.channel("Paper bulletin")
    one = replace(operations.new(), title="Fair", channels=(paper.id,))
    operations.keep(one)
    operations.keep(replace(one, title="Winter fair"))
    news, _, _ = relays.add_page("Fair", "https://town.example/fair")
    relays.mark(news.id, paper.id, Told.DONE)
    restore(world, copy, keep=True)
    operations, relays = world.services.operations, world.services.relays
    assert operations.one(one.id).title == "Winter fair"
    assert [each.before.title for each in operations.history(one.id)] == ["Fair"]
    (row,) = walked(relays.rows())
    assert {each.channel.name: each.told for each in row.cells}["Paper bulletin"] is Told.DONE
