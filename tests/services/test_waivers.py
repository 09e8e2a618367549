"""Letting a passage stand although the charter objects: never without a reason, never alone where two are wanted."""

from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.outcome import ENOUGH, Outcome
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.waiver import REASONS, Reason
from cmworkstation.services.workstation import Services
from cmworkstation.store import outbox
from cmworkstation.words.waivers import said_of_poor
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.composer.conftest import CHARTER

ERROR = "Our oats are guaranteed, all year round."
STOP = "It cures colds in two days."
SECOND = Reason("person-asked")
WHY = Reason("other", "Quoted from the label, word for word")


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def draft(services: Services) -> Draft:
    account = add_account(services)
    charter, _ = services.charters.save(CHARTER)
    services.charters.assign(account.id, charter)
    (found,) = receive(services, account, [a_message("q", "Are your oats good?", language="en")])
    return services.drafts.begin(ConversationId(found))


def waive(services: Services, draft: Draft, reason: Reason):
    (finding,) = services.composer.review(draft).pending
    return services.waivers.waive(draft, finding, reason)


def people(services: Services):
    """Enter two people, and let the first one act."""
    ana = services.profiles.add("Ana", list(Role), [("shop", "desk")])
    bo = services.profiles.add("Bo", [Role.DRAFTER, Role.APPROVER])
    return ana, bo


@pytest.mark.parametrize("reason", [Reason(""), Reason("because"), Reason("other", "too short")])
def test_no_passage_is_waived_without_a_reason(services, draft, reason) -> None:
    wrong = replace(draft, body=ERROR)
    with pytest.raises(NotAllowed, match="missing"):
        waive(services, wrong, reason)
    with pytest.raises(NotAllowed, match="missing"):
        services.outbox.queue(wrong, override=f"{reason.code}:{reason.words}")
    assert services.outbox.rows() == ()
    assert services.waivers.of_draft(draft.id) == ()


@pytest.mark.parametrize("code", [one for one in REASONS if one != "other"])
def test_a_waived_passage_leaves_and_the_reason_goes_along(services, draft, code) -> None:
    wrong = replace(draft, body=ERROR)
    waive(services, wrong, Reason(code))
    assert not services.composer.review(wrong).pending
    row, _ = services.outbox.queue(wrong)
    (kept,) = services.waivers.of_reply(row.id)
    assert (kept.passage.match, kept.passage.before, kept.passage.after) == (
        "guaranteed", "oats are", "all year",
    )  # fmt: skip
    (noted,) = services.journal.acts(1)[0].payload["findings"]
    assert (noted["rule"], noted["reason"], noted["passage"]) == (
        "no-promise", code, ["oats are", "guaranteed", "all year"],
    )  # fmt: skip


def test_a_waiver_holds_for_its_passage_only(services, draft) -> None:
    wrong = replace(draft, body=ERROR)
    waive(services, wrong, WHY)
    longer = replace(draft, body=f"Hello 👩‍👩‍👧‍👦! {ERROR} See you.")
    assert not services.composer.review(longer).pending
    for other in (
        "Our oats were guaranteed, all year round.",
        f"{ERROR} And they are guaranteed fresh.",
    ):
        moved = replace(draft, body=other)
        assert len(services.composer.review(moved).pending) == 1
        with pytest.raises(NotAllowed, match="override-missing"):
            services.outbox.queue(moved)


def test_undo_gives_the_waiver_back_with_the_draft(services, draft) -> None:
    wrong = replace(draft, body=ERROR)
    made = waive(services, wrong, WHY)
    row, _ = services.outbox.queue(wrong)
    again, _ = services.outbox.undo(row.id)
    assert [one.id for one in services.waivers.of_draft(again.id)] == [made.id]
    assert services.waivers.of_reply(row.id) == ()
    assert services.outbox.queue(again)[0].body == ERROR


def test_a_reason_that_is_taken_back_holds_no_more(services, draft) -> None:
    wrong = replace(draft, body=ERROR)
    services.waivers.withdraw(waive(services, wrong, WHY).id)
    with pytest.raises(NotAllowed, match="override-missing"):
        services.outbox.queue(wrong)


def test_nobody_alone_talks_a_stop_away(services, draft) -> None:
    stopped = replace(draft, body=STOP)
    for code in ("", *REASONS):
        with pytest.raises(NotAllowed, match="second-missing"):
            services.outbox.queue(stopped, override=f"{code}: for a very good reason")
    asked = waive(services, stopped, SECOND)
    with pytest.raises(NotAllowed, match="second-self"):
        services.waivers.confirm(asked.id)
    with pytest.raises(NotAllowed, match="second-missing"):
        services.outbox.queue(stopped)
    assert services.outbox.rows() == ()


def test_a_second_person_who_may_approve_lets_a_stop_pass(services, draft) -> None:
    ana, bo = people(services)
    drafter = services.profiles.add("Cleo", [Role.DRAFTER])
    stopped = replace(draft, body=STOP)
    asked = waive(services, stopped, SECOND)
    assert not services.waivers.may_confirm(asked)
    services.profiles.switch_to(drafter.id)
    with pytest.raises(NotAllowed, match="role-approve"):
        services.waivers.confirm(asked.id)
    services.profiles.switch_to(bo.id)
    assert services.waivers.may_confirm(asked)
    services.waivers.confirm(asked.id)
    services.profiles.switch_to(ana.id)
    row, _ = services.outbox.queue(stopped)
    (kept,) = services.waivers.of_reply(row.id)
    assert (kept.by, kept.second, kept.holds) == (ana.id, bo.id, True)
    (noted,) = services.journal.acts(1)[0].payload["findings"]
    assert (noted["by"], noted["second"]) == (ana.id, bo.id)


def test_what_no_word_lets_pass_says_so(services, draft) -> None:
    services.charters.save(
        CHARTER.replace('severity = "stop"', 'severity = "stop"\noverride = "none"')
    )
    stopped = replace(draft, body=STOP)
    with pytest.raises(NotAllowed, match="stopped"):
        waive(services, stopped, WHY)
    with pytest.raises(NotAllowed, match="stopped"):
        services.outbox.queue(stopped, override="quoted")


def test_a_warning_needs_no_waiver(services, draft) -> None:
    warned = replace(draft, body="We utilise oats.")
    review = services.composer.review(warned)
    assert (review.pending, review.warns) == ((), True)
    with pytest.raises(NotAllowed, match="nothing-to-waive"):
        services.waivers.waive(warned, review.findings[0], WHY)


# ------------------------------------------------------------------------------- how rules do


def send(services: Services, draft: Draft, body: str, override: str = "") -> None:
    row, _ = services.outbox.queue(replace(draft, body=body), override=override)
    with services.workspace.write() as connection:
        for _ in range(2):  # settled twice, counted once
            outbox.settle_sent(connection, row.id, f"https://s.test/{row.id}", "", row.created_at)


def test_what_became_of_each_rule_is_counted_once_a_reply_is_sent(services, draft) -> None:
    services.composer.review(replace(draft, body="We utilise guaranteed oats."))
    send(services, draft, "We use oats.")
    send(services, draft, "We utilise oats.")
    send(services, draft, ERROR, "quoted")
    send(services, draft, ERROR + " Indeed.", "false-positive")
    held, _ = services.outbox.queue(replace(draft, body="We utilise it."))
    services.outbox.undo(held.id)
    listed = services.rule_health.listed()
    counts = {one.rule: one.counts for one in listed if one.rule in ("plain-words", "no-promise")}
    assert counts == {
        "plain-words": {Outcome.FIXED: 1, Outcome.AS_IS: 1},
        "no-promise": {Outcome.FIXED: 1, Outcome.WAIVED: 1, Outcome.FALSE_POSITIVE: 1},
    }


def test_a_rule_that_is_seldom_useful_is_listed_with_two_proposals(services, draft) -> None:
    for n in range(ENOUGH):
        services.composer.review(replace(draft, body=ERROR))
        body = "Fine." if n < 11 else ERROR
        send(services, draft, f"{body} {n}", "" if n < 11 else "false-positive")
    (poor,) = services.rule_health.poor()
    assert (poor.health.rule, poor.health.hits, poor.health.useful) == ("no-promise", 20, 0.55)
    assert poor.proposal.lighter == "warn"
    assert "oats are guaranteed" in poor.proposal.unless
    said = "\n".join(said_of_poor(poor))
    assert "useful in 55%" in said
    assert "a lighter level, “Warning”" in said
    services.composer.review(replace(draft, body=ERROR))
    for n in range(3):
        services.composer.review(replace(draft, body=ERROR))
        send(services, draft, f"Good. {n}")
    assert services.rule_health.poor() == ()
