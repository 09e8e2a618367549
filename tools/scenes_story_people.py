"""Pictures of the stories of a dialogue and of a relation; the steps are those that the tests play."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from cmworkstation.domain.relation import Goodbye, Kind
from tools import story_dialogue, story_relation
from tools.scenes_story import StoryClock
from tools.story import Story
from tools.story_dialogue import Asking
from tools.story_relation import Keeping

if TYPE_CHECKING:
    from tools.scenes import Stage

Told = TypeVar("Told", bound=Story)
DAY = 86_400


def _begun(stage: "Stage", kind: type[Told]) -> Told:
    clock, live = stage.services.clock, stage.live
    assert isinstance(clock, StoryClock)
    assert live is not None
    return kind(stage.window, stage.services, live, lambda: stage.settle(), clock.advance)  # noqa: PLW0108 - set later


def dialogue(stage: "Stage") -> Iterator[str]:
    """From a question to everybody being told what became of it."""
    story = _begun(stage, Asking)
    story.writes_the_question()
    story.chooses_where()
    yield "-01-what-is-asked-and-where"
    story.agrees_and_opens()
    story.asks(story_dialogue.PLACES[0])
    yield "-02-the-draft-in-one-place"
    story.sends()
    story.waits()
    story.asks(story_dialogue.PLACES[1])
    story.sends()
    story.waits()
    story.puts_the_box_on_the_counter()
    yield "-03-asked-in-three-places"
    story.people_answer()
    story.gathers()
    story.enters_what_lay_in_the_box()
    story.marks(story_dialogue.PAPER[1], "mark_for")
    yield "-04-what-people-said"
    story.ends_the_time_for_answers()
    story.sums_up_and_decides()
    yield "-05-what-was-decided"
    batch = story.begins_to_tell()
    yield "-06-each-is-told"
    story.tells_each_in_their_own_words(batch)
    story.waits()
    story.told_by_letter()
    yield "-07-everybody-was-told"
    story.ends_it()
    yield "-08-ended"


def relation(stage: "Stage") -> Iterator[str]:
    """From the first contact to the goodbye."""
    story = _begun(stage, Keeping)
    story.shows_the_card()
    yield "-01-who-she-is"
    form = story.begins()
    story.fills_the_five_answers(form)
    yield "-02-five-clear-answers"
    story.writes_it(form)
    yield "-03-the-draft"
    story.lets_it_leave()
    story.notes(Kind.ACCEPTED, story_relation.YES)
    story.notes(Kind.CONTRIBUTION, story_relation.GAVE)
    story.opens_what_can_be_written()
    yield "-04-thanks-are-owed"
    story.closes_what_is_open()
    story.thanks()
    story.waits(70 * DAY)
    story.shows_the_card()
    yield "-05-a-silence-is-seen"
    story.gives_news()
    story.says_goodbye()
    yield "-06-what-a-goodbye-is-made-of"
    story.closes_what_is_open()
    story.writes_the_goodbye(story.says_goodbye())
    goodbye = story.says_goodbye()
    for part in (Goodbye.TOLD, Goodbye.THANKED, Goodbye.NEXT):
        if part in story.row().open:
            story.did(goodbye, part)
    yield "-07-every-part-is-done"
    story.ends_it(goodbye)
    story.shows_the_card()
    yield "-08-ended"
