"""People on the real homeserver, who write as any client of theirs would."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
import requests

from cmworkstation.connectors.matrix import MatrixConnector
from cmworkstation.sdk.http import Http
from tests.servers.running import RunningServer

Json = dict[str, Any]
T = TypeVar("T")
SHOWN_WITHIN_S = 20.0
_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in on a device of their own."""

    server: str
    id: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    line: requests.Session = field(default_factory=requests.Session, repr=False)

    def ask(self, *path: str, **params: object) -> Json:
        """Ask the server."""
        return self._read(
            self.line.get(self._url(path), params=params, headers=self._head, timeout=30)  # type: ignore[arg-type]
        )

    def act(self, *path: str, body: Json | None = None, verb: str = "POST") -> Json:
        """Have the server do something."""
        return self._read(
            self.line.request(
                verb, self._url(path), json=body or {}, headers=self._head, timeout=30
            )
        )

    def _url(self, path: tuple[str, ...]) -> str:
        return f"{self.server}/_matrix/client/v3/" + "/".join(quote(one, safe="") for one in path)

    @property
    def _head(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @staticmethod
    def _read(answer: requests.Response) -> Json:
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert isinstance(found, dict)
        return found

    def open_room(self, *people: "Person", join: bool = True, **more: object) -> str:
        """Open a room and have people in it."""
        body: Json = {"preset": "public_chat", "invite": [one.id for one in people], **more}
        room = str(self.act("createRoom", body=body)["room_id"])
        for one in people if join else ():
            one.act("rooms", room, "join")
        return room

    def leave_all(self) -> None:
        """Leave every room: what was said there in another test is not read again."""
        for room in self.ask("joined_rooms")["joined_rooms"]:
            self.act("rooms", room, "leave")
            self.act("rooms", room, "forget")

    def open_talk(self, other: "Person") -> str:
        """Open a direct chat."""
        return self.open_room(other, preset="trusted_private_chat", is_direct=True)

    def put(self, room: str, content: Json, kind: str = "m.room.message") -> str:
        """Send an event; return its id."""
        key = f"{time.time_ns()}.{next(_numbers)}"
        sent = self.act("rooms", room, "send", kind, key, body=content, verb="PUT")
        return str(sent["event_id"])

    def say(self, room: str, text: str, *, to: str = "", root: str = "", **more: object) -> str:
        """Write a message; `to` is what it answers, `root` begins the thread that it belongs to."""
        content: Json = {"msgtype": "m.text", "body": text, "m.mentions": {}, **more}
        relation: Json = {"m.in_reply_to": {"event_id": to}} if to else {}
        if root:
            relation |= {"rel_type": "m.thread", "event_id": root}
        return self.put(room, content | ({"m.relates_to": relation} if relation else {}))

    def edit(self, room: str, event: str, text: str) -> str:
        """Edit an own message."""
        new = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        relation = {"rel_type": "m.replace", "event_id": event}
        return self.put(
            room, {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation}
        )

    def redact(self, room: str, event: str) -> None:
        """Delete a message."""
        self.act("rooms", room, "redact", event, str(next(_numbers)), body={}, verb="PUT")

    def events(self, room: str) -> list[Json]:
        """Return the messages of a room, the newest first."""
        return list(self.ask("rooms", room, "messages", dir="b", limit=1000)["chunk"])

    def own(self, room: str) -> list[Json]:
        """Return our own messages of a room that are still there, the newest first."""
        return [
            one
            for one in self.events(room)
            if one["sender"] == self.id and one["type"] == "m.room.message" and one["content"]
        ]

    def connect(self) -> MatrixConnector:
        """Sign in as the wizard does it."""
        found = MatrixConnector.find(Http(), f"{self.id} {self.server}")
        typed = {"user": self.id, "password": self.password}
        credentials = MatrixConnector.finish(Http(found.server), found, None, typed)
        settings = {**found.settings, **credentials.settings}
        identity = MatrixConnector(settings, credentials.secret, Http(found.server)).check()
        return MatrixConnector(
            {**settings, **identity.settings}, credentials.secret, Http(found.server)
        )


def join(server: RunningServer, name: str) -> Person:
    """Sign somebody in."""
    password = server.passwords[name]
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": name},
        "password": password,
    }
    url = f"{server.base_url}/_matrix/client/v3/login"
    answer = requests.post(url, json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    return Person(server.base_url, f"@{name}:hs.test", password, answer.json()["access_token"])


def wait_for(look: Callable[[], T | None], what: str) -> T:
    """Look again until something is there."""
    until = time.monotonic() + SHOWN_WITHIN_S
    while time.monotonic() < until:
        if (found := look()) is not None:
            return found
        time.sleep(0.1)
    pytest.fail(f"{what} did not arrive")
