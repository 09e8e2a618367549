"""A relation in the demonstration, from the first contact to the goodbye, played through the real window."""

from collections.abc import Callable

import pytest

from cmworkstation.domain.relation import Goodbye, Kind, Light, Phase, Tick, unthanked
from cmworkstation.domain.reply import OutboxState
from tools import story_relation as told
from tools.story_relation import Keeping

DAY = 86_400


@pytest.fixture
def story(play: Callable[[type[Keeping]], Keeping]) -> Keeping:
    return play(Keeping)


def phase(story: Keeping) -> Phase:
    return story.row().standing.phase


def test_somebody_is_asked_thanked_told_and_said_goodbye_to(story: Keeping) -> None:
    services = story.services
    # It begins with five clear answers, and a draft that leaves like any other.
    form = story.begins()
    assert form.said.count() > 1, "whatever is unclear is said"
    story.fills_the_five_answers(form)
    assert [form.said.item(n).text() for n in range(form.said.count())] == ["Everything is clear."]
    story.writes_it(form)
    assert story.window.current_key() == "inbox"
    assert told.ANSWERS[Tick.ASK] in story.page("inbox").composer.editor.toPlainText()
    assert phase(story) is Phase.NONE, "nothing was asked yet"
    story.lets_it_leave()
    assert phase(story) is Phase.INVITED
    (row,) = [one for one in services.outbox.rows() if told.ANSWERS[Tick.ASK] in one.body]
    assert row.state is OutboxState.SENT
    assert len(services.asks.of_person(story.card().identities[0].author_id)) == 1

    # She says yes and gives something: thanks are owed until they are said.
    story.notes(Kind.ACCEPTED, told.YES)
    assert phase(story) is Phase.BEGUN
    story.notes(Kind.CONTRIBUTION, told.GAVE)
    assert phase(story) is Phase.ACTIVE
    assert told.GAVE in story.opens_what_can_be_written().what.currentText()
    story.closes_what_is_open()
    story.thanks()
    assert not unthanked(story.row().events)

    # Silence is seen, and ended with news.
    story.waits(30 * DAY)
    assert phase(story) is Phase.QUIET
    story.waits(40 * DAY)
    assert story.row().light is Light.LATE
    story.gives_news()
    assert phase(story) is Phase.ACTIVE

    # It ends with all that a goodbye is made of.
    goodbye = story.says_goodbye()
    assert not goodbye.doer.isEnabled()
    story.writes_the_goodbye(goodbye)
    assert phase(story) is Phase.ENDING
    goodbye = story.says_goodbye()
    for part in (Goodbye.TOLD, Goodbye.THANKED, Goodbye.NEXT):
        if part in story.row().open:
            story.did(goodbye, part)
    story.ends_it(goodbye)
    assert phase(story) is Phase.ENDED
    assert story.row().open == ()
