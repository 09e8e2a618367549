"""Corrections: what was wrong stays as it was sent, and a new reply that is linked to it says what holds."""

import pytest

from cmworkstation.domain.correction import Stage
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.message import Message
from cmworkstation.domain.values import replace
from cmworkstation.store import messages
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


# ------------------------------------------------------------------------------------------- posted elsewhere


def said_later(world: World, text: str = "Rectificatif : mardi, et non lundi.") -> Message:
    """Let a post of our own come in that another program wrote; return it."""
    with world.services.workspace.write() as connection:
        connection.execute(
            "UPDATE message SET ours=1, at=at+60000 WHERE id=(SELECT max(id) FROM message WHERE NOT ours AND text=?)",
            (text,),
        )
        (found,) = connection.execute("SELECT id FROM message WHERE text=?", (text,)).fetchone()
        return messages.message(connection, found)


def posted(world: World) -> tuple[ConversationId, Message, Message]:
    """Let a wrong answer be followed by a post elsewhere; return the conversation, what was wrong, and the post."""
    home, wrong = answered(world)
    world.clock.advance(600)
    world.server.write("p", "Rectificatif : mardi, et non lundi.", by="odile")
    world.poll(world.services.accounts.listed()[0])
    return home, wrong, said_later(world)


def test_a_post_elsewhere_is_chosen_as_the_correction_and_both_know_of_each_other(
    world: World,
) -> None:
    home, wrong, post = posted(world)
    corrections = world.services.corrections
    (offered,) = corrections.candidates(wrong.id)
    assert (offered.id, offered.is_here) == (post.id, post.conversation_id == home)
    assert corrections.candidates(wrong.id, "MÀRDI rectif") == (offered,)
    assert corrections.candidates(wrong.id, "piscine") == ()
    made, changes = corrections.link(wrong.id, post.id)
    assert changes.conversations == {home, post.conversation_id}
    assert (made.stage, made.reply_id, made.reply_at) == (Stage.SENT, post.id, post.at)
    assert made.is_linked
    assert corrections.of_conversation(home) == (made,)
    assert corrections.of_conversation(post.conversation_id) == (made,)
    assert messages.message(world.services.workspace.read(), wrong.id).text == wrong.text


def test_what_is_no_later_message_of_ours_or_is_noted_already_is_refused(world: World) -> None:
    home, wrong, post = posted(world)
    asked = world.services.inbox.thread(home).entries[0].message
    corrections = world.services.corrections
    for one, other in ((wrong, asked), (asked, post), (post, wrong), (wrong, wrong)):
        with pytest.raises(NotAllowed):
            corrections.link(one.id, other.id)
    corrections.link(wrong.id, post.id)
    with pytest.raises(NotAllowed, match="correct-twice"):
        corrections.link(wrong.id, post.id)


def test_by_address_a_post_that_we_know_is_linked_itself_and_any_other_is_kept_as_its_address(
    world: World,
) -> None:
    home, wrong, post = posted(world)
    with world.services.workspace.write() as connection:
        connection.execute(
            "UPDATE message SET url='https://ville.example/p' WHERE id=?", (post.id,)
        )
    corrections, today = world.services.corrections, post.at.astimezone().date()
    known, _ = corrections.link_address(wrong.id, " https://ville.example/p ", today)
    assert (known.reply_id, known.address) == (post.id, "")
    other, _ = corrections.link_address(wrong.id, "https://journal.example/erratum", today)
    assert (other.reply_id, other.address) == (None, "https://journal.example/erratum")
    assert other.stage is Stage.SENT
    assert other.reply_at is not None
    assert other.reply_at >= wrong.at
    assert len(corrections.of_conversation(home)) == 2
    for bad in (
        "",
        "journal.example",
        "ftp://journal.example/a",
        "https://",
        "https://a b.example",
    ):
        with pytest.raises(NotAllowed, match="correct-address"):
            corrections.link_address(wrong.id, bad, today)
    with pytest.raises(NotAllowed, match="correct-twice"):
        corrections.link_address(wrong.id, "https://journal.example/erratum", today)
    with pytest.raises(NotAllowed, match="correct-earlier"):
        corrections.link_address(
            wrong.id, "https://journal.example/b", today.replace(year=today.year - 1)
        )


def test_a_link_is_taken_back_and_put_back_as_it_was_and_a_reply_of_its_own_is_not(
    world: World,
) -> None:
    home, wrong, post = posted(world)
    corrections = world.services.corrections
    made, _ = corrections.link(wrong.id, post.id)
    row, _ = corrections.unlink(made.id)
    assert corrections.of_conversation(home) == ()
    corrections.relink(row)
    assert corrections.of_conversation(home) == (made,)
    corrections.unlink(made.id)
    corrections.begin(wrong.id)
    (writing,) = corrections.of_conversation(home)
    with pytest.raises(NotAllowed, match="correct-reply"):
        corrections.unlink(writing.id)


def test_the_dossier_names_what_was_posted_elsewhere(world: World) -> None:
    _, wrong, post = posted(world)
    proof, corrections = world.services.proof, world.services.corrections
    corrections.link(wrong.id, post.id)
    corrections.link_address(wrong.id, "https://journal.example/a", post.at.astimezone().date())
    reply = proof.of_message(wrong.id)
    assert reply is not None
    by = proof.dossier(reply).corrected_by
    assert [one.text for one in by] == [post.text, "https://journal.example/a"]
    assert [one.reply for one in by] == ["", ""]
    assert "https://journal.example/a" in words.as_text(proof.dossier(reply))


def test_a_reply_of_ours_that_was_sent_as_no_correction_can_be_one_afterwards(
    world: World,
) -> None:
    home, wrong = answered(world)
    world.clock.advance(60)
    draft = world.services.drafts.begin(home)
    row, _ = world.services.outbox.queue(replace(draft, body="Mardi, pardon."), hold_s=0)
    world.services.outbox.deliver(row.id)
    later = ours(world, home)[-1]
    world.services.corrections.link(wrong.id, later.id)
    proof = world.services.proof
    first, second = proof.of_message(wrong.id), proof.of_message(later.id)
    assert first is not None
    assert second is not None
    (by,) = proof.dossier(first).corrected_by
    (of,) = proof.dossier(second).corrects
    assert (by.reply, by.text) == (second, "Mardi, pardon.")
    assert (of.reply, of.text) == (first, "Elle ouvre lundi.")
