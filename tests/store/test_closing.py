"""What closes first stands first, in every view and in saved searches; what is read for it stays within the windows."""

from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.account import Account, After, Capabilities, Visibility, WindowRule
from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.message import Kind
from cmworkstation.domain.query import Viewpoint, parse
from cmworkstation.domain.reply_window import reply_window
from cmworkstation.services.workstation import Services
from cmworkstation.store import accounts, closing, conversation_list, finding
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive

RULES = (
    WindowRule(Visibility.PRIVATE, 24, After.PERSON),
    WindowRule(Visibility.PRIVATE, 7 * 24, After.NOTHING),
    WindowRule(Visibility.PUBLIC, 48, After.NOTHING),
)
PRIVATE = {"visibility": Visibility.PRIVATE, "kind": Kind.PRIVATE}


class Here:
    """Two accounts, one of a platform with windows; names tell which conversation is which."""

    def __init__(self, folder: Path) -> None:
        self.services: Services = a_workstation(folder)
        self.plain = add_account(self.services, "Plain")
        self.short = add_account(self.services, "Short", capabilities=Capabilities(windows=RULES))
        self.ids: dict[str, int] = {}

    def came(self, name: str, account: Account, hours_ago: float, **changes: object) -> None:
        message = a_message(name, f"{name} asks", hours_ago, **changes)
        (self.ids[name],) = receive(self.services, account, [message])

    def names(self, found: "array[int]") -> list[str]:
        known = {id_: name for name, id_ in self.ids.items()}
        return [known[one] for one in found]

    def listed(self, limit: int = -1, **view: Any) -> list[str]:
        wanted = View(order=Order.CLOSING, **view)
        return self.names(conversation_list.ids(self.services.workspace.read(), wanted, limit, NOW))


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    made = Here(tmp_path / "w")
    made.came("closed", made.short, 49)
    made.came("public-47", made.short, 47)  # an hour is left
    made.came("private-100", made.short, 100, **PRIVATE)  # three days
    made.came("public-1", made.short, 1)
    made.came("private-167", made.short, 167.5, **PRIVATE)  # half an hour
    made.came("plain-2", made.plain, 2)
    made.came("plain-200", made.plain, 200)
    yield made
    made.services.close()


FIRST = ["private-167", "public-47", "public-1", "private-100"]


def test_what_closes_first_stands_first_and_the_rest_is_in_its_place_among_the_newest(here) -> None:
    assert here.listed() == [*FIRST, "plain-2", "closed", "plain-200"]


def test_the_order_is_the_one_in_which_windows_close_as_each_row_says_it(here) -> None:
    rows = here.services.inbox.rows([here.ids[name] for name in FIRST])
    closes = []
    for row in rows:
        facing = Visibility.PRIVATE if row.private else Visibility.PUBLIC
        window = reply_window(RULES, facing, row.theirs_at, NOW)
        assert window is not None
        closes.append(window.closes_at)
    assert closes == sorted(closes)


@pytest.mark.parametrize("limit", [1, 3, 4, 5, 6])
def test_a_page_of_it_is_the_beginning_of_the_whole(here, limit: int) -> None:
    assert here.listed(limit) == here.listed()[:limit]


def test_every_view_keeps_its_own_conversations(here) -> None:
    services = here.services
    assert here.listed(account_id=here.plain.id) == ["plain-2", "plain-200"]
    assert here.listed(private_only=True) == ["private-167", "private-100"]
    services.inbox.set_status([here.ids["public-47"]], Status.DONE)
    assert "public-47" not in here.listed()
    assert here.listed(status=Status.DONE) == ["public-47"]  # nobody waits there: no window counts
    label, _ = services.labels.make("Roads")
    services.labels.put_on([here.ids["private-100"], here.ids["plain-2"]], [label.id])
    assert here.listed(status=None, labels=(label.id,)) == ["private-100", "plain-2"]
    assert here.listed(status=None, unread_only=True)[:3] == [FIRST[0], *FIRST[2:]]
    assert here.listed(status=None, assignee="")[:3] == [FIRST[0], *FIRST[2:]]


def test_a_saved_search_stands_in_the_same_order(here) -> None:
    found = finding.conversations(
        here.services.workspace.read(), parse("asks"), Order.CLOSING, -1, Viewpoint(NOW)
    )
    assert here.names(found) == here.listed()
    few = finding.conversations(
        here.services.workspace.read(), parse("is:new asks"), Order.CLOSING, 2, Viewpoint(NOW)
    )
    assert here.names(few) == FIRST[:2]


def test_a_message_from_the_future_makes_no_time_that_is_not_there(here) -> None:
    here.came("tomorrow", here.short, 0, at=NOW + timedelta(days=1))
    assert here.listed()[:4] == ["private-167", "public-47", "public-1", "tomorrow"]


def test_an_account_that_was_removed_or_has_no_windows_has_no_say(here) -> None:
    account = replace(here.short, capabilities=Capabilities())
    with here.services.workspace.write() as connection:
        accounts.update(connection, account)
    newest = View(order=Order.NEWEST)
    connection = here.services.workspace.read()
    assert here.listed() == here.names(conversation_list.ids(connection, newest))
    assert not closing.first(connection, None, NOW)
