"""The promise ledger: a promise is given when its reply arrives, once, and goes where its reply goes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.reply import Draft
from cmworkstation.services.workstation import Services
from cmworkstation.store import outbox
from cmworkstation.words import promised
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive

PHRASE = "by Friday 4 September"
BODY = f"Thank you. We will call you {PHRASE}."
DAY = date(2026, 9, 4)
CALENDAR = """
[[calendar]]
id = "office"
timezone = "Europe/Paris"
week.tue = ["09:00-17:30"]
week.thu = ["09:00-12:00", "14:00-17:30"]
closed = [2026-09-08]
"""


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def draft(services: Services) -> Draft:
    account = add_account(services)
    (found,) = receive(services, account, [a_message("q", "When do you call?", language="en")])
    begun = replace(services.drafts.begin(ConversationId(found)), body=BODY)
    return services.drafts.save(begun)[0]


def arrive(services: Services, draft: Draft):
    row, _ = services.outbox.queue(draft)
    settle(services, row.id)
    return row


def settle(services: Services, outbox_id) -> None:
    with services.workspace.write() as connection:
        now = services.clock.now()
        outbox.settle_sent(connection, outbox_id, f"https://s.test/{outbox_id}", "", now)


def states(services: Services) -> list[PromiseState]:
    return [one.state for one in services.promises.listed()]


def test_a_promise_is_given_when_its_reply_arrives_and_once_only(services, draft) -> None:
    services.promises.begin(draft, PHRASE, DAY)
    (begun,) = services.promises.of_draft(draft)
    assert begun.words == "We will call you by Friday 4 September."
    assert states(services) == []
    row, _ = services.outbox.queue(draft)
    assert states(services) == []
    for _ in range(2):
        settle(services, row.id)
    (given,) = services.promises.listed()
    assert (given.state, given.outbox_id, given.who) == (
        PromiseState.OPEN, row.id, "Nadia Perrault",
    )  # fmt: skip
    (listed,) = services.inbox.rows([draft.conversation_id])
    assert listed.promise_due_at == given.due_at


def test_undo_gives_the_promise_back_with_the_draft(services, draft) -> None:
    made = services.promises.begin(draft, PHRASE, DAY)
    row, _ = services.outbox.queue(draft)
    again, _ = services.outbox.undo(row.id)
    assert [one.id for one in services.promises.of_draft(again)] == [made.id]
    arrive(services, again)
    assert states(services) == [PromiseState.OPEN]


def test_a_promise_whose_words_are_taken_out_is_not_given(services, draft) -> None:
    services.promises.begin(draft, PHRASE, DAY)
    without = replace(draft, body="Thank you.")
    assert services.promises.of_draft(without) == ()
    arrive(services, without)
    assert states(services) == []


def test_a_discarded_draft_promises_nothing_until_it_is_back(services, draft) -> None:
    services.promises.begin(draft, PHRASE, DAY)
    services.drafts.discard(draft.id)
    assert services.promises.of_draft(draft) == ()
    services.drafts.restore(draft)
    assert len(services.promises.of_draft(draft)) == 1


def test_a_reply_that_is_given_up_promised_nothing(services, draft) -> None:
    services.promises.begin(draft, PHRASE, DAY)
    row, _ = services.outbox.queue(draft)
    services.outbox.drop(row.id)
    settle(services, row.id)  # it had been sent after all
    assert states(services) == []


def given(services: Services, draft: Draft):
    services.promises.begin(draft, PHRASE, DAY)
    arrive(services, draft)
    return services.promises.listed()[0]


def test_a_reply_keeps_a_promise_once_it_arrives(services, draft) -> None:
    promise = given(services, draft)
    reply = replace(services.drafts.begin(draft.conversation_id), body="Here we are.")
    services.promises.keep_with(reply.id, promise.id)
    row, _ = services.outbox.queue(reply)
    assert states(services) == [PromiseState.OPEN]
    settle(services, row.id)
    (kept,) = services.promises.listed()
    assert (kept.state, kept.kept_by) == (PromiseState.KEPT, row.id)
    with pytest.raises(NotAllowed, match="promise-closed"):
        services.promises.put_off(promise.id, DAY)


def test_a_promise_is_not_closed_without_saying_why(services, draft) -> None:
    promise = given(services, draft)
    for why in ("", "no", "  too    short "):
        with pytest.raises(NotAllowed, match="promise-why-missing"):
            services.promises.will_not(promise.id, why[:9])
    services.promises.will_not(promise.id, "The road is closed")
    assert states(services) == [PromiseState.WONT]
    services.promises.put_back(promise)
    assert services.promises.listed() == (promise,)


def test_what_is_due_is_told_the_day_before_and_once_it_is_late(services, draft) -> None:
    promise = given(services, draft)  # due tomorrow at 18:00
    assert promised.due(services.promises.due()) == "1 promise is due by tomorrow."
    services.clock.advance(days=2)
    assert promised.due(services.promises.due()) == "1 promise is late."
    assert promised.state(promise, services.clock.now()) == "late"
    services.promises.put_off(promise.id, DAY + timedelta(days=14))
    assert promised.due(services.promises.due()) == ""
    services.promises.keep(promise.id)
    assert (
        promised.figures(services.promises.figures())
        == "0 of 1 promise that was due was kept on its day; late ones by 20 hours in the middle."
    )


def test_only_open_days_are_proposed_and_a_day_ends_when_it_closes(services, draft) -> None:
    from tests.ui.composer.conftest import CHARTER

    charter, _ = services.charters.save(CHARTER + CALENDAR)
    services.charters.assign(draft.account_id, charter)
    days = services.promises.days(draft.account_id)
    assert days.today == NOW.date()
    assert [one.day for one in days.open[:4]] == [10, 15, 17, 22]  # never the closed Tuesday
    due = services.promises.end_of(draft.account_id, date(2026, 9, 10))
    assert due.isoformat() == "2026-09-10T15:30:00+00:00"


def test_the_ledger_is_a_table_that_no_spreadsheet_takes_for_formulas(services, draft) -> None:
    with services.workspace.write() as connection:
        connection.execute("UPDATE message SET author_name='=cmd()' WHERE id=?", (draft.target_id,))
    given(services, draft)
    head, row = services.promises.csv().splitlines()
    assert head.startswith("promised_on,due_on")
    assert ",open,,'=cmd()," in row
