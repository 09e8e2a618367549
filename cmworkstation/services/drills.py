"""Drills: a crisis is played with invented messages, and nothing can leave while it is.

The network layer itself refuses whatever would write (`Platforms.http`), so that a way which nobody thought of is shut
too; replies to people wait, and replies to invented messages end as an exercise. What was invented belongs to an
account of its own and is marked in its very words; when the drill is over nobody waits for an answer to it, and it
counts nowhere.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.drill import MARK, PLATFORM, Drill, Injected, Played, marked
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.domain.profile import Act
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.services.acting import Acting
from cmworkstation.services.brake import Brake
from cmworkstation.services.journal import Journal
from cmworkstation.services.sync import Sync
from cmworkstation.store import accounts, charters, drills
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.sdk.connector import Connector

CHANGED = Changes(freeze=True, outbox=True, accounts=True)
STREAM = "exercise"


class Drills:
    """Begins and ends drills, and lets invented messages come in."""

    def __init__(
        self,
        workspace: Workspace,
        brake: Brake,
        sync: Sync,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._brake = brake
        self._sync = sync
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def current(self) -> Drill | None:
        """Return the drill that goes on, None for none."""
        return drills.current(self._workspace.read())

    def listed(self) -> tuple[Drill, ...]:
        """Return all drills, the newest first."""
        return drills.listed(self._workspace.read())

    def is_exercise(self, conversation_id: int) -> bool:
        """Tell whether a conversation was invented for a drill, now or once."""
        return drills.is_exercise(self._workspace.read(), conversation_id)

    def begin(self, name: str, like: AccountId | None = None) -> tuple[Drill, Changes]:
        """Begin a drill: from now on nothing leaves. `like` is the account whose charter and rules are rehearsed.

        Raises `NotAllowed` ("drill-goes-on").
        """
        self._acting.require(Act.SEND)
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            if drills.current(connection) is not None:
                raise NotAllowed("drill-goes-on")
            model = accounts.account(connection, like) if like else None
            account = self._account(model)
            accounts.add(connection, account, now)
            if model is not None:
                governed = charters.assignments(connection).get(model.id, "")
                charters.assign(connection, account.id, governed)
            drill = Drill(uuid7(), " ".join(name.split()), account.id, now, self._acting.id)
            drills.begin(connection, drill)
            facts = {"drill": drill.id, "name": drill.name, "like": like or ""}
            self._journal.note(connection, "drill.begin", facts)
            reach("drill.before-begin")
        reach("drill.begun")
        return drill, CHANGED

    @staticmethod
    def _account(model: Account | None) -> Account:
        made = Account(
            id=AccountId(uuid7()),
            platform=PLATFORM,
            look=PLATFORM,
            name=MARK,
            handle=f"@{PLATFORM}",
            server="",
            colour=0,
            state=TokenState.ARCHIVE,
            settings={"writer_key": "us"},
        )
        return replace(made, capabilities=model.capabilities) if model else made

    def inject(self, wanted: Sequence[Injected]) -> Changes:
        """Let invented messages come in, as if a platform had brought them. Raises `NotAllowed` ("no-drill")."""
        self._acting.require(Act.SEND)
        drill = self._going_on()
        account = accounts.account(self._workspace.read(), drill.account_id)
        now = from_ms(to_ms(self._clock.now()))
        raws = tuple(
            RawItem(STREAM, f"{drill.id}:{one.id}", _written(drill.id, one, to_ms(now)))
            for one in wanted
        )
        inventor = cast("Connector", _Inventor())  # all that a page needs to be understood
        with self._workspace.write(durable=True) as connection:
            changes = self._sync.store_page(account, inventor, Page(STREAM, raws, ""), now)
            facts = {"drill": drill.id, "messages": len(raws)}
            self._journal.note(connection, "drill.inject", facts)
            reach("drill.injected")
        return changes

    def end(self) -> tuple[Drill, Changes]:
        """End the drill that goes on: nobody waits for its messages any more. Raises `NotAllowed` ("no-drill")."""
        self._acting.require(Act.SEND)
        drill = self._going_on()
        with self._workspace.write(durable=True) as connection:
            drills.end(connection, drill.id, self._clock.now(), self._acting.id)
            drills.put_away(connection, drill.account_id, self._clock.now())
            accounts.remove(connection, drill.account_id, self._clock.now())
            self._journal.note(connection, "drill.end", {"drill": drill.id})
            reach("drill.before-end")
        reach("drill.ended")
        return drills.drill(self._workspace.read(), drill.id), CHANGED | Changes(new_messages=1)

    def played(self, drill_id: str) -> tuple[Played, ...]:
        """Return what came in during a drill, when each was answered and with what, in the order of coming in."""
        connection = self._workspace.read()
        return drills.played(connection, drills.drill(connection, drill_id).account_id)

    def _going_on(self) -> Drill:
        drill = self.current()
        if drill is None:
            raise NotAllowed("no-drill")
        return drill


class _Inventor:
    """Understands invented messages, as a connector understands those of its platform."""

    def parse(self, raw: RawItem) -> list[Item]:
        """Return the message."""
        told = json.loads(raw.payload)
        drill = told["drill"]
        writer = told["key"] or told["writer"]
        return [
            Item(
                remote_id=f"{PLATFORM}:{drill}:{told['id']}",
                native_id=raw.native_id,
                kind=Kind.REPLY if told["under"] else Kind.MENTION,
                writer=Writer(f"{PLATFORM}:{drill}:{writer}", marked(told["writer"]), ""),
                at=from_ms(told["at"]),
                text=marked(told["text"]),
                parent_id=f"{PLATFORM}:{drill}:{told['under']}" if told["under"] else "",
                language=told["language"],
            )
        ]


def _written(drill_id: str, one: Injected, at: int) -> bytes:
    told = {
        "drill": drill_id,
        "id": one.id,
        "writer": one.writer,
        "key": one.key,
        "text": one.text,
        "under": one.under,
        "language": one.language,
        "at": at,
    }
    return json.dumps(told, ensure_ascii=False).encode()
