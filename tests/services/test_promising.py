"""What sounds like a promise is proposed, in a draft and in what was sent; only a person puts it into the ledger."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.promise import PromiseState, put_off
from cmworkstation.domain.reply import Draft
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.services.test_promises import arrive, settle, states

BODY = "Thank you for writing. We will call you back tomorrow."
SENTENCE = "We will call you back tomorrow."


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def draft(services: Services) -> Draft:
    return written(services, BODY)


def written(services: Services, body: str) -> Draft:
    account = add_account(services)
    (found,) = receive(services, account, [a_message("q", "When do you call?", language="en")])
    begun = replace(services.drafts.begin(ConversationId(found)), body=body)
    return services.drafts.save(begun)[0]


def sentences(services: Services, draft: Draft | None = None) -> list[str]:
    found = services.promising.in_draft(draft) if draft else services.promising.in_sent()
    return [one.found.sentence for one in found]


def test_a_sentence_of_a_draft_that_promises_is_proposed_with_its_day_and_the_words_that_made_it(
    services, draft
) -> None:
    (found,) = services.promising.in_draft(draft)
    assert found.found.sentence == SENTENCE
    assert (found.found.because, found.found.when) == ("We will call", "tomorrow")
    today = services.promises.today(draft.account_id)
    assert (found.day - today).days == 1
    assert services.promises.of_draft(draft) == ()
    assert states(services) == []


def test_an_accepted_one_is_given_when_the_reply_arrives_and_is_asked_about_no_more(
    services, draft
) -> None:
    (found,) = services.promising.in_draft(draft)
    made, changes = services.promising.accept(found)
    assert changes.promises
    assert sentences(services, draft) == []
    assert [one.id for one in services.promises.of_draft(draft)] == [made.id]
    arrive(services, draft)
    (given,) = services.promises.listed()
    assert (given.state, given.words) == (PromiseState.OPEN, SENTENCE)
    assert sentences(services) == []


def test_a_refused_one_is_proposed_neither_in_the_draft_nor_once_it_is_sent(
    services, draft
) -> None:
    (found,) = services.promising.in_draft(draft)
    refused, _ = services.promising.refuse(found)
    assert sentences(services, draft) == []
    arrive(services, draft)
    assert sentences(services) == []
    assert states(services) == []
    services.promising.take_back(refused.id)
    assert sentences(services) == [SENTENCE]


def test_one_whose_words_were_kept_without_noting_it_is_not_proposed_again(services, draft) -> None:
    (found,) = services.promising.in_draft(draft)
    made, _ = services.promising.accept(found)
    services.promises.withdraw(made.id)
    assert sentences(services, draft) == []
    services.drafts.discard(draft.id)
    services.drafts.restore(draft)
    assert services.promises.of_draft(draft) == ()


def test_what_was_sent_without_asking_is_proposed_afterwards_seen_from_the_day_it_was_sent(
    services, draft
) -> None:
    row = arrive(services, draft)
    (found,) = services.promising.in_sent()
    assert (found.outbox_id, found.who) == (row.id, "Nadia Perrault")
    made, _ = services.promising.accept(found)
    (given,) = services.promises.listed()
    assert (given.id, given.outbox_id, given.state) == (made.id, row.id, PromiseState.OPEN)
    assert given.due_at == services.promises.end_of(draft.account_id, found.day)
    assert sentences(services) == []
    services.promising.take_back(made.id)
    assert sentences(services) == [SENTENCE]


def test_another_day_can_be_given_while_accepting(services, draft) -> None:
    arrive(services, draft)
    (found,) = services.promising.in_sent()
    day = services.promises.days(draft.account_id).open[5]
    made, _ = services.promising.accept(found, day)
    assert made.due_at == services.promises.end_of(draft.account_id, day)
    services.promises.keep(made.id)
    with pytest.raises(NotAllowed, match="promise-closed"):
        services.promising.take_back(made.id)


def test_one_noted_by_hand_of_the_same_reply_and_day_is_not_proposed(services, draft) -> None:
    row = arrive(services, draft)
    (found,) = services.promising.in_sent()
    services.promises.note(draft.conversation_id, "a call", found.day, reply=row.id)
    assert sentences(services) == []


def test_without_a_day_one_in_a_week_is_proposed_and_a_draft_has_to_name_it_first(services) -> None:
    draft = written(services, "I'll pass this on and get back to you.")
    (found,) = services.promising.in_draft(draft)
    assert found.found.day is None
    assert (found.day - services.promises.today(draft.account_id)).days >= 7
    with pytest.raises(NotAllowed, match="promise-day"):
        services.promising.accept(found)
    arrive(services, draft)
    (sent,) = services.promising.in_sent()
    services.promising.accept(sent)
    assert states(services) == [PromiseState.OPEN]


def test_a_closed_day_becomes_the_last_open_one_before_it(services) -> None:
    draft = written(services, "We will answer you by Sunday.")
    (found,) = services.promising.in_draft(draft)
    assert found.found.day is not None
    assert found.found.day.weekday() == 6
    assert found.day.weekday() == 4
    assert services.promises.today(draft.account_id) <= found.day


def test_a_reply_that_did_not_arrive_promised_nothing(services, draft) -> None:
    row, _ = services.outbox.queue(draft)
    assert sentences(services) == []
    settle(services, row.id)
    assert sentences(services) == [SENTENCE]


def test_putting_off_what_was_promised_for_tomorrow_names_the_day_it_meant(services, draft) -> None:
    services.promising.accept(services.promising.in_draft(draft)[0])
    arrive(services, draft)
    (given,) = services.promises.listed()
    today = services.promises.today(draft.account_id)
    said = put_off(given, date(2027, 1, 4), "en", today)
    assert "tomorrow" not in said
    assert f"by {given.first_due_at:%A}" in said
