"""The conversation of each message that comes in; conversations that turn out to be one are joined."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from cmworkstation.domain.message import Item
from cmworkstation.store import (
    conversations,
)
from cmworkstation.store.received import Taken
from cmworkstation.store.slices import slices


def find(
    connection: sqlite3.Connection, account_no: int, items: Sequence[Item], taken: Taken
) -> tuple[dict[str, int], set[str]]:
    """Return remote id → conversation for new items, and which items answer a message that is not known.

    A message belongs with the message it answers, with those that answer it, and with its thread's first
    message; whatever of these is known decides. Conversations that turn out to be one are joined.
    """
    links: dict[str, set[str]] = {}
    for item in items:
        near = {item.remote_id} | ({item.parent_id} if item.parent_id else set())
        links[item.remote_id] = near | ({item.thread_id} if item.thread_id else set())
    near = {name for names in links.values() for name in names} - links.keys()
    at_home = conversations_of(connection, account_no, near)
    orphans = {
        item.remote_id
        for item in items
        if item.parent_id and item.parent_id not in at_home and item.parent_id not in links
    }
    for child_parent, conversation_id in _children(connection, account_no, list(links)):
        at_home.setdefault(child_parent, set()).add(conversation_id)
    groups = connected(links)
    homes: dict[str, int] = {}
    joined: dict[int, int] = {}  # conversation → the one that it is part of since this page
    for group in groups:
        found = sorted({joined.get(home, home) for name in group for home in at_home.get(name, ())})
        if not found:
            added = connection.execute(
                "INSERT INTO conversation(account_no) VALUES(?)", (account_no,)
            )
            home = int(added.lastrowid or 0)
        else:
            home = found[0]
            for other in found[1:]:
                conversations.join(connection, other, home)
                taken.conversations.discard(other)
                joined = {one: home if into == other else into for one, into in joined.items()}
                joined[other] = home
        taken.conversations.add(home)
        for name in group:
            homes[name] = home
    return {name: joined.get(home, home) for name, home in homes.items()}, orphans


def connected(links: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the groups of names that are linked with each other, directly or through others."""
    group_of: dict[str, set[str]] = {}
    for near in links.values():
        met = {id(group): group for name in near if (group := group_of.get(name)) is not None}
        joined = max(met.values(), key=len, default=set())
        for group in (near, *met.values()):  # the largest group takes the others in
            if group is not joined:
                joined |= group
                group_of.update(dict.fromkeys(group, joined))
    unique: dict[int, set[str]] = {id(group): group for group in group_of.values()}
    return list(unique.values())


def conversations_of(
    connection: sqlite3.Connection, account_no: int, remote_ids: set[str]
) -> dict[str, set[int]]:
    """Return remote id → conversations of messages that are known."""
    found: dict[str, set[int]] = {}
    for part in slices(list(remote_ids)):
        marks = ",".join("?" * len(part))
        for remote_id, home in connection.execute(
            f"SELECT remote_id, conversation_id FROM message WHERE account_no=? AND remote_id IN ({marks})",
            (account_no, *part),
        ):
            found.setdefault(remote_id, set()).add(home)
    return found


def _children(
    connection: sqlite3.Connection, account_no: int, remote_ids: Sequence[str]
) -> Iterable[tuple[str, int]]:
    """Yield (remote id, conversation) where somebody answered one of these before it was known.

    Only such messages, marked as orphans when they came, are in the index: an index of all parents would
    cost every page as many writes as its messages.
    """
    for part in slices(remote_ids):
        marks = ",".join("?" * len(part))
        yield from connection.execute(
            "SELECT DISTINCT parent_id, conversation_id FROM message"
            f" WHERE orphan = 1 AND account_no=? AND parent_id IN ({marks})",
            (account_no, *part),
        )
