"""What was said with a person, topic by topic over time."""

from datetime import UTC, datetime, timedelta

from cmworkstation.domain.asking import refused
from cmworkstation.domain.contact import Moment
from cmworkstation.domain.topic_line import lanes

NOW = datetime(2026, 5, 12, 10, tzinfo=UTC)


def a_moment(days: int, words: str, kind: str = "wrote", home: int = 1) -> Moment:
    return Moment(NOW - timedelta(days=days), kind, words, home)


def test_each_moment_stands_under_its_topics_and_the_latest_topic_comes_first() -> None:
    found = lanes(
        [
            a_moment(30, "Where may bicycles be parked?", home=1),
            a_moment(9, "The market is noisy.", home=2),
            a_moment(1, "The bicycle racks are full.", home=3),
        ],
        ["bicycles"],
        {2: ("Market days",)},
    )
    assert [one.topic for one in found] == ["bicycles", "Market days"]
    assert [one.words for one in found[0].moments] == [
        "The bicycle racks are full.",
        "Where may bicycles be parked?",
    ]
    assert (found[0].first, found[0].last) == (
        NOW - timedelta(days=30),
        NOW - timedelta(days=1),
    )


def test_what_belongs_to_no_topic_stands_last_however_new_it_is() -> None:
    found = lanes([a_moment(1, "Hello"), a_moment(9, "Bicycles")], ["bicycles"], {})
    assert [one.topic for one in found] == ["bicycles", ""]


def test_that_a_topic_was_touched_is_no_saying_of_its_own() -> None:
    assert lanes([a_moment(1, "Market days", "topic")], [], {}) == ()


def test_a_no_to_a_topic_stands_against_texts_that_are_about_all_of_it() -> None:
    said = ["cycle lanes", "summer fair"]
    assert refused("Would you test the new cycle lanes with us?", said) == ("cycle lanes",)
    assert refused("Would you test the new cycle stands with us?", said) == ()
    assert refused("", said) == ()
    assert refused("anything", [""]) == ()
