"""Crisis levels: declared by the mandate for it, in force at once for times, policies, rules and answers, and ended."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.charter.levels import at_level
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.review import Need
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Role
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.services.workstation import Services
from cmworkstation.words import crises as words
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.composer.conftest import CHARTER

WHY = "The bridge is closed since this morning"
LEVELS = """
[[speaker]]
id = "head"
name = "The head"
may = ["draft", "send", "approve", "crisis"]
topics = ["*"]

[[category]]
id = "complaint"
label.en = "Complaint"
action = "reply"
priority = 2

[[crisis]]
id = "watch"
level = 1
label.en = "Watch"
enter_by = ["desk", "head"]

[[crisis]]
id = "storm"
level = 2
label.en = "Storm"
enter_by = ["head"]
exit_by = ["head"]
pauses = ["scheduled", "answers"]
clock = "wall"
targets.complaint = "30min"
approval = "head"

[[statement]]
id = "we-read-you"
levels = ["storm"]
body.en = "We have read you and write again here by {next_update}."
variables = ["next_update"]
approved_by = "head"
"""


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    charter, _ = made.charters.save(CHARTER + LEVELS)
    made.charters.assign(add_account(made).id, charter)
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def question(services: Services) -> int:
    account = services.accounts.listed()[0]
    asked = a_message("q", "How do I send something back?", 0.2, language="en")
    found = receive(services, account, [asked])[0]
    services.sync.refresh_due()
    return found


def row(services: Services, one: int):
    return services.inbox.rows([one])[0]


def test_answers_are_due_sooner_at_once_and_as_before_once_it_is_over(
    services: Services, question: int
) -> None:
    services.triage.choose(ConversationId(question), "complaint")
    usual = row(services, question).due_at
    changes = services.crises.declare("shop", "storm", WHY)
    assert question in changes.conversations
    asked = row(services, question).waiting_since
    assert asked is not None
    assert row(services, question).due_at == asked + timedelta(minutes=30)
    services.crises.declare("shop", "", "The bridge is open again")
    assert row(services, question).due_at == usual


def test_what_sleeps_until_the_crisis_is_over_wakes_when_the_last_one_ends(
    services: Services, question: int
) -> None:
    assert not services.snoozes.crisis()
    services.crises.declare("shop", "storm", WHY)
    assert services.snoozes.crisis()
    services.snoozes.snooze([question], Snooze(Until.CRISIS))
    assert services.snoozes.wake().conversations == frozenset()
    services.crises.declare("shop", "watch", "The water falls, we watch on")
    assert row(services, question).status is Status.SNOOZED
    changes = services.crises.declare("shop", "", "The bridge is open again")
    assert question in changes.conversations
    assert row(services, question).status is Status.WAITING_US


def test_every_reply_needs_the_word_of_the_levels_approver(
    services: Services, question: int
) -> None:
    services.profiles.add("Hester", [Role.KEEPER, Role.SPOKESPERSON], [("shop", "head")])
    services.profiles.add("Tess", [Role.APPROVER], [("shop", "head")])
    draft = services.drafts.begin(ConversationId(question))
    assert services.approval_policies.policy_for(draft) is None
    services.crises.declare("shop", "storm", WHY)
    wanted = services.approval_policies.policy_for(draft)
    assert wanted is not None
    assert wanted.needed
    assert (wanted.policy.id, wanted.policy.speakers) == ("crisis-storm", ("head",))
    assert [one.name for one in wanted.people] == ["Tess"]
    with pytest.raises(NotAllowed):
        services.outbox.queue(replace(draft, body="Hello."))


def test_holding_statements_stand_among_the_answers_and_usual_ones_rest(
    services: Services, question: int
) -> None:
    draft = services.drafts.begin(ConversationId(question))
    quiet = {one.id for one in services.answers.offered(draft) if not one.reason}
    assert "hours" in quiet
    assert "statement:we-read-you" not in {one.id for one in services.answers.offered(draft)}
    services.crises.declare("shop", "storm", WHY)
    offered = {one.id: one.reason for one in services.answers.offered(draft)}
    assert offered["statement:we-read-you"] == ""
    assert offered["hours"] == "crisis"
    filled = services.answers.fill(draft, "statement:we-read-you")
    assert filled.text.startswith("We have read you and write again here by ")
    written = replace(draft, body="Hello, we look into it.")
    found = services.composer.review_context(written)
    assert "core/crisis" in {one.rule for one in found}


def test_only_the_mandate_for_a_level_declares_it_and_says_why(services: Services) -> None:
    hester = services.profiles.add("Hester", [Role.KEEPER, Role.SPOKESPERSON], [("shop", "head")])
    desk = services.profiles.add("Tom", [Role.SPOKESPERSON], [("shop", "desk")])
    services.profiles.switch_to(desk.id)
    ladder = services.crises.ladder("shop")
    assert ladder is not None
    assert ladder.may == {"watch", ""}
    for level, why, reason in (
        ("storm", WHY, "crisis-mandate"),
        ("flood", WHY, "crisis-unknown"),
        ("watch", "because", "crisis-why"),
        ("", WHY, "crisis-same"),
    ):
        with pytest.raises(NotAllowed) as refused:
            services.crises.declare("shop", level, why)
        assert refused.value.reason == reason
    services.crises.declare("shop", "watch", WHY)
    services.profiles.switch_to(hester.id)
    services.crises.declare("shop", "storm", WHY)
    services.profiles.switch_to(desk.id)
    with pytest.raises(NotAllowed):
        services.crises.declare("shop", "", "The bridge is open again")
    (now,) = services.crises.declared()
    assert (now.level, now.number, now.by, now.why) == ("storm", 2, hester.id, WHY)


def test_the_journal_tells_who_declared_what_and_why(services: Services) -> None:
    services.crises.declare("shop", "watch", WHY)
    services.crises.declare("shop", "", "The bridge is open again")
    ended, begun = services.journal.acts(2)
    assert (begun.kind, ended.kind) == ("crisis.declare", "crisis.end")
    assert begun.payload is not None
    assert (begun.payload["level"], begun.payload["why"]) == ("watch", WHY)


def test_a_level_is_told_with_all_that_it_changes(services: Services) -> None:
    ladder = services.crises.ladder("shop")
    assert ladder is not None
    watch, storm = ladder.levels
    assert words.effects(ladder.charter, storm) == [
        "Stops: planned replies, usual answers.",
        "Answers are due sooner: Complaint 30 min.",
        "Every reply needs the word of The head.",
        "1 holding statement stands among the answers.",
    ]
    assert len(words.effects(ladder.charter, watch)) == 1


def test_a_policy_that_asks_for_more_people_than_the_level_keeps_its_place() -> None:
    text = CHARTER + LEVELS + '\n[[approval]]\nid = "two"\nneed = 2\nby = ["desk", "head"]\n'
    charter = read_charter(text + '\n[[approval]]\nid = "none"\nneed = 0\nby = ["desk"]\n')
    assert [one.id for one in at_level(charter, "storm").approvals] == [
        "two", "crisis-storm", "none",
    ]  # fmt: skip
    assert at_level(charter, "unknown") is charter


def test_an_expired_statement_cannot_be_used(services: Services, question: int) -> None:
    over = LEVELS.replace('approved_by = "head"', 'approved_by = "head"\nvalid_until = 2026-09-02')
    services.charters.save(CHARTER + over)
    services.crises.declare("shop", "storm", WHY)
    draft = services.drafts.begin(ConversationId(question))
    offered = {one.id: one.reason for one in services.answers.offered(draft)}
    assert offered["statement:we-read-you"] == "expired"
    body = services.answers.fill(draft, "statement:we-read-you").text
    written = replace(
        draft, body=body.replace("{next_update}", "15:30"), answer_id="statement:we-read-you"
    )
    with pytest.raises(NotAllowed):
        services.outbox.queue(written)
    assert services.guide.due()[0].needs == (Need.EXPIRED,)


def test_a_statement_approved_beforehand_needs_no_second_word_until_more_than_its_blanks_changes(
    services: Services, question: int
) -> None:
    services.profiles.add("Hester", [Role.KEEPER, Role.SPOKESPERSON], [("shop", "head")])
    services.profiles.add("Tess", [Role.APPROVER], [("shop", "head")])
    services.crises.declare("shop", "storm", WHY)
    draft = replace(
        services.drafts.begin(ConversationId(question)), answer_id="statement:we-read-you"
    )
    body = services.answers.fill(draft, draft.answer_id).text

    def policy(text: str) -> str:
        wanted = services.approval_policies.policy_for(replace(draft, body=text))
        return wanted.policy.id if wanted else ""

    assert policy(body.replace("{next_update}", "15:30")) == ""
    assert policy(body.replace("{next_update}", "15:30").replace("read", "lost")) == "crisis-storm"
    assert policy(body.replace("{next_update}", "later " * 60)) == "crisis-storm"
    assert policy("Hello.") == "crisis-storm"
