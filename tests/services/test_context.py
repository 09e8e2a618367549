"""The context ring over a real workspace: what is gathered about a draft, and what the charter then says."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.finding import Severity, apply_edits
from cmworkstation.domain.charter.surroundings import Arrival
from cmworkstation.domain.ids import ConversationId, DraftId, MessageId
from cmworkstation.domain.message import Item, Kind
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import Draft
from cmworkstation.services.workstation import Services
from cmworkstation.store import repeats
from tests.builders_workspace import (
    ELISE,
    NOW,
    OMAR,
    US,
    a_message,
    a_workstation,
    add_account,
    receive,
)
from tests.clocks import SetClock

CHARTER = "mediatheques-ormaie"
HOURS = (
    "Bonjour, la médiathèque de Trévon ouvre du mardi au samedi de 10 h à 18 h, et le dimanche de 14 h à 18 h "
    "jusqu’aux vacances de printemps."
)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def services(tmp_path: Path, clock: SetClock):
    made = a_workstation(tmp_path / "w", clock)
    yield made
    made.close()


@pytest.fixture
def account(services: Services) -> Account:
    made = add_account(services, "Ormaie")
    charter_id, _ = services.charters.add_starter(CHARTER)
    services.charters.assign(made.id, charter_id)
    return made


def draft_to(services: Services, account: Account, *items: Item, body: str = HOURS) -> Draft:
    """Receive a thread and return a draft that answers its last message."""
    (conversation,) = receive(services, account, items)
    (row,) = services.workspace.read().execute(
        "SELECT id FROM message WHERE remote_id=?", (items[-1].remote_id,)
    )
    begun = services.drafts.begin(ConversationId(conversation), MessageId(row[0]))
    return replace(begun, body=body)


def rules(services: Services, draft: Draft, done: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the rules of the context ring that speak, with their words."""
    found = services.composer.review_context(draft, done)
    return {one.rule: one.message["fr"] for one in found}


def test_without_a_charter_or_words_nothing_is_gathered(services: Services) -> None:
    free = add_account(services, "Free")
    draft = draft_to(services, free, a_message("free", "Bonjour, quand ouvrez-vous ?"))
    assert services.composer.review_context(draft) == ()


def test_an_open_question_is_named_until_it_is_answered_or_ticked_off(
    services: Services, account: Account
) -> None:
    asked = a_message("q", "Bonjour, quand ouvrez-vous ? Et combien coûte la carte ?")
    draft = draft_to(services, account, asked)
    assert "Et combien coûte la carte ?" in rules(services, draft)["core/answered"]
    assert "core/answered" not in rules(services, draft, ("Et combien coûte la carte ?",))
    both = replace(draft, body=HOURS + " La carte coûte 5 €.")
    assert "core/answered" not in rules(services, both)


def test_a_first_mail_that_greets_nobody_by_name_is_pointed_out_and_a_second_one_is_not(
    services: Services,
) -> None:
    mail = add_account(services, "Accueil", look="email", handle="accueil@ormaie.example")
    charter_id, _ = services.charters.add_starter(CHARTER)
    services.charters.assign(mail.id, charter_id)
    draft = draft_to(services, mail, a_message("g", "Quand ouvrez-vous ?", writer=ELISE))
    assert "Bonjour Élise" in rules(services, draft)["core/greeting"]
    (found,) = (
        one for one in services.composer.review_context(draft) if one.rule == "core/greeting"
    )
    assert found.severity is Severity.CUE
    way = services.composer.way_out(draft, found)
    mended = replace(draft, body=apply_edits(draft.body, way.edits))
    assert mended.body.startswith("Bonjour Élise, la médiathèque")
    assert "core/greeting" not in rules(services, mended)
    services.outbox.queue(mended)
    assert "core/greeting" not in rules(services, replace(draft, id=DraftId("another")))


def test_a_reply_in_another_language_than_the_message_is_said(
    services: Services, account: Account
) -> None:
    asked = a_message("en", "Hello, when do you open on Sundays? I am coming with my kids.")
    draft = draft_to(services, account, asked)
    assert "anglais" in rules(services, draft)["core/language"]


def queued(services: Services, account: Account, name: str) -> None:
    """Queue the reply about the opening hours to somebody."""
    asked = a_message(name, "Bonjour, quand ouvrez-vous ?")
    services.outbox.queue(draft_to(services, account, asked))


def test_the_third_like_reply_of_a_day_is_said_and_not_that_of_another_day(
    services: Services, account: Account, clock: SetClock
) -> None:
    queued(services, account, "one")
    queued(services, account, "two")
    third = draft_to(services, account, a_message("three", "Bonjour, quand ouvrez-vous ?"))
    assert "3ᵉ fois" in rules(services, third)["core/duplicate-reply"]
    another = replace(
        third, body="Le prêt d’un livre dure trois semaines, et vous le prolongez en ligne."
    )
    assert "core/duplicate-reply" not in rules(services, another)
    clock.advance(hours=30)
    assert "core/duplicate-reply" not in rules(services, third)


def test_a_reply_that_was_taken_back_is_no_repeat(services: Services, account: Account) -> None:
    for name in ("one", "two"):
        asked = a_message(name, "Bonjour, quand ouvrez-vous ?")
        row, _ = services.outbox.queue(draft_to(services, account, asked))
        services.outbox.undo(row.id)
    third = draft_to(services, account, a_message("three", "Bonjour, quand ouvrez-vous ?"))
    assert "core/duplicate-reply" not in rules(services, third)


def test_like_replies_are_found_again_by_few_numbers(services: Services, account: Account) -> None:
    queued(services, account, "one")
    connection = services.workspace.read()
    (kept,) = connection.execute("SELECT count(*) FROM shingle").fetchone()
    assert 4 < kept <= 16
    (row,) = connection.execute("SELECT shingle FROM shingle LIMIT 1")
    plan = connection.execute(
        "EXPLAIN QUERY PLAN SELECT outbox_id FROM shingle WHERE shingle=? AND at>=? ORDER BY at DESC LIMIT 60",
        (row[0], 0),
    ).fetchall()
    assert "SEARCH shingle USING PRIMARY KEY (shingle=? AND at>?)" in plan[0][3]
    assert repeats.candidates(connection, [row[0]], NOW - timedelta(days=1))[0].body == HOURS
    assert repeats.candidates(connection, [row[0] + 1], NOW - timedelta(days=1)) == ()


def test_whoever_writes_needs_the_mandate(services: Services, account: Account) -> None:
    draft = draft_to(services, account, a_message("m", "Bonjour, quand ouvrez-vous ?"))
    assert "core/mandate" not in rules(services, draft)  # nobody was entered: nobody is bothered
    roles = [Role.KEEPER, Role.SPOKESPERSON]
    services.profiles.add("Ines Carvalho", roles, [("another", "cm")])
    assert "aucun mandat" in rules(services, draft)["core/mandate"]
    tom = services.profiles.add("Tom Abara", roles, [("mediatheques-ormaie", "cm")])
    services.profiles.switch_to(tom.id)
    assert "core/mandate" not in rules(services, draft)
    touching = replace(draft, body="Bonjour, le budget de l’année a été voté.")
    assert "budget" in rules(services, touching)["core/mandate"]


@pytest.mark.parametrize(
    ("thread", "arrival"),
    [
        ([a_message("a", "@mairie bonjour", kind=Kind.MENTION)], Arrival.MENTIONED),
        ([a_message("a", "bonjour", kind=Kind.PRIVATE)], Arrival.ADDRESSED),
        ([a_message("a", "bel article", kind=Kind.COMMENT)], Arrival.HOST),
        (
            [
                a_message("r", "La fête", 9, writer=US, kind=Kind.POST, context=True),
                a_message("a", "super", 8, kind=Kind.REPLY, parent="r"),
            ],
            Arrival.HOST,
        ),
        (
            [
                a_message("r", "Un avis ?", 9, writer=OMAR, kind=Kind.POST, context=True),
                a_message("s", "Oui", 8, writer=US, kind=Kind.REPLY, parent="r", context=True),
                a_message("a", "Merci", 7, writer=ELISE, kind=Kind.REPLY, parent="r"),
            ],
            Arrival.PRESENT,
        ),
        (
            [a_message("a", "La ville est sale", kind=Kind.POST, context=True)],
            Arrival.UNINVITED,
        ),
        ([a_message("a", "Et alors", kind=Kind.REPLY)], Arrival.UNKNOWN),
    ],
    ids=["mention", "private", "comment", "our thread", "we spoke", "a stranger’s post", "unknown"],
)
def test_how_we_come_to_be_here(
    services: Services, account: Account, thread: list[Item], arrival: Arrival
) -> None:
    draft = draft_to(services, account, *thread)
    target = services.inbox.message(draft.target_id)
    assert services.encounters.arrival(target, account) is arrival
    uninvited = [
        one for one in services.composer.review_context(draft) if one.rule == "core/uninvited"
    ]
    assert [one.severity for one in uninvited] == (
        [Severity.ERROR] if arrival is Arrival.UNINVITED else []
    )


def test_asking_again_somebody_to_whom_we_gave_nothing_is_said(
    services: Services, account: Account
) -> None:
    asking = "Bonjour, pourriez-vous partager notre affiche des animations ?"
    first = a_message("one", "Bonjour, quels sont vos horaires ?", 9, writer=ELISE)
    services.outbox.queue(draft_to(services, account, first, body=asking))
    again = a_message("two", "Bonjour, et vos horaires ?", 1, writer=ELISE)
    draft = draft_to(services, account, again, body=asking + " Merci d’avance pour votre aide.")
    found = rules(services, draft)
    assert "n° 2".replace(" ", "\u00a0") in found["core/ask-without-giving"].replace(" ", "\u00a0")
    assert "horaires" in found["core/topic"]
    other = a_message("three", "Bonjour, quels sont vos horaires ?", 1, writer=OMAR)
    fresh = rules(services, draft_to(services, account, other, body=asking))
    assert "core/ask-without-giving" not in fresh


def test_an_answer_that_goes_out_too_often_or_without_own_words_is_worn(
    services: Services, account: Account
) -> None:
    governing = services.charters.governing(account.id)
    assert governing is not None
    answer = next(
        one
        for one in governing.charter.answers
        if one.personal_words_min and not (one.review_by and one.review_by < NOW.date())
    )
    asked = a_message("a", "Bonjour, quand ouvrez-vous ?")
    draft = replace(draft_to(services, account, asked), answer_id=answer.id)
    template = services.answers.fill(draft, answer.id).text
    assert answer.id in rules(services, replace(draft, body=template))["core/answer-worn"]
    own = template + " Votre petite sœur est la bienvenue aussi, avec sa carte."
    assert "core/answer-worn" not in rules(services, replace(draft, body=own))
    gone = rules(services, replace(draft, body=own, answer_id="retired"))
    assert "n’est plus dans la charte" in gone["core/answer-state"]
