"""Closing courtesies in the workspace: messages that thank and ask for nothing.

`message.courtesy` is 1 for such a message, 0 for any other, and -1 where a person said that it wants an answer, which
no later reading takes back.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from cmworkstation.domain.courtesy import is_closing_courtesy
from cmworkstation.domain.message import Held, Item
from cmworkstation.store import settings

SETTING, OFF = "closing_courtesies", "off"
Judge = Callable[[Item, str], int]


def judge(connection: sqlite3.Connection) -> Judge:
    """Return what tells whether an item, with its plain text, is a closing courtesy; where it is switched off, none."""
    if settings.value(connection, SETTING) == OFF:
        return lambda _, __: 0
    return _judge


def _judge(item: Item, text: str) -> int:
    more = item.context or item.writer.is_us or item.attachments or item.spoiler
    titled = (
        item.title and not item.parent_id
    )  # the subject of a mail that answers another says nothing new
    if more or titled or item.held is not Held.NO:
        return 0
    return int(is_closing_courtesy(text))


def want_answer(connection: sqlite3.Connection, conversations: Sequence[int]) -> list[int]:
    """Take the courtesies of conversations for messages that want an answer; return which messages."""
    found: list[int] = []
    for one in conversations:
        found += (
            row[0]
            for row in connection.execute(
                "SELECT id FROM message WHERE conversation_id=? AND courtesy=1", (one,)
            )
        )
    _mark(connection, found, -1)
    return found


def take_back(connection: sqlite3.Connection, messages: Iterable[int]) -> None:
    """Let messages be courtesies again."""
    _mark(connection, messages, 1)


def _mark(connection: sqlite3.Connection, messages: Iterable[int], value: int) -> None:
    connection.executemany(
        "UPDATE message SET courtesy=? WHERE id=?", [(value, one) for one in messages]
    )
