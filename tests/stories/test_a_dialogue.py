"""A dialogue in the demonstration, from a question to everybody being told, played through the real window."""

from collections.abc import Callable

import pytest

from cmworkstation.domain.dialogue import DialogueState, Stance
from cmworkstation.domain.reply import OutboxState
from cmworkstation.resources.demo.server import SERVER
from tools import story_dialogue as told
from tools.story_dialogue import Asking


@pytest.fixture
def story(play: Callable[[type[Asking]], Asking]) -> Asking:
    return play(Asking)


def test_a_question_is_asked_answered_decided_and_told_back(story: Asking) -> None:
    services = story.services
    # It is written down, with where it will be asked.
    story.writes_the_question()
    assert story.dialogue().state is DialogueState.IDEA
    story.chooses_where()
    names = [one.name for one in services.dialogues.places(story.dialogue().id)]
    assert names == [*told.PLACES, told.BOX]
    assert not story.parts.buttons["open"].isEnabled(), "nobody agreed to it yet"
    story.agrees_and_opens()
    assert story.dialogue().state is DialogueState.OPEN

    # It is asked in three places: the networks once each, the box by hand.
    for name in told.PLACES:
        story.asks(name)
        assert story.page("inbox").composer.editor.toPlainText() == told.QUESTION
        story.sends()
        story.waits()
    story.puts_the_box_on_the_counter()
    for account in (told.MASTODON, told.FACEBOOK):
        (talk,) = SERVER.begun[account].values()
        assert talk.posts[0].text == told.QUESTION

    # People answer, each where they are; what they say is one table that knows where it came from.
    story.people_answer()
    story.gathers()
    assert services.inbox.search("chorale", 5)
    story.enters_what_lay_in_the_box()
    one = story.dialogue()
    said = {each.words: each for each in services.contributions.listed(one.id)}
    places = {each.id: each.name for each in services.dialogues.places(one.id)}
    assert {words: places[each.place_id] for words, each in said.items()} == {
        told.ANSWERS[told.MASTODON][0][2]: told.PLACES[0],
        told.ANSWERS[told.FACEBOOK][0][2]: told.PLACES[1],
        told.PAPER[1]: told.BOX,
    }
    story.marks(told.PAPER[1], "mark_for")
    marked = {each.words: each.stance for each in services.contributions.listed(one.id)}
    assert marked[told.PAPER[1]] is Stance.FOR

    # It is summed up and decided; it cannot end while somebody does not know what became of it.
    story.ends_the_time_for_answers()
    story.sums_up_and_decides()
    assert (story.dialogue().synthesis, story.dialogue().decision) == (
        told.SYNTHESIS,
        told.DECISION,
    )
    assert sum(each.is_open for each in services.contributions.contributors(one.id)) == 3
    story.ends_it()
    assert story.dialogue().state is DialogueState.CLOSED

    # Each is told, in words of their own where a network reaches them, by letter where none does.
    batch = story.begins_to_tell()
    assert not batch.send.isEnabled(), "nobody gets a text that was not displayed"
    story.tells_each_in_their_own_words(batch)
    story.waits()
    for words in told.OWN.values():
        (row,) = [each for each in services.outbox.rows() if words in each.body]
        assert row.state is OutboxState.SENT
        assert told.DECISION in row.body
    story.told_by_letter()
    assert not any(each.is_open for each in services.contributions.contributors(one.id))
    story.ends_it()
    assert story.dialogue().state is DialogueState.ANSWERED
