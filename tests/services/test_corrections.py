"""Corrections: what was wrong stays as it was sent, and a new reply that is linked to it says what holds."""

import pytest

from cmworkstation.domain.correction import Stage
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.message import Message
from cmworkstation.domain.values import replace
from cmworkstation.words import dossier as words
from tests.services.conftest import World


def answered(world: World) -> tuple[ConversationId, Message]:
    """Let a question be answered wrongly; return its conversation, and our message."""
    world.server.write("q", "Quand ouvre la piscine ?", by="odile")
    account = world.add_account("mairie")
    world.poll(account)
    home = world.services.inbox.search("piscine")[0].conversation_id
    draft = world.services.drafts.begin(home)
    row, _ = world.services.outbox.queue(replace(draft, body="Elle ouvre lundi."), hold_s=0)
    world.services.outbox.deliver(row.id)
    return home, ours(world, home)[-1]


def ours(world: World, home: ConversationId) -> list[Message]:
    return [one.message for one in world.services.inbox.thread(home).entries if one.message.ours]


def corrected(world: World) -> tuple[ConversationId, Message]:
    """Let it be corrected; return the conversation, and the message that was wrong."""
    home, wrong = answered(world)
    draft, _ = world.services.corrections.begin(wrong.id)
    world.clock.advance(60)
    row, _ = world.services.outbox.queue(replace(draft, body=draft.body + "mardi."), hold_s=0)
    world.services.outbox.deliver(row.id)
    return home, wrong


def test_a_correction_is_a_new_reply_to_the_same_person_and_says_that_it_is_one(
    world: World,
) -> None:
    home, wrong = answered(world)
    draft, _ = world.services.corrections.begin(wrong.id)
    asked = next(
        one.message for one in world.services.inbox.thread(home).entries if not one.message.ours
    )
    assert draft.target_id == asked.id
    assert draft.visibility is wrong.visibility
    assert draft.body.startswith(("Rectificatif", "Correction"))
    (found,) = world.services.corrections.of_conversation(home)
    assert (found.wrong_id, found.stage, found.reply_id) == (wrong.id, Stage.WRITING, None)


def test_asked_again_it_goes_on_with_the_draft_that_is_there(world: World) -> None:
    _, wrong = answered(world)
    first, _ = world.services.corrections.begin(wrong.id)
    again, _ = world.services.corrections.begin(wrong.id)
    assert again.id == first.id


def test_once_sent_both_messages_know_of_each_other_and_the_old_one_is_as_it_was(
    world: World,
) -> None:
    home, wrong = corrected(world)
    (found,) = world.services.corrections.of_conversation(home)
    old, new = ours(world, home)
    assert (found.stage, found.wrong_id, found.reply_id) == (Stage.SENT, old.id, new.id)
    assert old == replace(wrong, unread=old.unread)
    assert old.text == "Elle ouvre lundi."


def test_a_draft_that_is_thrown_away_corrects_nothing_and_brought_back_it_does(
    world: World,
) -> None:
    home, wrong = answered(world)
    draft, _ = world.services.corrections.begin(wrong.id)
    world.services.drafts.discard(draft.id)
    assert world.services.corrections.of_conversation(home) == ()
    world.services.drafts.restore(draft)
    assert len(world.services.corrections.of_conversation(home)) == 1


def test_taken_back_from_the_outbox_it_is_a_correction_that_is_written_again(world: World) -> None:
    home, wrong = answered(world)
    draft, _ = world.services.corrections.begin(wrong.id)
    row, _ = world.services.outbox.queue(replace(draft, body="Mardi."), hold_s=60)
    assert world.services.corrections.of_conversation(home)[0].stage is Stage.UNDER_WAY
    back, _ = world.services.outbox.undo(row.id)
    (found,) = world.services.corrections.of_conversation(home)
    assert (found.stage, found.draft_id) == (Stage.WRITING, back.id)


def test_what_somebody_else_said_is_not_ours_to_correct(world: World) -> None:
    home, _ = answered(world)
    asked = world.services.inbox.thread(home).entries[0].message
    with pytest.raises(NotAllowed):
        world.services.corrections.begin(MessageId(asked.id))


def test_the_dossiers_of_both_name_the_other(world: World) -> None:
    home, _ = corrected(world)
    old, new = ours(world, home)
    proof = world.services.proof
    first, second = (proof.of_message(one.id) for one in (old, new))
    assert first is not None
    assert second is not None
    (by,) = proof.dossier(first).corrected_by
    (of,) = proof.dossier(second).corrects
    assert by.reply == second
    assert "mardi" in by.text
    assert (of.reply, of.text) == (first, "Elle ouvre lundi.")
    assert "Corrected by" in words.as_text(proof.dossier(first))
    assert "Elle ouvre lundi." in words.as_text(proof.dossier(second))
    assert proof.many()(first) == proof.dossier(first)
