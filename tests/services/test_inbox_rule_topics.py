"""An inbox rule files what comes in under a topic of the board: tried, taken back, never against a person."""

from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.topic import TopicState
from tests.builders_workspace import a_message, a_workstation
from tests.services.test_inbox_rules import a_rule, come_in, rows, services, walked

__all__ = ["services"]


def under(title: str) -> Action:
    return Action(ActionKind.TOPIC, title)


def titles(made):
    """Return title of a conversation → the topics under which it stands."""
    return {
        title: [one.title for one in made.topics.of_conversation(row.id)]
        for title, row in rows(made).items()
    }


def test_what_comes_in_is_filed_and_the_topic_counts_it(services):
    topic, _ = services.topics.make("Voirie")
    rule = a_rule(services, "Roads", "pothole", under("voirie"))
    assert rule.actions == (under(topic.id),), "one topic, however its title is typed"
    changes = come_in(services, a_message("a", "A pothole"), a_message("b", "Bonjour"))
    assert changes.topics
    assert titles(services) == {"A pothole": ["Voirie"], "Bonjour": []}
    (standing,) = services.topics.board()
    assert (standing.conversations, standing.people) == (1, 1)
    services.topics.change(topic.id, title="Rues")
    come_in(services, a_message("c", "Another pothole"))
    assert titles(services)["Another pothole"] == ["Rues"], "a topic may be called otherwise"


def test_a_dry_run_says_what_would_be_filed_also_under_a_topic_that_nobody_opened(services):
    come_in(services, a_message("a", "A pothole"), a_message("b", "A pothole too"))
    services.topics.file(services.topics.make("Voirie")[0].id, [rows(services)["A pothole"].id])
    for title, expected in (("VOIRIE", (1, 1)), ("Rues", (2, 0))):
        written = InboxRule("", "Roads", "pothole", (under(title),))
        found = walked(services.inbox_rule_runs.dry_run(written))
        assert [(would, wont) for _, would, wont in found.changes] == [expected]
    assert [one.title for one in services.topics.listed()] == ["Voirie"], "nothing was opened"


def test_what_a_person_took_out_stays_out_and_is_not_taken_back_again(services):
    rule = a_rule(services, "Roads", "pothole", under("Voirie"))
    come_in(services, a_message("a", "A pothole"))
    home = rows(services)["A pothole"].id
    topic = services.topics.find("voirie")
    services.topics.take_out(topic.id, [home])
    assert walked(services.inbox_rule_runs.apply(rule.id)).effects == 0
    (effect,) = services.inbox_rule_runs.of_conversation(home)
    with pytest.raises(NotAllowed, match="inbox-rule-moved-on"):
        services.inbox_rule_runs.undo_effect(effect.id)
    assert titles(services) == {"A pothole": []}


def test_one_filing_is_taken_back_and_a_topic_that_is_closed_or_away_takes_nothing_in(services):
    a_rule(services, "Roads", "pothole", under("Voirie"))
    come_in(services, a_message("a", "A pothole"))
    home = rows(services)["A pothole"].id
    (effect,) = services.inbox_rule_runs.of_conversation(home)
    assert services.inbox_rule_runs.undo_effect(effect.id).topics
    assert titles(services) == {"A pothole": []}
    topic = services.topics.find("Voirie")
    services.topics.move(topic.id, TopicState.DECIDED, "It is repaired in May.")
    services.topics.move(topic.id, TopicState.TOLD)
    come_in(services, a_message("b", "A pothole again"))
    services.topics.move(topic.id, TopicState.HEARD)
    services.topics.remove(topic.id)
    come_in(services, a_message("c", "A third pothole"))
    assert titles(services)["A pothole again"] == titles(services)["A third pothole"] == []


def test_a_rule_goes_to_another_workspace_by_the_title_of_its_topic(
    services, tmp_path: Path
) -> None:
    a_rule(services, "Roads", "pothole", under("Voirie"), on=False)
    text = services.inbox_rules.export()
    assert 'kind = "topic"\nvalue = "Voirie"' in text
    other = a_workstation(tmp_path / "other")
    other.inbox_rules.take_in(text)
    other.inbox_rules.take_in(text)
    assert [one.title for one in other.topics.listed()] == ["Voirie"]
    other.close()
