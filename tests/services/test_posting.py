"""Posts of our own: a thread begun here, sent once as every reply, or posted by a person where no program can."""

from collections import deque
from dataclasses import replace

import pytest

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.reply import OutboxState
from tests.builders_workspace import add_account
from tests.services.conftest import World


def written(world: World):
    account = world.services.accounts.listed()[0]
    draft = world.services.posting.begin(account.id, "The bridge", "en")
    return replace(draft, body="The bridge is closed. Next word here at 15:30.")


def test_a_post_leaves_once_whatever_happens_to_the_answer(world: World) -> None:
    world.server.takes_posts = True
    world.add_account("mairie")
    world.server.script = deque(["stored"])
    row, _ = world.services.outbox.queue(written(world), hold_s=0)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.UNKNOWN
    world.clock.advance(600)
    world.services.outbox.deliver(row.id)
    assert world.services.outbox.row(row.id).state is OutboxState.SENT
    assert [one["text"] for one in world.server.published] == [written(world).body]
    assert world.server.published[0]["parent"] == ""


def test_answers_to_it_stand_below_it_and_nobody_waits_for_the_thread_itself(world: World) -> None:
    world.server.takes_posts = True
    account = world.add_account("mairie")
    draft = written(world)
    assert draft.visibility is Visibility.PUBLIC
    assert world.services.inbox.ids(View()).tolist() == []
    row, _ = world.services.outbox.queue(draft, hold_s=0)
    world.services.outbox.deliver(row.id)
    own = world.server.published[0]["id"]
    world.server.write("q", "Until when?", parent=own, minutes=5)
    world.poll(account)
    (waiting,) = world.services.inbox.rows(world.services.inbox.ids(View()))
    assert waiting.status is Status.WAITING_US
    said = [one.message.text for one in world.services.inbox.thread(waiting.id).entries]
    assert said == [draft.body, "Until when?"]


def test_where_only_people_begin_threads_a_person_posts_it(world: World) -> None:
    world.add_account("mairie")
    row, _ = world.services.outbox.queue(written(world), hold_s=0)
    world.services.outbox.deliver(row.id)
    assert world.server.requests == 0
    assert world.services.outbox.row(row.id).state is OutboxState.BY_HAND
    world.services.by_hand.posted(row.id, "https://pretend.example/p/1")
    assert world.services.outbox.row(row.id).state is OutboxState.SENT
    (entry,) = world.services.inbox.thread(row.conversation_id).entries
    assert (entry.message.text, entry.message.url) == (row.body, "https://pretend.example/p/1")
    assert entry.message.revisions == 0


def test_an_account_that_speaks_in_private_only_begins_no_thread(world: World) -> None:
    mail = add_account(world.services, "Post")
    quiet = replace(mail.capabilities, visibilities=(Visibility.PRIVATE,))
    changed = add_account(world.services, "Mail", capabilities=quiet)
    assert changed.id not in {one.id for one in world.services.posting.places()}
    with pytest.raises(NotAllowed):
        world.services.posting.begin(changed.id, "Anything")
