"""Moderation: what is possible, what is refused, what is noted."""

from dataclasses import replace

import pytest

from cmworkstation.domain.account import Capabilities, ModerationAct
from cmworkstation.domain.errors import Gone, NotAllowed, NotSignedIn, Offline, Refused
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Held
from cmworkstation.domain.moderation import PEOPLE, possible, undoing
from cmworkstation.services.moderation import Moderation
from cmworkstation.services.sync import Sync
from cmworkstation.store.accounts import capabilities_from_json, capabilities_to_json
from tests.builders_workspace import a_message, a_workstation, add_account, receive

ACTS = (ModerationAct.APPROVE, ModerationAct.SPAM, ModerationAct.TRASH, ModerationAct.RESTORE)


class Platform:
    """Stands for the connectors: remembers what it was asked."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.asked: list[tuple[str, ModerationAct]] = []
        self.problem = problem

    def connector(self, account):
        return self

    def moderate(self, target, act):
        if self.problem:
            raise self.problem
        self.asked.append((target.remote_id, act))


class QuietSync(Sync):
    """Stands for reading again, which fails."""

    def __init__(self, problem=None):
        self.problem = problem or Offline()

    def refresh_thread(self, conversation_id, target=None):
        raise self.problem


@pytest.fixture
def services(tmp_path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


def a_held(services, held=Held.HOLD, acts=ACTS):
    account = add_account(services, capabilities=Capabilities(moderation=acts))
    (conversation,) = receive(services, account, [a_message("c1", "Buy now", held=held)])
    return services.inbox.thread(ConversationId(conversation)).entries[0].message, account


def the_service(services, platform, problem=None, sync=None):
    sync = sync or QuietSync(problem)
    return Moderation(
        services.workspace,
        platform,
        sync,
        services.journal,
        services.clock,
        services.acting,
        services.brake,
    )


@pytest.mark.parametrize(
    ("held", "acts"),
    [
        (Held.NO, (ModerationAct.SPAM, ModerationAct.TRASH)),
        (Held.HOLD, (ModerationAct.APPROVE, ModerationAct.SPAM, ModerationAct.TRASH)),
        (Held.SPAM, (ModerationAct.APPROVE, ModerationAct.TRASH, ModerationAct.RESTORE)),
        (Held.TRASH, (ModerationAct.RESTORE,)),
    ],
    ids=str,
)
def test_what_makes_sense_depends_on_where_a_message_stands(services, held, acts):
    message, account = a_held(services, held)
    assert possible(message, account) == acts
    assert services.moderation.possible(message.id) == acts


@pytest.mark.parametrize(
    ("act", "before", "way"),
    [
        (ModerationAct.SPAM, Held.NO, ModerationAct.RESTORE),
        (ModerationAct.TRASH, Held.NO, ModerationAct.RESTORE),
        (ModerationAct.HIDE, Held.NO, ModerationAct.RESTORE),
        (ModerationAct.APPROVE, Held.SPAM, ModerationAct.SPAM),
        (ModerationAct.APPROVE, Held.HOLD, None),  # this server cannot hold back
        (ModerationAct.TRASH, Held.HOLD, None),
        (ModerationAct.BLOCK, Held.NO, ModerationAct.UNBLOCK),
        (ModerationAct.MUTE, Held.NO, None),  # nor unmute
    ],
    ids=str,
)
def test_what_takes_an_act_back_leads_exactly_to_where_the_message_stood(
    services, act, before, way
):
    acts = (*(one for one in ACTS if one is not ModerationAct.APPROVE), ModerationAct.HIDE)
    _, account = a_held(services, acts=(*acts, ModerationAct.BLOCK, ModerationAct.UNBLOCK))
    assert undoing(act, before, account) is way


def test_where_deleting_is_for_good_nothing_brings_a_message_back(services):
    acts = (ModerationAct.HIDE, ModerationAct.TRASH, ModerationAct.RESTORE)
    message, account = a_held(services, Held.TRASH, acts=acts)
    capabilities = replace(account.capabilities, trash_is_final=True)
    account = replace(account, capabilities=capabilities)
    assert possible(message, account) == ()
    assert undoing(ModerationAct.TRASH, Held.NO, account) is None
    assert undoing(ModerationAct.HIDE, Held.NO, account) is ModerationAct.RESTORE
    assert capabilities_from_json(capabilities_to_json(capabilities)) == capabilities


def test_of_several_conversations_the_newest_that_can_be_called_spam_is_found(services):
    plain = add_account(services, "plain")
    site = add_account(services, capabilities=Capabilities(moderation=ACTS))
    (one,) = receive(services, plain, [a_message("p1", "Hello")])
    (two,) = receive(services, site, [a_message("s1", "Buy now")])
    (three,) = receive(services, site, [a_message("s2", "Bought", held=Held.SPAM)])
    found = services.moderation.able([one, two, three, 10**9], ModerationAct.SPAM)
    assert [message.text for message in found] == ["Buy now"]


def test_nothing_can_be_done_to_our_own_message(services):
    message, account = a_held(services)
    assert possible(replace(message, ours=True), account) == ()


@pytest.mark.parametrize(
    "problem",
    [Offline(), Gone(), NotSignedIn(), Refused(code="403"), KeyError("id")],
    ids=lambda one: type(one).__name__,
)
def test_an_act_is_carried_out_and_noted_even_when_reading_again_fails(services, problem):
    message, _ = a_held(services)
    platform = Platform()
    changes = the_service(services, platform, problem).act(message.id, ModerationAct.APPROVE)
    assert platform.asked == [(message.remote_id, ModerationAct.APPROVE)]
    assert message.conversation_id in changes.conversations
    act = services.journal.acts(1)[0]
    assert act.kind == "message.moderate"
    assert act.payload["act"] == "approve"


def test_what_was_deleted_for_everybody_is_a_tombstone_even_where_no_platform_can_tell(services):
    message, _ = a_held(services, acts=(ModerationAct.DELETE,))
    acting = the_service(services, Platform(), sync=services.sync)
    acting.act(message.id, ModerationAct.DELETE)
    (entry,) = services.inbox.thread(message.conversation_id).entries
    assert entry.message.deleted_at is not None


def test_what_was_locked_can_be_unlocked_where_the_platform_lets_us(services):
    _, account = a_held(services, acts=(ModerationAct.LOCK, ModerationAct.UNLOCK))
    assert undoing(ModerationAct.LOCK, Held.NO, account) is ModerationAct.UNLOCK
    other = replace(
        account, capabilities=Capabilities(moderation=(ModerationAct.LOCK, ModerationAct.DELETE))
    )
    assert undoing(ModerationAct.LOCK, Held.NO, other) is None
    assert undoing(ModerationAct.DELETE, Held.NO, other) is None


def test_what_the_server_does_not_allow_is_refused_before_the_network(services):
    message, _ = a_held(services, acts=(ModerationAct.SPAM,))
    platform = Platform()
    with pytest.raises(NotAllowed):
        the_service(services, platform).act(message.id, ModerationAct.APPROVE)
    assert platform.asked == []


def test_an_act_that_failed_is_not_noted(services):
    message, _ = a_held(services)
    with pytest.raises(Offline):
        the_service(services, Platform(Offline())).act(message.id, ModerationAct.SPAM)
    assert services.journal.acts() == ()


def test_whoever_was_blocked_can_be_unblocked_and_is_listed_until_then(services):
    acts = (*PEOPLE, *PEOPLE.values())
    message, account = a_held(services, Held.NO, acts)
    other = add_account(services, "other", capabilities=Capabilities(moderation=acts))
    platform = Platform()
    service = the_service(services, platform)
    assert service.possible(message.id) == (ModerationAct.MUTE, ModerationAct.BLOCK)
    service.act(message.id, ModerationAct.MUTE)
    service.act(message.id, ModerationAct.BLOCK)
    assert service.possible(message.id) == (ModerationAct.UNMUTE, ModerationAct.UNBLOCK)
    assert [one.act for one in service.people()] == [ModerationAct.BLOCK, ModerationAct.MUTE]
    assert service.people(other.id) == ()
    (listed, _) = service.people(account.id)
    assert (listed.author_id, listed.name) == (message.author_id, message.author_name)
    service.act(listed.message_id, ModerationAct.UNBLOCK)
    assert [one.act for one in service.people()] == [ModerationAct.MUTE]
    assert service.possible(message.id) == (ModerationAct.BLOCK, ModerationAct.UNMUTE)
    again = the_service(services, platform)  # as after another start
    assert again.in_force(message) == {ModerationAct.MUTE}


def test_a_person_of_several_conversations_is_blocked_once(services):
    site = add_account(services, capabilities=Capabilities(moderation=tuple(PEOPLE)))
    homes = [receive(services, site, [a_message(f"b{n}", "Buy")])[0] for n in range(3)]
    assert len(services.moderation.able(homes, ModerationAct.BLOCK)) == 1
    assert services.moderation.able(homes, ModerationAct.SPAM) == ()
