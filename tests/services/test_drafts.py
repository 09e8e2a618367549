"""Drafts: kept at every pause, never lost, never wider than what they answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.account import Capabilities, Visibility
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.message import Held, Kind
from cmworkstation.domain.reply import Draft
from cmworkstation.services.drafts import narrow
from cmworkstation.services.workstation import Services
from tests.builders_workspace import OMAR, US, a_message, a_workstation, add_account, receive
from tests.store.builders import an_account

BODY = "Bonjour,\r\n\tdès 9 h — à bientôt 😀 \u202f "


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.inbox.recount() == []
    made.close()


@pytest.fixture
def conversation(services: Services) -> ConversationId:
    account = add_account(services)
    (found,) = receive(
        services,
        account,
        [
            a_message("q", "Quand ouvrez-vous ?", 5),
            a_message("us", "À 9 h.", 4, writer=US, parent="q"),
            a_message("r", "Et le samedi ?", 3, writer=OMAR, parent="us"),
        ],
    )
    return ConversationId(found)


def targeted(services: Services, draft: Draft) -> str:
    return services.inbox.message(draft.target_id).text


def test_a_reply_answers_the_newest_message_by_somebody_else(
    services: Services, conversation: ConversationId
) -> None:
    draft = services.drafts.begin(conversation)
    assert targeted(services, draft) == "Et le samedi ?"
    assert services.drafts.listed() == (), "nothing is stored before a word is written"


@pytest.mark.parametrize(
    "last",
    [{"writer": US}, {"held": Held.SPAM}, {"held": Held.TRASH}, {"context": True}],
    ids=["ours", "spam", "in the bin", "context"],
)
def test_what_wants_no_answer_is_not_answered(services: Services, last: dict[str, object]) -> None:
    account = add_account(services)
    (found,) = receive(
        services,
        account,
        [a_message("q", "Quand ?", 5), a_message("x", "Achetez !", 1, parent="q", **last)],
    )
    assert targeted(services, services.drafts.begin(ConversationId(found))) == "Quand ?"


def test_a_person_may_answer_another_message_of_the_thread(
    services: Services, conversation: ConversationId
) -> None:
    first = services.inbox.thread(conversation).entries[0].message
    mine, _ = services.drafts.save(replace(services.drafts.begin(conversation), body="Au dernier"))
    other = services.drafts.begin(conversation, first.id)
    assert targeted(services, other) == "Quand ouvrez-vous ?"
    assert (other.body, other.id == mine.id) == ("", False)


def test_a_draft_comes_back_as_it_was_written(
    services: Services, conversation: ConversationId
) -> None:
    draft, changes = services.drafts.save(replace(services.drafts.begin(conversation), body=BODY))
    assert changes.drafts
    assert conversation in changes.conversations, "the list shows the pencil"
    again = services.drafts.begin(conversation)
    assert (again.id, again.body, again.revision) == (draft.id, BODY, 1)
    assert services.inbox.counts().drafts == 1
    assert services.inbox.rows([conversation])[0].has_draft


def test_an_empty_draft_is_not_stored_and_an_emptied_one_is(
    services: Services, conversation: ConversationId
) -> None:
    draft = services.drafts.begin(conversation)
    unsaved, changes = services.drafts.save(replace(draft, body=" \n"))
    assert (unsaved.revision, bool(changes), services.drafts.listed()) == (0, False, ())
    kept, _ = services.drafts.save(replace(draft, body="Bonj"))
    services.drafts.save(replace(kept, body=""))
    assert [one.body for one in services.drafts.listed()] == [""]
    assert [one.body for one in services.drafts.revisions(draft.id)] == ["", "Bonj"]


def test_every_state_of_the_text_stays_readable_and_the_same_text_is_one_state(
    services: Services, conversation: ConversationId
) -> None:
    draft = services.drafts.begin(conversation)
    for body in ("B", "Bon", "Bon", "Bonjour"):
        draft, _ = services.drafts.save(replace(draft, body=body))
    found = services.drafts.revisions(draft.id)
    assert [(one.n, one.body) for one in found] == [(3, "Bonjour"), (2, "Bon"), (1, "B")]


@pytest.mark.parametrize("times", [1, 3])
def test_what_was_thrown_away_comes_back_whole_however_often(
    services: Services, conversation: ConversationId, times: int
) -> None:
    draft, _ = services.drafts.save(replace(services.drafts.begin(conversation), body=BODY))
    for _ in range(times):
        services.drafts.discard(draft.id)
        assert services.drafts.begin(conversation).body == ""
        services.drafts.restore(draft)
        assert services.drafts.begin(conversation).body == BODY
    assert {one.body for one in services.drafts.revisions(draft.id)} == {BODY}
    draft, _ = services.drafts.save(replace(draft, body="Autre"))
    assert services.drafts.revisions(draft.id)[0].body == "Autre"


def test_throwing_away_twice_is_no_error(services: Services, conversation: ConversationId) -> None:
    draft, _ = services.drafts.save(replace(services.drafts.begin(conversation), body="x"))
    assert services.drafts.discard(draft.id).drafts
    assert not services.drafts.discard(draft.id)


def test_where_nothing_can_be_answered_no_draft_begins(services: Services) -> None:
    feed = add_account(services, "Journal", capabilities=Capabilities(can_reply=False))
    (found,) = receive(services, feed, [a_message("a", "Un article", kind=Kind.ARTICLE)])
    for private in (False, True):
        with pytest.raises(NotAllowed, match="listening-only"):
            services.drafts.begin(ConversationId(found), private=private)


def test_an_unknown_conversation_or_message_is_a_key_error(
    services: Services, conversation: ConversationId
) -> None:
    with pytest.raises(KeyError):
        services.drafts.begin(ConversationId(99_999))
    with pytest.raises(KeyError):
        services.drafts.begin(conversation, MessageId(99_999))


@pytest.mark.parametrize("stored", [False, True], ids=["not yet stored", "stored"])
@pytest.mark.parametrize("then", ["save", "restore", "queue"])
def test_what_is_written_while_two_conversations_become_one_is_kept(
    services: Services, stored: bool, then: str
) -> None:
    account = add_account(services)
    (first,) = receive(services, account, [a_message("r", "Et le samedi ?", 3, parent="root")])
    (second,) = receive(services, account, [a_message("s", "Moi aussi.", 2, parent="middle")])
    draft = replace(services.drafts.begin(ConversationId(second)), body="Bonj")
    if stored:
        draft, _ = services.drafts.save(draft)
    receive(services, account, [a_message("middle", "Quand ?", 2.5, parent="r", context=True)])
    assert services.inbox.rows([second]) == (), "one conversation is left"
    draft = replace(draft, body="Bonjour, dès 9 h.")
    if then == "queue":
        row, changes = services.outbox.queue(draft, hold_s=60)
        assert first in changes.conversations
        assert services.outbox.row(row.id).conversation_id == first
        draft, _ = services.outbox.undo(row.id)
    elif then == "save":
        draft, _ = services.drafts.save(draft)
    else:
        services.drafts.restore(draft)
    again = services.drafts.begin(ConversationId(first), draft.target_id)
    assert (again.body, again.conversation_id) == ("Bonjour, dès 9 h.", first)
    assert services.inbox.rows([first])[0].has_draft


# ------------------------------------------------------------------------------------------- who can read


ALL = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.PRIVATE)


@pytest.mark.parametrize(
    ("known", "parent", "expected"),
    [
        (ALL, Visibility.PUBLIC, Visibility.UNLISTED),
        (ALL, Visibility.UNLISTED, Visibility.UNLISTED),
        (ALL, Visibility.FOLLOWERS, Visibility.FOLLOWERS),
        (ALL, Visibility.PRIVATE, Visibility.PRIVATE),
        ((Visibility.PUBLIC,), Visibility.PUBLIC, Visibility.PUBLIC),
        ((Visibility.PUBLIC, Visibility.PRIVATE), Visibility.FOLLOWERS, Visibility.PRIVATE),
        ((Visibility.PUBLIC, Visibility.UNLISTED), Visibility.PRIVATE, Visibility.PRIVATE),
    ],
)
def test_a_reply_is_as_narrow_as_its_question_or_narrower(
    known: tuple[Visibility, ...], parent: Visibility, expected: Visibility
) -> None:
    assert narrow(an_account(capabilities=Capabilities(visibilities=known)), parent) is expected


@pytest.mark.parametrize("asked", ALL)
def test_a_person_is_offered_nothing_wider_than_the_question(
    services: Services, asked: Visibility
) -> None:
    account = add_account(services, capabilities=Capabilities(visibilities=ALL))
    (found,) = receive(services, account, [a_message("q", "Quand ?", visibility=asked)])
    offered = services.drafts.visibilities(services.drafts.begin(ConversationId(found)))
    assert offered == ALL[ALL.index(asked) :]


def test_a_private_answer_is_private_also_when_a_draft_is_there(
    services: Services, conversation: ConversationId
) -> None:
    assert services.drafts.begin(conversation, private=True).visibility is Visibility.PRIVATE
    kept, _ = services.drafts.save(replace(services.drafts.begin(conversation), body="Bonj"))
    assert kept.visibility is not Visibility.PRIVATE
    private = services.drafts.begin(conversation, private=True)
    assert (private.visibility, private.body) == (Visibility.PRIVATE, "Bonj")


def test_where_the_server_knows_no_private_answers_none_begins(services: Services) -> None:
    public = Capabilities(visibilities=(Visibility.PUBLIC,))
    blog = add_account(services, "Carnet", capabilities=public)
    (found,) = receive(services, blog, [a_message("c", "Une question", kind=Kind.COMMENT)])
    with pytest.raises(NotAllowed, match="no-private"):
        services.drafts.begin(ConversationId(found), private=True)


def test_several_drafts_stand_side_by_side_and_none_overwrites_another(
    services: Services, conversation: ConversationId
) -> None:
    """Each has its own message, visibility, name and revisions; the list counts them all."""
    drafts = services.drafts
    first, _ = drafts.save(replace(drafts.begin(conversation), body="Oui."))
    beside = drafts.begin(conversation, first.target_id, another=True)
    second, changes = drafts.save(
        replace(beside, body="Non, hélas.", visibility=Visibility.PRIVATE)
    )
    assert conversation in changes.conversations
    named, _ = drafts.rename(second, "  pour   Odile ")
    other = services.inbox.thread(conversation).entries[0].message.id
    drafts.save(replace(drafts.begin(conversation, other), body="Au premier message"))
    found = {one.body: one for one in drafts.of_conversation(conversation)}
    assert set(found) == {"Oui.", "Non, hélas.", "Au premier message"}
    assert found["Non, hélas."].name == named.name == "pour Odile"
    assert found["Non, hélas."].visibility is Visibility.PRIVATE
    assert found["Oui."].visibility is first.visibility
    assert {one.id for one in drafts.listed()} >= {one.id for one in found.values()}
    assert (services.inbox.rows([conversation])[0].drafts, services.inbox.counts().drafts) == (3, 3)
    assert [one.body for one in drafts.revisions(first.id)] == ["Oui."]


def test_one_of_several_is_thrown_away_and_comes_back_and_the_others_stay(
    services: Services, conversation: ConversationId
) -> None:
    drafts = services.drafts
    first, _ = drafts.save(replace(drafts.begin(conversation), body="Oui."))
    beside = drafts.begin(conversation, first.target_id, another=True)
    second, _ = drafts.save(replace(beside, body="Non.", name="B"))
    drafts.discard(second.id)
    assert [one.body for one in drafts.of_conversation(conversation)] == ["Oui."]
    drafts.restore(second)
    back = {one.id: one for one in drafts.of_conversation(conversation)}
    assert (back[second.id].body, back[second.id].name) == ("Non.", "B")
    assert back[first.id].body == "Oui."


def test_one_of_several_is_sent_and_the_others_stay(
    services: Services, conversation: ConversationId
) -> None:
    drafts = services.drafts
    first, _ = drafts.save(replace(drafts.begin(conversation), body="Oui."))
    beside = drafts.begin(conversation, first.target_id, another=True)
    second, _ = drafts.save(replace(beside, body="Non."))
    services.outbox.queue(second)
    assert [one.id for one in drafts.of_conversation(conversation)] == [first.id]
