"""Approvals in a workspace: who must agree, what they do with it, and that only what was approved leaves, once."""

import itertools
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from cmworkstation.domain.account import Account, MediaRules
from cmworkstation.domain.approval import Act, ActKind, State
from cmworkstation.domain.approval_case import Case, texts
from cmworkstation.domain.errors import BadSignature, NotAllowed
from cmworkstation.domain.profile import Role, Signature
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.signed_file import act_payload
from cmworkstation.domain.waiver import Reason
from cmworkstation.sdk.testing import a_picture
from cmworkstation.services.approvals import Judgement
from cmworkstation.store.accounts import capabilities_to_json
from cmworkstation.ui.approvals.shown import of_case
from cmworkstation.words import problems
from tests.services.approving import BETTER, NONE, ONE, STOP, TEXT, TWO, Town
from tests.services.conftest import World


@pytest.fixture
def account(world: World) -> Account:
    made = world.add_account()
    world.server.write("q1", "La piscine est-elle ouverte jeudi ?")
    world.poll(made)
    return made


@pytest.fixture
def town(world: World, account: Account) -> Town:
    return Town(world.services, account)


def reason(act: Callable[[], object]) -> str:
    with pytest.raises(NotAllowed) as caught:
        act()
    return caught.value.reason


def state(town: Town, case: Case) -> State:
    return town.services.approvals.case(case.id).request.state


def bodies(world: World) -> list[str]:
    return [one["text"] for one in world.server.published]


# ------------------------------------------------------------------------------------------ who must agree


def test_nobody_who_works_alone_is_bothered(world: World, account: Account) -> None:
    charter_town = Town.__new__(Town)
    charter_town.services, charter_town.account = world.services, account
    charter_town.rule(ONE)
    draft = charter_town.draft()
    wanted = world.services.approvals.policy_for(draft)
    assert wanted is not None
    assert (wanted.policy.id, wanted.enforced, wanted.needed) == ("une-relecture", False, False)
    row, _ = world.services.outbox.queue(draft, hold_s=0)
    assert row.approval_id == ""


def test_the_policy_says_who_may_agree_and_why(town: Town) -> None:
    wanted = town.services.approvals.policy_for(town.draft())
    assert wanted is not None
    assert wanted.needed
    assert {one.name for one in wanted.people} == {"Nadia Direction", "Omar Com", "Inès Partout"}
    assert [wanted.speakers[one] for one in wanted.policy.speakers] == [
        "Direction",
        "Communication",
    ]


SEVERITIES = {"none": TEXT, "error": "Bonjour, la piscine est gratuit jeudi. La mairie."}
BY_SEVERITY = (
    '[[approval]]\nid = "deux"\nwhen = "lint.max >= error"\nneed = 2\nby = ["direction", "communication"]\n'
    '[[approval]]\nid = "une"\nwhen = "category != merci"\nneed = 1\nby = ["direction"]\n'
    '[[approval]]\nid = "une-autre"\nwhen = "visibility != private"\nneed = 1\nby = ["direction"]\n'
)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_matrix_of_author_approver_and_severity(
    world: World, account: Account, severity: str
) -> None:
    town = Town(
        world.services,
        account,
        BY_SEVERITY.replace('when = "category != merci"', 'when = "language == en"'),
    )
    people = (town.keeper, town.author, town.nadia, town.omar, town.ines)
    authors = [one for one in people if Role.DRAFTER in one.roles]
    may = {
        "none": {town.nadia.id, town.ines.id},
        "error": {town.nadia.id, town.omar.id, town.ines.id},
    }
    need = {"none": 1, "error": 2}[severity]
    seen = set()
    for n, (author, first, second) in enumerate(itertools.product(authors, people, people)):
        town.act_as(author)
        draft = town.draft(f"{SEVERITIES[severity]} {n}")
        override = "quoted" if severity == "error" else ""
        case, _ = town.services.approvals.ask(draft, override=override)
        assert case.request.need == need
        given: list[str] = []
        for person in (first, second):
            good = (
                person.id in may[severity]
                and person.id != author.id
                and person.id not in given
                and len(given) < need
            )
            try:
                town.judge(person, case)
                given.append(person.id)
                assert good, (severity, author.name, person.name)
            except NotAllowed:
                assert not good, (severity, author.name, person.name)
        approved = len(given) == need
        assert (state(town, case) is State.APPROVED) == approved
        seen.add((author.id, approved))
        row = town.services.approvals.case(case.id).outbox_id
        town.act_as(town.omar)
        if row is not None:
            town.services.outbox.drop(row)
        else:
            town.act_as(author)
            town.services.approvals.withdraw(case.id)
            town.services.drafts.discard(draft.id)
    assert seen == {(one.id, done) for one in authors for done in (True, False)}


@pytest.mark.parametrize(
    ("policies", "wanted"), [(NONE, True), ("", True), (ONE, False), (TWO, False)]
)
def test_the_outbox_takes_no_reply_that_wants_approval(
    world: World, account: Account, policies: str, wanted: bool
) -> None:
    town = Town(world.services, account, policies)
    town.act_as(town.omar)
    draft = town.draft()
    if wanted:
        assert town.services.outbox.queue(draft, hold_s=0)[0].state is OutboxState.HELD
        assert reason(lambda: town.services.approvals.ask(draft)) == "approval-not-needed"
        return
    assert reason(lambda: town.services.outbox.queue(draft, hold_s=0)) == "approval-needed"
    assert town.services.outbox.rows() == ()
    assert problems.reason("approval-needed") != problems.reason("no such reason")


# ------------------------------------------------------------------------------------------ acts


def test_an_approved_reply_leaves_once_and_says_who_approved_it(world: World, town: Town) -> None:
    case = town.ask()
    assert [one.id for one in town.services.approvals.waiting(town.nadia)] == [case.id]
    assert town.services.approvals.waiting(town.author) == ()
    assert [one.id for one in town.services.approvals.mine(town.author)] == [case.id]
    row = town.judge(town.nadia, case)
    assert row is not None
    assert (row.approval_id, row.body) == (case.id, TEXT)
    assert town.services.drafts.listed() == ()
    for _ in range(3):
        town.deliver()
        world.clock.advance(60)
    assert bodies(world) == [TEXT]
    assert state(town, case) is State.SENT
    assert town.services.approvals.waiting(town.omar) == ()
    told = {one.kind: one.payload for one in town.services.journal.acts()}
    assert told["approval.approve"] is not None
    assert told["approval.approve"]["author_name"] == "Anton Author"
    assert told["approval.approve"]["person_name"] == "Nadia Direction"
    assert told["reply.queue"] is not None
    assert told["reply.queue"]["approval"] == case.id
    by = town.services.workspace.read().execute("SELECT profile_id FROM outbox").fetchone()
    assert by == (town.author.id,)


def test_each_word_is_signed_by_whoever_gave_it(town: Town) -> None:
    case = town.ask()
    town.judge(town.nadia, case)
    (act,) = town.services.approvals.case(case.id).acts[1:]
    payload = act_payload(case.id, act)
    assert town.services.profiles.verify(payload, act.fingerprint, act.signature) == town.nadia


def test_two_people_are_wanted_and_both_names_are_kept(world: World, account: Account) -> None:
    town = Town(world.services, account, TWO)
    case = town.ask()
    assert town.judge(town.nadia, case) is None
    assert reason(lambda: town.judge(town.nadia, case)) == "approval-twice"
    assert town.services.outbox.rows() == ()
    assert town.judge(town.omar, case) is not None
    people = [one.by for one in town.services.approvals.case(case.id).acts]
    assert people == [town.author.id, town.nadia.id, town.omar.id]


def test_what_the_approver_amended_leaves_and_the_differences_are_kept(
    world: World, town: Town
) -> None:
    case = town.ask()
    row = town.judge(town.nadia, case, ActKind.AMEND, text=BETTER)
    assert row is not None
    town.deliver()
    assert bodies(world) == [BETTER]
    kept = texts(town.services.approvals.case(case.id).acts)
    assert [(act.by, text) for act, text in kept] == [
        (town.author.id, TEXT),
        (town.nadia.id, BETTER),
    ]
    told = next(one for one in town.services.journal.acts() if one.kind == "approval.amend")
    assert told.payload is not None
    assert (told.payload["before"], told.payload["after"]) == (TEXT, BETTER)


def test_an_amended_text_passes_the_charter_like_any_other(town: Town) -> None:
    case = town.ask()
    free = TEXT.replace("ouvre", "est gratuit")
    assert (
        reason(lambda: town.judge(town.nadia, case, ActKind.AMEND, text=free)) == "override-missing"
    )
    assert state(town, case) is State.OPEN
    assert town.services.outbox.rows() == ()


def test_only_the_chosen_variant_is_queued(world: World, town: Town) -> None:
    variants = ("Bonjour, elle ouvre jeudi. La mairie.", "Oui, jeudi à 9 h.")
    case = town.ask(variants=variants)
    assert case.request.variants == variants
    row = town.judge(town.omar, case, ActKind.CHOOSE, text=variants[1])
    assert row is not None
    town.deliver()
    assert bodies(world) == [variants[1]]
    assert [one.body for one in town.services.outbox.rows()] == [variants[1]]


def test_a_change_is_asked_for_made_and_asked_again(town: Town) -> None:
    case = town.ask()
    assert reason(lambda: town.judge(town.nadia, case, ActKind.ASK_CHANGE)) == "approval-words"
    town.judge(town.nadia, case, ActKind.ASK_CHANGE, words="Mercredi, pas jeudi.")
    assert state(town, case) is State.CHANGE_ASKED
    assert town.services.approvals.waiting(town.nadia) == ()
    (mine,) = town.services.approvals.mine(town.author)
    assert mine.request.why == "Mercredi, pas jeudi."
    again = town.ask(BETTER)
    assert (again.id, again.request.state) == (case.id, State.OPEN)
    town.act_as(town.nadia)
    standing = town.services.approvals.standing(case.id)
    assert (standing.seen, standing.case.request.bound.text) == (TEXT, BETTER)
    town.services.approvals.looked(case.id)
    assert town.services.approvals.standing(case.id).seen == BETTER
    assert town.judge(town.nadia, again) is not None


def test_a_declined_reply_stays_a_draft_and_never_leaves(town: Town) -> None:
    case = town.ask()
    town.judge(town.nadia, case, ActKind.DECLINE, words="Pas de notre ressort.")
    assert state(town, case) is State.DECLINED
    assert [one.body for one in town.services.drafts.listed()] == [TEXT]
    assert reason(lambda: town.judge(town.omar, case)) == "approval-closed"
    assert town.ask(BETTER).id != case.id


def test_a_word_is_handed_to_the_deputy_of_the_charter(town: Town) -> None:
    case = town.ask()
    assert reason(lambda: town.judge(town.lucie, case)) == "approval-not-yours"
    town.judge(town.nadia, case, ActKind.DELEGATE)
    assert reason(lambda: town.judge(town.nadia, case)) == "approval-given-away"
    assert [one.id for one in town.services.approvals.waiting(town.lucie)] == [case.id]
    assert town.judge(town.lucie, case) is not None
    assert (
        reason(lambda: town.judge(town.omar, town.ask(), ActKind.DELEGATE)) == "approval-no-deputy"
    )


def test_an_approval_is_taken_back_while_the_reply_is_held(world: World, town: Town) -> None:
    case = town.ask()
    row = town.judge(town.nadia, case, ActKind.AMEND, text=BETTER, hold_s=10)
    assert row is not None
    town.services.approvals.take_back(case.id)
    assert state(town, case) is State.OPEN
    assert town.services.outbox.row(row.id).state is OutboxState.DROPPED
    (draft,) = town.services.drafts.listed()
    assert (draft.id, draft.body) == (case.draft_id, TEXT)
    row = town.judge(town.omar, case)
    assert row is not None
    town.deliver()
    assert bodies(world) == [TEXT]
    assert reason(lambda: town.services.approvals.take_back(case.id)) == "too-late"


def test_what_the_author_withdraws_is_the_authors_again(town: Town) -> None:
    case = town.ask()
    town.act_as(town.author)
    town.services.approvals.withdraw(case.id)
    assert reason(lambda: town.judge(town.nadia, case)) == "approval-closed"
    assert town.services.approvals.waiting(town.nadia) == ()
    assert [one.id for one in town.services.drafts.listed()] == [case.draft_id]


def test_asking_twice_for_the_same_asks_once(town: Town) -> None:
    case = town.ask()
    assert town.ask().id == case.id
    assert len(town.services.approvals.case(case.id).acts) == 1


# ------------------------------------------------------------------------------------------ what voids


def new_message(world: World, town: Town) -> str:
    world.server.write("q2", "C’est urgent !", parent="q1")
    world.poll(town.account)
    return "thread_head"


def new_charter(world: World, town: Town) -> str:
    world.clock.advance(1)
    town.publish(ONE, version="1.1")
    return "charter"


MOVES = [new_message, new_charter]


@pytest.mark.parametrize("move", MOVES)
def test_what_moved_on_sends_an_approved_reply_back_to_approve_with_the_reason(
    world: World, town: Town, move: Callable[[World, Town], str]
) -> None:
    case = town.ask()
    row = town.judge(town.nadia, case)
    assert row is not None
    why = move(world, town)
    town.deliver()
    assert bodies(world) == []
    assert town.services.outbox.row(row.id).state is OutboxState.DROPPED
    back = town.services.approvals.case(case.id)
    assert (back.request.state, back.request.why, back.request.approvals) == (State.OPEN, why, ())
    assert [one.kind for one in back.acts[-2:]] == [ActKind.VOID, ActKind.RENEW]
    assert [one.id for one in town.services.approvals.waiting(town.nadia)] == [case.id]
    assert [one.body for one in town.services.drafts.listed()] == [TEXT]
    row = town.judge(town.nadia, case)
    assert row is not None
    town.deliver()
    assert bodies(world) == [TEXT]


@pytest.mark.parametrize("move", MOVES)
def test_nobody_approves_what_moved_on_unseen(
    world: World, account: Account, move: Callable[[World, Town], str]
) -> None:
    town = Town(world.services, account, TWO.replace("need = 2", "need = 1"))
    case = town.ask()
    seen = case.request.bound.binding
    why = move(world, town)
    assert reason(lambda: town.judge(town.nadia, case, seen=seen)) == "approval-changed"
    assert town.services.approvals.case(case.id).request.why == why
    assert town.services.outbox.rows() == ()
    assert town.judge(town.nadia, case) is not None


def test_a_new_version_with_another_policy_asks_the_author_again(world: World, town: Town) -> None:
    case = town.ask()
    town.judge(town.nadia, case)
    world.clock.advance(1)
    town.publish(TWO, version="2.0")
    town.deliver()
    assert bodies(world) == []
    assert (state(town, case), town.services.approvals.case(case.id).request.why) == (
        State.VOID,
        "charter",
    )
    again = town.ask()
    assert again.id != case.id
    assert again.request.need == 2


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("body", "Bonjour, autre chose. La mairie.", "text"),
        ("visibility", "public", "visibility"),
        ("language", "en", "language"),
        ("spoiler", "attention", "spoiler"),
    ],
)
def test_a_reply_that_was_altered_in_the_outbox_is_never_sent(
    world: World, town: Town, column: str, value: str, why: str
) -> None:
    case = town.ask()
    row = town.judge(town.nadia, case)
    assert row is not None
    with town.services.workspace.write() as connection:
        connection.execute(f"UPDATE outbox SET {column}=? WHERE id=?", (value, row.id))
    town.deliver()
    assert bodies(world) == []
    found = town.services.approvals.case(case.id)
    assert (found.request.state, found.request.why) == (State.VOID, why)


def test_another_account_or_target_voids_as_well(world: World, town: Town) -> None:
    case = town.ask()
    town.judge(town.nadia, case)
    with town.services.workspace.write() as connection:
        connection.execute("UPDATE account SET handle='@autre@pretend.example'")
    town.deliver()
    assert bodies(world) == []
    assert town.services.approvals.case(case.id).request.why == "account"


def test_a_draft_that_is_edited_behind_an_open_request_voids_it(town: Town) -> None:
    case = town.ask()
    (draft,) = town.services.drafts.listed()
    town.services.drafts.save(replace(draft, body=BETTER))
    town.services.approvals.look_again()
    found = town.services.approvals.case(case.id)
    assert (found.request.state, found.request.why) == (State.VOID, "text")
    town.services.drafts.discard(draft.id)
    assert town.ask(BETTER).id != case.id


@pytest.mark.parametrize("change", ["another picture", "another description", "none"])
def test_an_approval_is_given_to_the_pictures_and_their_descriptions(
    town: Town, change: str
) -> None:
    rules = town.services.accounts.listed()[0].capabilities
    taken = replace(rules, media=MediaRules(("image/*",), most=4, has_alt=True))
    with town.services.workspace.write() as connection:
        connection.execute("UPDATE account SET capabilities=?", (capabilities_to_json(taken),))
    media = town.services.media
    one, other = (replace(media.add(a_picture(n), "plan.png"), alt="The plan") for n in range(2))
    with_one = replace(town.draft(), media=(one,))
    case, _ = town.services.approvals.ask(with_one)
    assert case.request.bound.media == (f"{one.hash} The plan",)
    (draft,) = town.services.drafts.listed()
    now = {
        "another picture": (other,),
        "another description": (replace(one, alt="A map"),),
        "none": (),
    }
    town.services.drafts.save(replace(draft, media=now[change]))
    town.services.approvals.look_again()
    found = town.services.approvals.case(case.id)
    assert (found.request.state, found.request.why) == (State.VOID, "media")


def test_a_draft_that_is_discarded_withdraws_its_request(town: Town) -> None:
    case = town.ask()
    town.services.drafts.discard(case.draft_id)
    town.services.approvals.look_again()
    assert (state(town, case), town.services.approvals.waiting(town.nadia)) == (State.WITHDRAWN, ())


def test_an_approval_that_somebody_put_into_the_file_counts_for_nothing(
    world: World, town: Town
) -> None:
    case = town.ask()
    with town.services.workspace.write() as connection:
        connection.execute("UPDATE approval_request SET state='approved'")
    assert reason(lambda: town.services.approvals.case(case.id)) == "approval-damaged"
    assert town.services.approvals.waiting(town.nadia) == ()
    other = town.draft()
    town.act_as(town.omar)
    assert reason(lambda: town.services.outbox.queue(other)) == "approval-needed"


def test_a_reply_in_doubt_is_past_the_gate(world: World, town: Town) -> None:
    case = town.ask()
    row = town.judge(town.nadia, case)
    assert row is not None
    world.server.script.append("lost")
    town.deliver()
    new_message(world, town)
    for _ in range(30):
        world.clock.advance(60)
        town.deliver()
    assert town.services.outbox.row(row.id).state is OutboxState.SENT
    assert bodies(world) == [TEXT]
    assert state(town, case) is State.SENT


def test_what_is_taken_out_of_the_outbox_leaves_by_another_approval_only(town: Town) -> None:
    case = town.ask()
    row = town.judge(town.nadia, case, hold_s=10)
    assert row is not None
    town.act_as(town.omar)
    draft, _ = town.services.outbox.edit(row.id)
    assert (draft.id, state(town, case)) == (case.draft_id, State.WITHDRAWN)
    assert reason(lambda: town.services.outbox.queue(draft)) == "approval-needed"


def test_a_late_approval_offers_the_holding_statement_and_sends_nothing(
    world: World, town: Town
) -> None:
    world.server.write("q3", "Alors ?", parent="q1")
    world.poll(town.account)
    case = town.ask()
    due_at = town.services.approvals.standing(case.id).due_at
    assert due_at is not None
    world.clock.advance(3600 * 30)
    for _ in range(3):
        town.services.approvals.look_again()
        town.deliver()
    found = town.services.approvals.case(case.id)
    assert found.request.state is State.OPEN
    assert due_at < world.clock.now()
    assert town.services.approvals.text_of_statement(found).startswith("Bonjour, nous avons lu")
    assert bodies(world) == []


def test_a_role_is_wanted_beside_the_mandate(town: Town) -> None:
    case = town.ask()
    assert reason(lambda: town.judge(town.author, case)) == "role-approve"
    town.act_as(town.lucie)
    assert reason(lambda: town.services.approvals.ask(town.draft())) == "role-draft"
    said = Judgement(ActKind.APPROVE, case.request.bound.binding)
    town.act_as(town.keeper)
    assert reason(lambda: town.services.approvals.judge(case.id, said)) == "role-approve"


def test_a_word_without_a_true_signature_counts_for_nothing(town: Town) -> None:
    case = town.ask()
    town.act_as(town.author)
    act = Act(ActKind.APPROVE, town.nadia.id, case.request.bound.binding, town.services.clock.now())
    own = town.services.profiles.sign(act_payload(case.id, act))
    for mark in (Signature("", ""), own, Signature(town.key(town.nadia), own.value)):
        forged = replace(
            act, speaker="direction", fingerprint=mark.fingerprint, signature=mark.value
        )
        with pytest.raises((BadSignature, NotAllowed)):
            town.services.approvals.enter(case, forged, hold_s=0)
    assert state(town, case) is State.OPEN
    assert town.services.outbox.rows() == ()


# ------------------------------------------------------------------------------------------ a second person's word

PROMISE = "Bonjour, l’ouverture est garantie jeudi. La mairie."
BECAUSE = "legal-wording"


def stopped(world: World, account: Account, policies: str = ONE) -> Town:
    return Town(world.services, account, policies + STOP)


def ask_with_reason(town: Town, body: str = PROMISE, variants: tuple[str, ...] = ()) -> Case:
    town.act_as(town.author)
    return town.services.approvals.ask(town.draft(body), variants, override=BECAUSE)[0]


def test_a_signed_approval_is_the_second_persons_word_for_a_stop(
    world: World, account: Account
) -> None:
    town = stopped(world, account)
    town.act_as(town.author)
    assert reason(lambda: town.services.approvals.ask(town.draft(PROMISE))) == "override-missing"
    case = ask_with_reason(town)
    (waits,) = town.services.approvals.to_confirm(case)
    assert (waits.by, waits.passage.match, waits.holds) == (town.author.id, "garantie", False)
    shown = of_case(town.services, case).findings
    assert shown[0] == (
        "With your approval, “garantie” stands although the charter stops it. Anton Author: The law wants these words"
    )
    row = town.judge(town.nadia, case)
    assert row is not None
    (left,) = town.services.waivers.of_reply(row.id)
    assert (left.by, left.second, left.holds) == (town.author.id, town.nadia.id, True)
    assert town.services.approvals.to_confirm(case) == ()
    kinds = [one.kind for one in town.services.journal.acts(8)]
    assert "waiver.confirm" in kinds
    findings = json.loads(town.services.approvals.case(case.id).findings)
    assert {one.get("need", "") for one in findings if one["rule"] == "promesse"} == {"second"}
    town.deliver()
    assert bodies(world) == [PROMISE]
    assert town.services.proof.dossier(row.id).waivers[0].second == "Nadia Direction"


def test_an_approval_taken_back_lets_the_stop_wait_again(world: World, account: Account) -> None:
    town = stopped(world, account)
    case = ask_with_reason(town)
    town.judge(town.nadia, case, hold_s=60)
    town.services.approvals.take_back(case.id)
    (waits,) = town.services.approvals.to_confirm(case)
    assert (waits.second, waits.holds) == ("", False)
    assert town.judge(town.omar, case) is not None
    town.deliver()
    assert bodies(world) == [PROMISE]


def test_whoever_gave_the_reason_is_not_the_second_person(world: World, account: Account) -> None:
    town = stopped(world, account)
    draft = town.draft(PROMISE)
    town.act_as(town.ines)
    (finding,) = town.services.composer.review(draft).pending
    town.services.waivers.waive(draft, finding, Reason(BECAUSE))
    town.act_as(town.author)
    case, _ = town.services.approvals.ask(draft)
    assert reason(lambda: town.judge(town.ines, case)) == "second-self"
    assert state(town, case) is State.OPEN
    assert town.judge(town.nadia, case) is not None


def test_of_two_who_approve_one_other_than_the_author_of_the_reason_is_the_second(
    world: World, account: Account
) -> None:
    town = stopped(world, account, TWO)
    draft = town.draft(PROMISE)
    town.act_as(town.ines)
    (finding,) = town.services.composer.review(draft).pending
    town.services.waivers.waive(draft, finding, Reason(BECAUSE))
    town.act_as(town.author)
    case, _ = town.services.approvals.ask(draft)
    assert town.judge(town.nadia, case) is None
    assert len(town.services.approvals.to_confirm(case)) == 1, "one word of two confirms nothing"
    row = town.judge(town.ines, case)
    assert row is not None
    assert town.services.waivers.of_reply(row.id)[0].second == town.nadia.id


def test_a_stop_that_came_with_the_approvers_own_words_wants_a_reason_first(
    world: World, account: Account
) -> None:
    town = stopped(world, account)
    case = town.ask()
    worse = TEXT.replace("ouvre jeudi", "ouvre jeudi, garantie")
    assert reason(lambda: town.judge(town.nadia, case, ActKind.AMEND, text=worse)) == (
        "override-missing"
    )
    assert state(town, case) is State.OPEN


def test_the_stop_of_another_variant_is_shown_before_it_is_chosen(
    world: World, account: Account
) -> None:
    town = stopped(world, account)
    case = ask_with_reason(town, TEXT, (PROMISE,))
    assert [one.passage.match for one in town.services.approvals.to_confirm(case)] == ["garantie"]
    row = town.judge(town.nadia, case, ActKind.CHOOSE, text=PROMISE)
    assert row is not None
    assert town.services.waivers.of_reply(row.id)[0].second == town.nadia.id


def test_without_an_approval_a_stop_waits_as_before(world: World, account: Account) -> None:
    town = stopped(world, account, NONE)
    town.act_as(town.omar)
    draft = town.draft(PROMISE)
    assert reason(lambda: town.services.outbox.queue(draft, override=BECAUSE)) == "second-missing"
