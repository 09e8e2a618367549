from array import array
from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QPersistentModelIndex, Qt

from cmworkstation.domain.conversation import Conversation, Status
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.ui.inbox.differences import plan
from cmworkstation.ui.inbox.list_model import PAGE, ConversationModel, Role
from tests.builders_workspace import NOW
from tests.store.builders import an_account


def a_row(number: int, **changes) -> Conversation:
    values = {
        "id": ConversationId(number),
        "account_id": AccountId("account-Mairie"),
        "status": Status.WAITING_US,
        "title": "",
        "author_name": f"Person {number}",
        "author_handle": "@p",
        "snippet": "When do you open?",
        "last_at": NOW,
        "waiting_since": NOW,
        "due_at": None,
        "unread": 1,
        "messages": 1,
        "private": False,
    }
    return Conversation(**{**values, **changes})


class Rows:
    """Where rows come from; counts how often it was asked."""

    def __init__(self, **changes) -> None:
        self.asked: list[Sequence[int]] = []
        self.changes = changes

    def __call__(self, wanted: Sequence[int]) -> list[Conversation]:
        self.asked.append(wanted)
        return [a_row(number, **self.changes) for number in wanted]


def a_model(count: int = 1000, **changes) -> tuple[ConversationModel, Rows]:
    rows = Rows(**changes)
    model = ConversationModel(rows, lambda: NOW)
    model.set_accounts([an_account("Mairie")])
    model.begin(array("q", range(1, count + 1)))
    return model, rows


def test_the_model_keeps_qts_contract(qtmodeltester):
    model, _ = a_model(30)
    qtmodeltester.check(model)


def test_rows_are_fetched_by_the_page_and_once():
    model, rows = a_model()
    for n in range(PAGE):
        model.data(model.index(n, 0), Role.CONVERSATION)
    assert [len(asked) for asked in rows.asked] == [PAGE]


def test_a_row_that_changed_is_fetched_again_alone():
    model, rows = a_model()
    model.conversation(0)
    model.forget([1])
    model.conversation(0)
    assert list(rows.asked[-1]) == [1]


def test_persistent_places_follow_their_conversation():
    model, _ = a_model(10)
    fifth = QPersistentModelIndex(model.index(4, 0))
    new = array("q", [50, 1, 2, 4, 5, 6])
    model.follow(plan(model.ids(), new), new)
    assert model.id_at(fifth.row()) == 5
    model.follow(plan(model.ids(), array("q", [6, 5, 2])), array("q", [6, 5, 2]))
    assert model.id_at(fifth.row()) == 5


def test_a_screen_reader_hears_one_sentence():
    model, _ = a_model(1, private=True, drafts=1, due_at=NOW - timedelta(hours=3))
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "Person 1, Mairie on Mastodon, Waiting for us, 1 unread, draft, private, late since 11:05,"
        " When do you open?"
    )


def test_a_conversation_that_has_gone_leaves_an_empty_row():
    model = ConversationModel(lambda _: [], lambda: NOW)
    model.begin(array("q", [1]))
    assert model.data(model.index(0, 0), Role.CONVERSATION) is None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) is None
