"""The inbox below the window: where conversations stand, bulk and undo, search, read and unread."""

from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.errors import NotAllowed, QueryError
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.services.workstation import Services
from tests.builders_workspace import (
    ELISE,
    LAYLA,
    OMAR,
    US,
    YUKI,
    a_message,
    a_workstation,
    add_account,
    bury,
    many,
    receive,
)

EVERYTHING = View(status=None)


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.inbox.recount() == []
    assert made.workspace.problems() == []
    assert made.journal.verify().problems == ()
    made.close()


# ---------------------------------------------------------------------------------------- where it stands


STAYS = "stays"
# Aside is worked out from the messages (nothing but context, or gone); put there with a reason, it stays.
AFTER: dict[str, dict[Status, Status | str]] = {
    # what happens → where a conversation stands then, by where it stood
    "they write": dict.fromkeys(Status, Status.WAITING_US),
    "we answer": {
        **dict.fromkeys(Status, STAYS),
        Status.WAITING_US: Status.WAITING_THEM,
        Status.WAITING_COLLEAGUE: Status.WAITING_THEM,
        Status.ASIDE: Status.WAITING_THEM,
    },
    "they edit": dict.fromkeys(Status, STAYS),
    "they delete it": dict.fromkeys(Status, Status.ASIDE),
    "we look at it": dict.fromkeys(Status, STAYS),
    "a stranger writes elsewhere": dict.fromkeys(Status, STAYS),
}


def happen(services: Services, what: str, conversation: int) -> None:
    account = services.accounts.listed()[0]
    question = a_message("q", "Quand ouvrez-vous ?", 5)
    if what == "they write":
        receive(services, account, [a_message("r", "Et le samedi ?", 1, parent="q")])
    elif what == "we answer":
        receive(services, account, [a_message("u", "À 9 h.", 1, parent="q", writer=US)])
    elif what == "they edit":
        receive(services, account, [replace(question, text="Quand fermez-vous ?")])
    elif what == "they delete it":
        bury(services, account, question.remote_id)
    elif what == "we look at it":
        services.inbox.mark_read(ConversationId(conversation))
    else:
        receive(services, account, [a_message("z", "Bonsoir", 1, writer=OMAR)])


@pytest.mark.parametrize("before", Status, ids=lambda one: one.name)
@pytest.mark.parametrize("what", AFTER)
def test_where_a_conversation_stands_after(services: Services, before: Status, what: str) -> None:
    account = add_account(services)
    (found,) = receive(services, account, [a_message("q", "Quand ouvrez-vous ?", 5)])
    services.inbox.set_status([found], before, "a reason")
    happen(services, what, found)
    expected = AFTER[what][before]
    row = services.inbox.rows([found])[0]
    assert row.status is (before if expected is STAYS else expected)
    counts = services.inbox.counts().by_status
    assert counts[row.status] >= 1
    assert sum(counts.values()) == len(
        {found, *services.inbox.ids(EVERYTHING), *services.inbox.ids(View(status=Status.ASIDE))}
    )


@pytest.mark.parametrize("before", Status, ids=lambda one: one.name)
@pytest.mark.parametrize("after", Status, ids=lambda one: one.name)
def test_a_person_may_move_it_anywhere_and_back(
    services: Services, before: Status, after: Status
) -> None:
    account = add_account(services)
    (found,) = receive(services, account, [a_message("q", "Quand ouvrez-vous ?", 5)])
    services.inbox.set_status([found], before, "before")
    changes, undo = services.inbox.set_status([found], after, " after ")
    assert changes.conversations == {found}
    row = services.inbox.rows([found])[0]
    assert (row.status, row.reason) == (after, "after")
    assert list(services.inbox.ids(View(status=after))) == [found]
    services.inbox.undo_status(undo)
    row = services.inbox.rows([found])[0]
    assert (row.status, row.reason) == (before, "before")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_answer_needed_wants_a_reason(services: Services, reason: str) -> None:
    (found,) = receive(services, add_account(services), [a_message("q", "Merci !")])
    with pytest.raises(NotAllowed, match="reason-missing"):
        services.inbox.set_status([found], Status.NO_ANSWER, reason)
    assert services.inbox.rows([found])[0].status is Status.WAITING_US
    assert services.journal.acts() == ()
    services.inbox.set_status([found], Status.NO_ANSWER, "a thank-you")
    act = services.journal.acts(1)[0]
    assert act.payload == {
        "conversations": [found],
        "status": "NO_ANSWER",
        "reason": "a thank-you",
    }


def test_five_hundred_at_once_and_one_undo(services: Services) -> None:
    found = many(services, add_account(services), 500)
    services.inbox.set_status(found[:100], Status.SNOOZED)
    services.inbox.set_status(found[100:150], Status.NO_ANSWER, "spam")
    before = {row.id: (row.status, row.reason) for row in services.inbox.rows(found)}
    _, undo = services.inbox.set_status([*found, *found[:7], 99_999], Status.DONE)
    assert len(services.inbox.ids(View(status=Status.DONE))) == 500
    services.inbox.undo_status(undo)
    assert {row.id: (row.status, row.reason) for row in services.inbox.rows(found)} == before
    assert len(services.inbox.ids(View(status=Status.DONE))) == 0


# ---------------------------------------------------------------------------------------- lists and reading


def test_a_view_shows_what_all_its_conditions_allow(services: Services) -> None:
    town, blog = add_account(services, "Mairie"), add_account(services, "Carnet")
    old = receive(services, town, [a_message("a", "Ancienne", 50)])
    new = receive(services, town, [a_message("b", "Nouvelle", 1, writer=OMAR)])
    elsewhere = receive(services, blog, [a_message("c", "Ailleurs", 20, writer=ELISE)])
    services.inbox.mark_read(ConversationId(old[0]))
    ids = services.inbox.ids
    assert list(ids(View())) == [*new, *elsewhere, *old]
    assert list(ids(View(order=Order.LONGEST_WAIT))) == [*old, *elsewhere, *new]
    assert list(ids(View(account_id=town.id))) == [*new, *old]
    assert list(ids(View(account_id=town.id, unread_only=True))) == new
    assert list(ids(View(private_only=True))) == []
    assert list(ids(View(), 2)) == [*new, *elsewhere]
    assert services.inbox.counts().by_account == {town.id: 2, blog.id: 1}
    assert services.inbox.counts().unread == 2


def test_read_and_unread_again(services: Services) -> None:
    (found,) = receive(
        services,
        add_account(services),
        [a_message("q", "Un", 3), a_message("r", "Deux", 2, parent="q")],
    )
    one = ConversationId(found)
    assert services.inbox.rows([found])[0].unread == 2
    assert services.inbox.mark_read(one).conversations == {found}
    assert not services.inbox.mark_read(one), "a second time changes nothing"
    assert services.inbox.rows([found])[0].unread == 0
    services.inbox.mark_read(one, read=False)
    assert services.inbox.rows([found])[0].unread == 1
    assert services.inbox.counts().unread == 1


def test_what_is_known_of_a_person(services: Services) -> None:
    account = add_account(services)
    first = receive(services, account, [a_message("q", "Un", 300)])
    second = receive(services, account, [a_message("r", "Deux", 2)])
    author = services.inbox.thread(ConversationId(first[0])).entries[0].message.author_id
    person = services.inbox.person(author)
    assert (person.name, person.messages) == ("Nadia Perrault", 2)
    assert [row.id for row in services.inbox.of_author(author)] == [*second, *first]


# ------------------------------------------------------------------------------------------------- search


@pytest.fixture
def library(services: Services) -> Services:
    town, blog = add_account(services, "Mairie"), add_account(services, "Le carnet")
    receive(services, town, [a_message("1", "Une impression de Déjà vu au musée", 9, writer=ELISE)])
    receive(services, town, [a_message("2", "On l’a déjà ; mais a-t-on vu la suite ?", 8)])
    receive(
        services, blog, [a_message("3", "The LATE parcel arrived at the library", 7, writer=OMAR)]
    )
    receive(services, blog, [a_message("4", "A parcel, not late at all 🚲", 6)])
    receive(services, town, [a_message("5", "Bibliothèques et bibliothécaires", 5, writer=ELISE)])
    receive(services, town, [a_message("6", "مرحبا، متى تفتح المكتبة؟", 4, writer=LAYLA)])
    receive(services, town, [a_message("7", "次はいつですか 写真展", 3, writer=YUKI)])
    return services


def found(services: Services, query: str) -> list[str]:
    hits = services.inbox.search(query)
    assert services.inbox.search_count(query) == len(hits)
    return [services.inbox.message(MessageId(hit.message_id)).native_id for hit in hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("deja vu", ["2", "1"]),
        ("DÉJÀ VU", ["2", "1"]),
        ('"deja vu"', ["1"]),
        ("parcel late", ["4", "3"]),
        ('"late parcel"', ["3"]),
        ("biblio*", ["5"]),
        ("biblio", []),
        ("bibliotheques", ["5"]),
        ("parcel -library", ["4"]),
        ('parcel -"not late"', ["3"]),
        ("-parcel", ["7", "6", "5", "2", "1"]),
        ("from:elise", ["5", "1"]),
        ("de:élise musee", ["1"]),
        ("from:omar parcel", ["3"]),
        ("-from:omar parcel", ["4"]),
        ("account:carnet", ["4", "3"]),
        ('compte:"le carnet" late', ["4", "3"]),
        ("account:nowhere parcel", []),
        ("🚲", ["4"]),
        ("المكتبة", ["6"]),
        ("写真展", ["7"]),
        ("omar", ["3"]),
        ("", []),
        ("   ", []),
        ("*", []),
        ("-", []),
        ('"', []),
    ],
)
def test_search_finds(library: Services, query: str, expected: list[str]) -> None:
    assert found(library, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        'parcel" OR "1',
        "parcel AND",
        "parcel NOT",
        "parcel^2",
        "parcel + late",
        "'; DROP TABLE message; --",
        "\0parcel\0",
        "a" * 2_000,
        'parcel from:"omar',
        "\u202eparcel",
        "{body who} : parcel",
    ],
)
def test_no_sign_of_a_query_is_ever_syntax(library: Services, query: str) -> None:
    assert set(found(library, query)) <= {"3", "4"}
    assert found(library, "parcel") == ["4", "3"], "and nothing was harmed"


@pytest.mark.parametrize(
    ("query", "code", "at"),
    [
        ("body:parcel", "unknown-field", 0),
        ("late account:", "no-value", 5),
        ("(parcel", "group-open", 0),
        ("parcel)", "group-not-open", 6),
        ("parcel " * 60, "too-many", 350),
    ],
)
def test_what_is_unclear_in_a_search_is_said_with_its_place(
    library: Services, query: str, code: str, at: int
) -> None:
    with pytest.raises(QueryError) as told:
        library.inbox.search(query)
    assert (told.value.code, told.value.at) == (code, at)


def test_search_marks_what_it_found_and_goes_on_page_by_page(services: Services) -> None:
    many(services, add_account(services), 30)
    first = services.inbox.search("opening hours", 20)
    assert "\x02" in first[0].snippet
    rest = services.inbox.search("opening hours", 20, first[-1].message_id)
    assert (len(first), len(rest)) == (20, 10)
    assert len({hit.message_id for hit in (*first, *rest)}) == 30
    assert services.inbox.search_count("opening", 25) == 25


def test_search_knows_what_a_message_says_now(services: Services) -> None:
    account = add_account(services)
    item = a_message("q", "Ouvert lundi ?")
    receive(services, account, [item])
    receive(services, account, [replace(item, text="Ouvert mardi ?")])
    assert found(services, "mardi") == ["q"]
    assert found(services, "lundi") == []


def test_the_history_of_a_removed_account_is_still_found(library: Services) -> None:
    blog = library.accounts.by_name("le carnet")
    assert blog is not None
    library.accounts.remove(blog.id)
    assert found(library, "parcel") == ["4", "3"]
    hit = library.inbox.search("parcel")[0]
    assert library.inbox.thread(hit.conversation_id).account_id == blog.id
