"""Interests: while one holds, a reply without its label is stopped; what was given adds up per person and year."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.interest import KINDS, LIMIT_CENTS
from cmworkstation.domain.reply import Draft
from cmworkstation.services.workstation import Services
from cmworkstation.words import interests as wordings
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def a_reply(services: Services) -> tuple[Draft, AuthorId]:
    """Return a reply under a charter, and to whom."""
    account = add_account(services, "Ormaie")
    charter_id, _ = services.charters.add_starter("mediatheques-ormaie")
    services.charters.assign(account.id, charter_id)
    (found,) = receive(services, account, [a_message("one", "Bonjour, un avis ?")])
    draft = services.drafts.begin(ConversationId(found))
    target = services.inbox.message(draft.target_id)
    return replace(draft, body="Bonjour Nadia, venez donc samedi."), target.author_id


def stops(services: Services, draft: Draft) -> list[str]:
    """Return the rules that stop a reply."""
    found = services.composer.review(draft).findings
    return [one.rule for one in found if one.severity is Severity.STOP]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_without_the_label_is_stopped_while_the_interest_holds(
    services: Services, kind: str
) -> None:
    draft, author = a_reply(services)
    assert stops(services, draft) == []
    noted, _ = services.interests.add(author, kind, "deux places", 4_000)
    (rule,) = stops(services, draft)
    (finding,) = [one for one in services.composer.review(draft).findings if one.rule == rule]
    labelled = replace(draft, body=finding.edits[0][2] + draft.body)
    assert stops(services, labelled) == []
    with pytest.raises(NotAllowed):
        services.outbox.queue(draft)
    services.interests.end(noted.id)
    assert stops(services, draft) == []
    services.interests.resume(noted.id)
    assert stops(services, draft) == [rule]
    services.interests.remove(noted.id)
    assert stops(services, draft) == []


def test_gifts_of_one_calendar_year_add_up_and_warn_at_four_fifths(services: Services) -> None:
    _, author = a_reply(services)
    services.interests.add(author, "gift", value_cents=79_900)
    last_year = date(NOW.year - 1, 12, 31)
    services.interests.add(author, "gift", value_cents=50_000, on_day=last_year)
    total = services.interests.of(author).this_year
    assert (total.cents, total.is_near, total.is_over) == (79_900, False, False)
    noted, _ = services.interests.add(author, "paid", value_cents=100)
    total = services.interests.of(author).this_year
    assert (total.is_near, total.is_over) == (True, False)
    assert wordings.money(LIMIT_CENTS) in wordings.year(total)
    services.interests.end(noted.id)
    assert services.interests.of(author).this_year.is_near  # it was given all the same
    services.interests.add(author, "paid", value_cents=LIMIT_CENTS)
    assert services.interests.of(author).this_year.is_over


def test_an_interest_of_tomorrow_does_not_hold_today(services: Services) -> None:
    _, author = a_reply(services)
    services.interests.add(author, "gift", on_day=date(NOW.year, 12, 24))
    assert services.interests.kinds(author) == ()


def test_strange_kinds_and_values_are_refused(services: Services) -> None:
    for kind, cents in (("bribe", 1), ("gift", -1), ("gift", 10**15)):
        with pytest.raises(NotAllowed):
            services.interests.add(AuthorId(1), kind, value_cents=cents)


def test_each_step_stands_in_the_journal(services: Services) -> None:
    _, author = a_reply(services)
    noted, _ = services.interests.add(author, "gift")
    services.interests.end(noted.id)
    services.interests.resume(noted.id)
    services.interests.remove(noted.id)
    kinds = [one.kind for one in services.journal.acts(4)]
    assert kinds == ["interest.remove", "interest.resume", "interest.end", "interest.add"]
