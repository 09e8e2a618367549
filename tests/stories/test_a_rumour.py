"""A rumour in the demonstration, from the first question to the report on paper, played through the real window."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cmworkstation.domain.mention import MentionState
from cmworkstation.domain.reply import OutboxState
from cmworkstation.resources.demo.server import SERVER
from tests.paper import text_of
from tools import story_rumour as told
from tools.story_rumour import Rumour


@pytest.fixture
def story(play: Callable[[type[Rumour]], Rumour]) -> Rumour:
    return play(Rumour)


def on_the_servers() -> list[str]:
    """Return what stands on the imitated platforms since the story began."""
    return [post.text for posts in SERVER.written.values() for _, post in posts.values()]


def test_a_rumour_is_noticed_answered_and_talked_over(story: Rumour, tmp_path: Path) -> None:
    services = story.services
    # It is noticed.
    alarm = story.looks_at_the_alarm()
    assert "fuite" in alarm.cause.terms
    mention = story.notices_a_rumour()
    assert mention.author_name == "Solveig Pelault"
    assert mention.copies == 2  # somebody else passed it on, word for word
    home = story.makes_a_thread_of_it(mention)
    assert services.mentions.one(mention.id).state is MentionState.PROMOTED
    story.opens(home)

    # The level rises, by whoever may let it rise.
    story.waits(240)
    story.lets_act("Karim Benali")
    dialog = story.opens_the_levels()
    assert [level for level, one in dialog.levels.items() if one.isEnabled()] == ["veille"]
    dialog.reject()
    story.lets_act(told.WRITER)
    story.raises_the_level(told.ATTENTION, told.WHY)
    story.waits(300)
    story.raises_the_level(told.TENSION, told.WORSE)
    assert [(one.level, one.number) for one in services.crises.declared()] == [("tension", 2)]

    # Everything stops.
    story.stops_everything()
    assert services.brake.holding()
    assert services.outbox.due() == {}
    story.says_why_it_stopped()
    for page in ("inbox", "outbox", "promises", "watch", "contacts", "dashboard"):
        story.window.go(page)
        story.settled()
        assert story.says_above_all_pages("Everything is frozen since ", told.STOPS)
        assert story.says_above_all_pages("Tension (level 2)", told.WORSE)
    assert story.window.status.freeze.text() == "Frozen"

    # The first word is out in three actions; what a program cannot post may be posted by hand.
    statement = story.opens_the_statement()
    assert statement.values() == {"prochain_point": "12\u00a0h\u00a015"}
    story.lets_the_statement_out(statement)
    story.waits()
    said = [row for row in services.outbox.rows() if row.body.endswith(told.SIGNED)]
    assert {row.state for row in said} == {OutboxState.SENT, OutboxState.BY_HAND}
    sent = [row for row in said if row.state is OutboxState.SENT]
    assert sum(told.SIGNED in text for text in on_the_servers()) == len(sent)
    by_hand = [row for row in said if row.state is OutboxState.BY_HAND]
    for row in by_hand:
        assert services.by_hand.hand_out(row.id).row.body == row.body

    # The facts are looked up, an answer is written, read by somebody else, and waits with all the rest.
    story.waits(600)
    story.writes_the_decision_down()
    story.looks_the_fact_up()
    assert "7 médiathèques" in story.page("guide").entry().given.statement["fr"]
    story.says_it_is_still_right()
    asked = story.asked_in_our_inbox()
    story.answers(asked, told.ANSWER)
    assert not story.rows_of(told.ANSWER)
    story.lets_act(told.APPROVER)
    assert story.window.status.freeze.text() == "Frozen"
    story.chooses_the_request(told.ASKS)
    story.says_yes()
    story.waits(1200)
    (row,) = story.rows_of(told.ANSWER)
    assert row.state is OutboxState.HELD

    # It thaws thing by thing.
    story.lets_act(told.WRITER)
    story.lifts_the_freeze()
    story.waits()
    assert services.outbox.row(row.id).state is OutboxState.HELD
    assert row.id in story.thaws_what_is_held()
    story.waits()
    assert services.outbox.row(row.id).state is OutboxState.SENT
    assert on_the_servers().count(told.ANSWER) == 1

    # The level falls, and people are thanked.
    story.waits(3600)
    story.lowers_the_level(told.OVER)
    assert services.crises.declared() == ()
    assert not story.says_above_all_pages("Tension", "")
    story.answers(asked, told.THANKS)
    story.writes(home, told.FIRST)
    story.sends()
    story.has_posted_it()
    story.waits()
    assert [row.state for row in story.rows_of(told.THANKS)] == [OutboxState.SENT]
    assert [row.by_hand for row in story.rows_of(told.FIRST)] == [True]

    # It is talked over, and the report is on paper.
    story.talks_it_over()
    assert [one.words for one in services.debriefs.owed()][:1] == [told.AGREED[0]]
    paper = tmp_path / "report.pdf"
    story.prints_the_report(paper)
    printed = text_of(paper)
    for words in (
        f"10:04:00 · Level Attention: {told.WHY} ({told.WRITER})",
        f"10:09:00 · Level Tension: {told.WORSE} ({told.WRITER})",
        f"Froze everything ({told.WRITER})",
        f"Statement “Accusé de réception” went to {len(said)} accounts",
        f"Decision: {told.DECIDED}",
        told.SIGNED,
        told.ANSWER,
        f"Level normal: {told.OVER}",
        told.LEARNT["keep"],
        f"{told.AGREED[0]}: {told.AGREED[1]}",
    ):
        assert "".join(words.split()) in printed, words
