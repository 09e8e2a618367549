"""Every list that a person scrolls is read through an index: its cost does not grow with the years."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from cmworkstation.domain.account import After, Capabilities, Visibility, WindowRule
from cmworkstation.domain.conversation import UNSETTLED, Order, Status, View
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.query import parse
from cmworkstation.store import (
    accounts,
    closing,
    conversation_list,
    coverage,
    drafts,
    due_times,
    finding,
    history,
    ledger,
    messages,
    outbox,
    snoozes,
    triage,
)
from cmworkstation.store.database import Workspace
from tests.store.builders import a_workspace, an_item, take

Ask = Callable[[sqlite3.Connection], object]
ACCOUNT = AccountId("account-Mairie")
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

# What may be read from end to end: a few rows, however old the workspace is. `f` is the page of finds itself,
# and the full-text index is walked by its own plan, in the order of message ids.
SHORT = {
    *("account", "a", "coverage", "tally", "draft", "d"),
    *("f", "(subquery-1)", "message_fts", "main.message_fts_config"),
    *("json_each", "profile", "label", "snooze"),  # the ids that are asked for; what is few
}
PARTIAL = (
    "conversation_unread",
    "conversation_waiting",
    "conversation_due",
    "conversation_asked",
    "conversation_warn",
    "gap_unsettled",
    "approval_request_open",
    "snooze_until",
)  # indexes that hold nothing else
# Our own replies, of which the outbox shows all, and what could not be understood, which is little.
OURS = {"outbox", "o", "quarantine"}


def views(order: Order) -> Iterator[tuple[str, Ask]]:
    """Yield the lists of the inbox in this order: each standing, for all accounts and for one."""
    for account in (None, ACCOUNT):
        for status in Status:
            view = View(status=status, account_id=account, order=order)
            yield f"{status.name} {account or 'all'}", partial(listed, view)
        unread = View(status=None, account_id=account, unread_only=True, order=order)
        yield f"unread {account or 'all'}", partial(listed, unread)


def listed(view: View, connection: sqlite3.Connection) -> object:
    return conversation_list.ids(connection, view, 50, NOW)


def gathered(order: Order) -> Iterator[tuple[str, Ask]]:
    """Yield the lists that gather several standings: of labels, of a person, of what is in hand."""
    for account in (None, ACCOUNT):
        where = account or "all"
        for n, name in ((1, "a label"), (3, "three labels")):
            view = View(status=None, labels=(1, 2, 3)[:n], account_id=account, order=order)
            yield f"{name} {where}", partial(listed, view)
        view = View(assignee="nadia", statuses=UNSETTLED, account_id=account, order=order)
        yield f"in somebody's hands {where}", partial(listed, view)
        view = View(status=Status.DONE, labels=(1,), assignee="nadia", order=order)
        yield f"done with a label {where}", partial(listed, view)


# Lists whose rows come out of an index in their order; sorting them would mean reading all of them.
ORDERED: dict[str, Ask] = {
    **dict(views(Order.NEWEST)),
    **dict(gathered(Order.NEWEST)),
    "nobody's": lambda c: conversation_list.ids(c, View(assignee=""), 50),
    "new": lambda c: conversation_list.ids(c, View(unread_only=True), 50),
    "who waits longest": lambda c: conversation_list.ids(c, View(order=Order.LONGEST_WAIT), 50),
    "what is due first": lambda c: conversation_list.ids(c, View(order=Order.DUE), 50),
    "what closes first": lambda c: closing.first(c, ACCOUNT, NOW),
    "what is due soon": lambda c: conversation_list.ids(
        c, View(order=Order.DUE, warned_by=NOW), 50
    ),
    "what came due": lambda c: due_times.come_due(c, NOW, NOW),
    "how many are due soon": lambda c: conversation_list.count(c, View(warned_by=NOW)),
    "counts": conversation_list.counts,
    "a thread": lambda c: messages.thread(c, ConversationId(1)),
    "the ledger of an account": lambda c: ledger.rows(c, 1),
    "the gaps of an account": lambda c: history.gaps(c, 1, ACCOUNT, 50),
    "what is to be asked for": history.wishes,
    "gaps that are not filled": history.unsettled_counts,
    "how far back an account reaches": lambda c: coverage.depth(c, 1, ACCOUNT, can_ask=True),
    "the first trouble since an account was read": lambda c: coverage.first_trouble_since(c, 1),
    "older lines of an account's ledger": lambda c: ledger.rows(c, 1, before=900),
    "the whole ledger": lambda c: ledger.rows(c, before=900),
    "last success of each account": ledger.last_success,
    "what was announced and did not come": ledger.shortfalls,
    "cursors": lambda c: ledger.cursors(c, 1),
    "accounts": accounts.all_accounts,
}
# Lists that sort what an index has narrowed down first.
NARROWED: dict[str, Ask] = {
    **{f"due, {name}": ask for name, ask in views(Order.DUE)},
    **{f"due, {name}": ask for name, ask in gathered(Order.DUE)},
    **{f"longest wait, {name}": ask for name, ask in gathered(Order.LONGEST_WAIT)},
    **{f"closing, {name}": ask for name, ask in gathered(Order.CLOSING)},
    **{f"closing, {name}": ask for name, ask in views(Order.CLOSING)},
    "what is in approval": lambda c: conversation_list.ids(
        c, View(status=None, in_approval=True), 50
    ),
    "whom to wake": lambda c: snoozes.due(c, NOW, calm=True),
    "walks of a conversation": lambda c: triage.walks(c, 1),
    **{f"longest wait, {name}": ask for name, ask in views(Order.LONGEST_WAIT)},
    "rows of the list": lambda c: conversation_list.rows(c, [1, 2, 3]),
    "search": lambda c: finding.messages(c, parse("bonjour")),
    "search, further down": lambda c: finding.messages(
        c, parse('from:"Nadia Perrault" bonj* -spam'), 50, 1 << 60
    ),
    "number of finds": lambda c: finding.count(c, parse("bonjour")),
    "a person": lambda c: conversation_list.person(c, 1),
    "conversations of a person": lambda c: conversation_list.of_author(c, 1),
    "drafts of a conversation": lambda c: drafts.of_conversation(c, 1),
    "all drafts": drafts.all_drafts,
    "the outbox": outbox.rows,
    "what the outbox owes": outbox.waiting,
    "open replies of each account": outbox.open_by_account,
}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = a_workspace(tmp_path / "w", "Mairie", "Bibliothèque")
    with opened.write() as connection:
        one = accounts.account(connection, ACCOUNT)
        rule = WindowRule(Visibility.PUBLIC, 24, After.NOTHING)
        accounts.update(connection, replace(one, capabilities=Capabilities(windows=(rule,))))
    take(opened, *(an_item(str(n), f"Bonjour {n}", n) for n in range(40)))
    yield opened
    opened.close()


@contextmanager
def recorded(connection: sqlite3.Connection) -> Iterator[list[str]]:
    """Collect the statements that a connection carries out, with their values in place."""
    found: list[str] = []
    connection.set_trace_callback(found.append)
    try:
        yield found
    finally:
        connection.set_trace_callback(None)


def plans(connection: sqlite3.Connection, ask: Ask) -> list[str]:
    """Return every step of the plans of what `ask` asks the store."""
    with recorded(connection) as statements:
        ask(connection)
    selects = [one for one in statements if one.lstrip().startswith("SELECT")]
    assert selects
    return [row[3] for one in selects for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]


def scanned(steps: list[str]) -> set[str]:
    """Return what these steps read from end to end, beyond what is short."""
    whole = [step for step in steps if not step.endswith(PARTIAL)]
    names = {found[1] for step in whole if (found := re.match(r"SCAN (\S+)", step))}
    return names - SHORT


def sorts(steps: list[str]) -> list[str]:
    return [step for step in steps if step.startswith("USE TEMP B-TREE")]


@pytest.mark.parametrize("name", ORDERED)
def test_a_list_comes_out_of_an_index_in_its_order(workspace: Workspace, name: str) -> None:
    steps = plans(workspace.read(), ORDERED[name])
    assert scanned(steps) <= OURS  # the counts look over the states of our replies
    assert [step for step in sorts(steps) if "ORDER BY" in step] == []


@pytest.mark.parametrize("name", NARROWED)
def test_a_list_reads_no_table_from_end_to_end(workspace: Workspace, name: str) -> None:
    steps = plans(workspace.read(), NARROWED[name])
    assert scanned(steps) <= OURS
    if not name.startswith(("the outbox", "what the outbox")):
        assert not scanned(steps)


@pytest.mark.parametrize(
    ("index", "name"),
    [
        ("conversation_status", "WAITING_US all"),
        ("poll_account", "the ledger of an account"),
        ("message_conversation", "a thread"),
    ],
)
def test_a_missing_index_is_noticed(workspace: Workspace, index: str, name: str) -> None:
    with workspace.write() as connection:
        connection.execute(f"DROP INDEX {index}")
        steps = plans(connection, ORDERED[name])
    assert scanned(steps) or sorts(steps)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("has:attachment", "message_attached"),
        ("has:picture -is:unread", "message_attached"),
        ("is:reply is:done", "message_ours"),
    ],
)
def test_seldom_kinds_of_messages_come_out_of_their_index(
    workspace: Workspace, query: str, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 0)  # as where very many conversations are done
    steps = plans(workspace.read(), lambda c: finding.messages(c, parse(query)))
    assert index in " ".join(steps)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM message ORDER BY at DESC LIMIT 50",  # by time instead of by id
        "SELECT id FROM conversation WHERE status + 0 = 0 ORDER BY last_at DESC LIMIT 50",
        "SELECT id FROM message WHERE text LIKE '%bonjour%'",
        "SELECT c.id FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE m.unread",
    ],
)
def test_a_bad_query_is_noticed(workspace: Workspace, query: str) -> None:
    steps = plans(workspace.read(), lambda c: c.execute(query).fetchall())
    assert scanned(steps)
