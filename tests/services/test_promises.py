"""The promise ledger: a promise is given when its reply arrives, once, and goes where its reply goes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Writer
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.reply import Draft
from cmworkstation.services.table_export import as_text
from cmworkstation.services.workstation import Services
from cmworkstation.store import outbox
from cmworkstation.words import promised
from tests.builders_workspace import NOW, US, a_message, a_workstation, add_account, receive

PHRASE = "by Friday 4 September"
BODY = f"Thank you. We will call you {PHRASE}."
DAY = date(2026, 9, 4)
LATER = "The parts come later"
BELA = Writer("https://far.example/@bela", "Bela Orlov", "@bela@far.example")
CORA = Writer("https://far.example/@cora", "Cora Lindt", "@cora@far.example")
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
        services.promises.put_off(promise.id, DAY, LATER)


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
    services.promises.put_off(promise.id, DAY + timedelta(days=14), LATER)
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
    head, row = as_text(services.promises.table()).splitlines()
    assert head.startswith("promised_on,due_on")
    assert ",open,,'=cmd()," in row


def noted(services: Services, draft: Draft, words: str = "The new timetable", **more):
    return services.promises.note(draft.conversation_id, words, DAY, **more)[0]


def acts(services: Services) -> list[str]:
    return [one.kind for one in services.journal.acts(20)]


def test_a_promise_made_on_the_telephone_is_noted_by_hand(services, draft) -> None:
    made = noted(services, draft, "  The new   timetable ")
    (given_,) = services.promises.listed()
    assert given_ == replace(made, language="en")
    assert (given_.state, given_.words, given_.who, given_.outbox_id) == (
        PromiseState.OPEN, "The new timetable", "Nadia Perrault", "",
    )  # fmt: skip
    assert given_.phrase == "by Friday 4 September"
    (listed,) = services.inbox.rows([draft.conversation_id])
    assert listed.promise_due_at == given_.due_at
    assert services.promises.of_draft(draft) == ()
    assert "promise.note" in acts(services)


def test_a_noted_promise_belongs_to_the_reply_that_said_it(services, draft) -> None:
    row = arrive(services, draft)
    (reply,) = services.promises.sent_replies(draft.conversation_id)
    assert (reply.outbox_id, reply.body) == (row.id, BODY)
    noted(services, draft, reply=row.id)
    dossier = services.proof.dossier(row.id)
    assert [(one.words, one.state) for one in dossier.promises] == [("The new timetable", "open")]
    with pytest.raises(NotAllowed):
        noted(services, draft, reply="another")


def test_a_promise_is_noted_to_the_person_who_was_meant(services, draft) -> None:
    account = services.accounts.listed()[0]
    receive(
        services,
        account,
        [
            a_message("second", "And me?", 0.5, parent="q", writer=BELA),
            a_message("third", "Me too", 0.4, parent="q", writer=CORA),
        ],
    )
    names = [one.name for one in services.promises.hearers(draft.conversation_id)]
    assert names == ["Cora Lindt", "Bela Orlov", "Nadia Perrault"]
    bela = services.promises.hearers(draft.conversation_id)[1]
    assert noted(services, draft, to=bela.message_id).who == "Bela Orlov"
    author = services.inbox.message(bela.message_id).author_id
    assert [one.who for one in services.promises.open_to(author)] == ["Bela Orlov"]


def test_undo_takes_a_noted_promise_out_as_if_it_never_was(services, draft) -> None:
    made = noted(services, draft)
    services.promises.forget(made.id)
    assert services.promises.listed() == ()
    assert services.promises.figures().due == 0
    assert "promise.forget" in acts(services)


def test_what_a_reply_promised_is_not_taken_out_like_a_note(services, draft) -> None:
    promise = given(services, draft)
    with pytest.raises(NotAllowed):
        services.promises.forget(promise.id)
    assert states(services) == [PromiseState.OPEN]


def test_a_promise_is_noted_for_an_open_day_ahead_only(services, draft) -> None:
    from tests.ui.composer.conftest import CHARTER

    charter, _ = services.charters.save(CHARTER + CALENDAR)
    services.charters.assign(draft.account_id, charter)
    for closed in (date(2026, 9, 4), date(2026, 9, 8), date(2026, 8, 27)):
        with pytest.raises(NotAllowed):
            services.promises.note(draft.conversation_id, "The timetable", closed)
    made, _ = services.promises.note(draft.conversation_id, "The timetable", date(2026, 9, 10))
    assert made.due_at == services.promises.end_of(draft.account_id, date(2026, 9, 10))
    with pytest.raises(NotAllowed):
        services.promises.put_off(made.id, date(2026, 9, 11), LATER)


def test_a_promise_is_broken_once_its_day_is_over_and_counts_as_such(services, draft) -> None:
    made = noted(services, draft)
    with pytest.raises(NotAllowed):
        services.promises.broken(made.id, "Nobody looked after it")
    services.clock.advance(days=3)
    with pytest.raises(NotAllowed):
        services.promises.broken(made.id, "no")
    services.promises.broken(made.id, "Nobody looked after it")
    (closed,) = services.promises.listed()
    assert (closed.state, closed.why) == (PromiseState.BROKEN, "Nobody looked after it")
    assert services.promises.due().late == ()
    found = services.promises.figures()
    assert (found.due, found.kept_on_date, found.broken) == (1, 0, 1)
    assert (
        promised.figures(found) == "0 of 1 promise that was due was kept on its day; 1 was broken."
    )
    services.promises.put_back(made)
    assert states(services) == [PromiseState.OPEN]


def test_a_withdrawn_promise_is_neither_kept_nor_broken(services, draft) -> None:
    made = noted(services, draft)
    services.promises.release(made.id, "She found it herself")
    assert states(services) == [PromiseState.WITHDRAWN]
    services.clock.advance(days=9)
    assert services.promises.figures().due == 0
    (listed,) = services.inbox.rows([draft.conversation_id])
    assert listed.promise_due_at is None


def test_a_day_does_not_move_without_a_reason(services, draft) -> None:
    made = noted(services, draft)
    with pytest.raises(NotAllowed):
        services.promises.put_off(made.id, DAY + timedelta(days=3), " ")
    services.promises.put_off(made.id, DAY + timedelta(days=3), LATER)
    (moved,) = services.promises.listed()
    assert (moved.why, moved.first_due_at, moved.due_at > made.due_at) == (LATER, made.due_at, True)


def test_nobody_hears_what_is_promised_where_only_we_wrote(services) -> None:
    account = add_account(services)
    (found,) = receive(services, account, [a_message("ours", "Hello all", writer=US)])
    with pytest.raises(NotAllowed):
        services.promises.note(ConversationId(found), "The timetable", DAY)
