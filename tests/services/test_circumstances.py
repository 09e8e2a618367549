"""What conditions know: one home for policies, the triage and rules, and what is unknown asks for approval."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.conditions import FIELDS
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Kind
from cmworkstation.domain.policy import policy_for
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import Draft
from cmworkstation.services.circumstances import UNTOLD
from tests.builders_workspace import receive
from tests.services.approving import CHARTER, Town
from tests.services.conftest import World
from tests.store.builders import an_item

ALLERGENS = "Our porridge has no listed allergens besides oats. Ask for the green label."
HOURS = "The desk is open from nine to five."
BY_FIRST = '[[approval]]\nid = "{id}"\nwhen = "{when}"\nneed = {need}\nby = ["direction"]\n'


@pytest.fixture
def account(world: World) -> Account:
    return world.add_account()


def asked(world: World, account: Account, text: str, **changes: object) -> ConversationId:
    item = replace(an_item(text, text, 0, **changes), at=world.clock.now() - timedelta(hours=2))
    return ConversationId(receive(world.services, account, [item])[0])


def a_draft(world: World, conversation: ConversationId, body: str) -> Draft:
    return replace(world.services.drafts.begin(conversation), body=body)


def policy_of(world: World, draft: Draft) -> str:
    wanted = world.services.approvals.policy_for(draft)
    return wanted.policy.id if wanted and wanted.needed else ""


@pytest.fixture
def fennick(world: World, account: Account) -> Account:
    charter_id, _ = world.services.charters.add_starter("fennick-lane")
    world.services.charters.assign(account.id, charter_id)
    world.services.profiles.add("Anton Author", {Role.KEEPER, Role.DRAFTER})
    return account


def test_a_reply_about_allergens_asks_the_mill_lead_and_one_about_opening_hours_nobody(
    world: World, fennick: Account
) -> None:
    hours = asked(world, fennick, "When are you open?")
    assert policy_of(world, a_draft(world, hours, HOURS)) == ""
    assert policy_of(world, a_draft(world, hours, ALLERGENS)) == "allergens"
    # What was asked about is what the reply is about, whatever its words are.
    question = asked(world, fennick, "Which allergens does the porridge have?")
    draft = a_draft(world, question, "None but oats.")
    assert policy_of(world, draft) == "allergens"
    wanted = world.services.approvals.policy_for(draft)
    assert wanted is not None
    assert wanted.policy.speakers == ("mill-lead",)


def test_a_category_is_a_topic_and_stands_for_those_that_its_label_names(
    world: World, fennick: Account
) -> None:
    conversation = asked(world, fennick, "My son was unwell after breakfast.")
    draft = a_draft(world, conversation, "We are sorry. Please see a doctor first.")
    assert policy_of(world, draft) == ""
    world.services.triage.choose(conversation, "health")
    assert policy_of(world, draft) == "allergens"


def test_each_field_of_the_grammar_is_told_or_named_as_unknown(
    world: World, fennick: Account
) -> None:
    services = world.services
    conversation = asked(
        world, fennick, "Is it open? Write to nadia@example.test", kind=Kind.MENTION
    )
    services.triage.choose(conversation, "unlawful")
    draft = replace(a_draft(world, conversation, HOURS), answer_id="gone")
    governing = services.charters.governing(fennick.id)
    assert governing is not None
    me = services.profiles.current().id
    told = services.circumstances.of_reply(draft, governing.charter, me, FIELDS)
    assert FIELDS - set(told) == UNTOLD | {"lint.max"}  # which the policies take from the findings
    assert told["message.mentions_us"] is True
    assert told["author.hostile_7d"] == 1
    assert told["volume_1h"] == 0
    assert told["volume_24h"] == 1
    assert told["signal.personal_data"] is True
    assert set(told["author.role"]) == {"keeper", "drafter"}  # type: ignore[call-overload]
    message = services.triage.begin(conversation)
    assert message is not None
    known = message.walker.facts
    of_replies = {one for one in FIELDS if one.startswith("reply.")} | {"author.role", "lint.max"}
    assert FIELDS - set(known) == UNTOLD | of_replies | {"signal.danger"}  # found nowhere: unknown
    alike = ("account", "platform", "message.age_h", "volume_24h", "author.hostile_7d")
    assert {name: known[name] for name in alike} == {name: told[name] for name in alike}


def test_nothing_but_what_is_asked_for_is_looked_up(world: World, fennick: Account) -> None:
    draft = a_draft(world, asked(world, fennick, "When are you open?"), HOURS)
    governing = world.services.charters.governing(fennick.id)
    assert governing is not None
    tell = world.services.circumstances.of_reply
    assert tell(draft, governing.charter, "", ()) == {}
    assert set(tell(draft, governing.charter, "", {"volume_1h"})) == {"volume_1h"}


@pytest.mark.parametrize(
    ("policies", "chosen"),
    [
        ([("a", "signal.danger", 1)], "a"),
        ([("a", "not signal.danger", 1)], "a"),
        ([("a", "visibility == private and signal.danger", 1)], ""),  # what is known settles it
        ([("spared", "signal.danger", 0), ("b", "visibility == public", 1)], "b"),
        ([("a", "signal.danger", 1), ("spared", "visibility == public", 0)], "a"),
        ([("a", "signal.danger", 1), ("b", "visibility == public", 2)], "b"),
        ([("b", "visibility == public", 1), ("c", "signal.danger", 2)], "b"),
        ([("a", "reply.topic in [prices]", 1)], ""),
    ],
)
def test_what_is_unknown_asks_for_approval_and_never_spares_it(
    policies: list[tuple[str, str, int]], chosen: str
) -> None:
    text = "".join(BY_FIRST.format(id=id_, when=when, need=need) for id_, when, need in policies)
    charter = read_charter(CHARTER.format(version="1", policies=text))
    values = {"visibility": "public", "reply.topic": ("hours", "prices-of-bread")}
    found = policy_for(charter, values, date(2026, 11, 2))
    assert (found.id if found else "") == chosen


def test_a_rule_asks_for_what_policies_know(world: World, account: Account) -> None:
    town = Town(world.services, account)
    rule = (
        '[[rule]]\nid = "nouveau"\nkind = "terms"\nlang = "fr"\nseverity = "warn"\nterms = ["Bonjour"]\n'
        'message.fr = "Présentez-vous."\nwhen = "{when}"\n'
    )
    asked(world, account, "La piscine est-elle ouverte jeudi ?")
    conversation = ConversationId(world.services.inbox.ids(View(status=None))[0])
    draft = replace(world.services.drafts.begin(conversation), body="Bonjour.", language="fr")
    for turn, (when, holds) in enumerate(
        [("reply.new_contact", True), ("signal.question", True), ("author.sent_count > 3", False)]
    ):
        town.publish(rule.format(when=when), f"1.{turn + 1}")
        findings = world.services.composer.review(draft).findings
        assert ("nouveau" in {one.rule for one in findings}) is holds, when
