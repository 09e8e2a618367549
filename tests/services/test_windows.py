"""A platform's time for an answer: nothing is queued after it, and nothing leaves that was queued in time."""

from dataclasses import replace

import pytest

from cmworkstation.domain.account import After, Visibility, WindowRule
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState, StepNote
from tests.pretend import PretendConnector


class Hasty(PretendConnector):
    """A server that lets people be answered for 24 hours."""

    def check(self):
        found = super().check()
        rules = (WindowRule(Visibility.PUBLIC, 24, After.NOTHING),)
        return replace(found, capabilities=replace(found.capabilities, windows=rules))


@pytest.fixture
def draft(world):
    world.kind = Hasty
    account = world.add_account()
    world.server.write("1", "Bonjour, ouvert lundi ?")
    world.poll(account)
    wanted = ConversationId(world.services.inbox.ids(View())[0])
    begun = world.services.drafts.begin(wanted)
    return replace(begun, body="Oui, de 9 h à 18 h.", visibility=Visibility.PUBLIC)


def test_the_facts_of_a_platform_are_kept_with_its_account(world, draft) -> None:
    account = world.restart().accounts.one(draft.account_id)
    assert account.capabilities.windows == (WindowRule(Visibility.PUBLIC, 24, After.NOTHING),)


def test_a_reply_is_refused_once_its_window_has_closed(world, draft) -> None:
    world.clock.advance(hours=23)
    assert world.services.composer.review(draft).reasons == ()
    world.clock.advance(hours=2)
    assert world.services.composer.review(draft).reasons == ("window-closed-nothing",)
    with pytest.raises(NotAllowed, match="window-closed-nothing"):
        world.services.outbox.queue(draft, hold_s=0)


def test_a_reply_that_waited_too_long_stops_and_a_person_decides(world, draft) -> None:
    outbox = world.services.outbox
    row, _ = outbox.queue(draft, hold_s=0)
    world.clock.advance(hours=30)
    outbox.deliver(row.id)
    assert outbox.row(row.id).state is OutboxState.MOVED
    assert outbox.steps(row.id)[-1].note == StepNote.WINDOW
    assert world.server.published == []
    outbox.send_now(row.id)
    outbox.deliver(row.id)
    assert outbox.row(row.id).state is OutboxState.SENT


def test_whoever_writes_again_opens_the_window_again(world, draft) -> None:
    world.clock.advance(hours=30)
    world.server.write("2", "Et mardi ?", parent="1", minutes=29 * 60)
    world.poll(world.services.accounts.listed()[0])
    again = replace(draft, target_id=world.services.drafts.begin(draft.conversation_id).target_id)
    assert world.services.composer.review(again).reasons == ()
