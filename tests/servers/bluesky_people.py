"""People of the real network, who write as any app of theirs would."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

import pytest
import requests

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.tid import encoded
from tests.servers.running import RunningServer

POST = "app.bsky.feed.post"
SHOWN_WITHIN_S = 40.0
Json = dict[str, Any]
T = TypeVar("T")
_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in with their own password."""

    server: str
    handle: str
    did: str
    password: str = field(repr=False)
    token: str = field(repr=False)

    def ask(self, name: str, **params: object) -> Json:
        """Ask the server."""
        return self._read(
            requests.get(f"{self.server}/xrpc/{name}", params, headers=self._head, timeout=30)  # type: ignore[arg-type]
        )

    def act(self, name: str, body: Json | None = None) -> Json:
        """Have the server do something."""
        return self._read(
            requests.post(f"{self.server}/xrpc/{name}", json=body, headers=self._head, timeout=60)
        )

    @property
    def _head(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @staticmethod
    def _read(answer: requests.Response) -> Json:
        assert answer.status_code == 200, answer.text
        found = answer.json() if answer.content else {}
        assert isinstance(found, dict)
        return found

    def app_password(self, *, privileged: bool = False) -> str:
        """Make an app password."""
        body = {"name": f"desk {next(_numbers)}", "privileged": privileged}
        return str(self.act("com.atproto.server.createAppPassword", body)["password"])

    def record(self, text: str, to: Json | None = None, **more: object) -> Json:
        """Return a post as a record; `to` holds "uri", "cid" and, below a first post, "root"."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        known: Json = {"$type": POST, "text": text, "createdAt": at, "langs": ["fr"], **more}
        if to is not None:
            parent = {"uri": to["uri"], "cid": to["cid"]}
            known["reply"] = {"root": to.get("root") or parent, "parent": parent}
        return known

    def write(self, text: str, to: Json | None = None, **more: object) -> Json:
        """Write a post; an answer once the network shows what it answers, as people see it before they answer."""
        if to is not None:
            self.shown(to["uri"])
        return self.write_all([self.record(text, to, **more)])[0]

    def write_all(self, records: Sequence[Json]) -> list[Json]:
        """Write posts at once; return each with what an answer to it needs."""
        writes = [
            {
                "$type": "com.atproto.repo.applyWrites#create",
                "collection": POST,
                "rkey": encoded(time.time_ns() // 1000, next(_numbers)),
                "value": one,
            }
            for one in records
        ]
        body = {"repo": self.did, "writes": writes}
        results = self.act("com.atproto.repo.applyWrites", body)["results"]
        return [
            {"uri": done["uri"], "cid": done["cid"], "root": one.get("reply", {}).get("root")}
            for done, one in zip(results, records, strict=True)
        ]

    def make(self, collection: str, record: Json) -> Json:
        """Make any record."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        whole = {"$type": collection, "createdAt": at, **record}
        body = {"repo": self.did, "collection": collection, "record": whole}
        return self.act("com.atproto.repo.createRecord", body)

    def delete(self, uri: str) -> None:
        """Delete a record."""
        _, _, _, collection, key = uri.split("/")
        body = {"repo": self.did, "collection": collection, "rkey": key}
        self.act("com.atproto.repo.deleteRecord", body)

    def own(self, collection: str = POST) -> list[Json]:
        """Return all own records of a kind, from the server that holds them."""
        found: list[Json] = []
        place: dict[str, str] = {}
        while True:
            page = self.ask(
                "com.atproto.repo.listRecords",
                **{"repo": self.did, "collection": collection, "limit": 100, **place},
            )
            found += page["records"]
            if not page.get("cursor") or not page["records"]:
                return found
            place = {"cursor": page["cursor"]}

    def shown(self, uri: str) -> Json:
        """Wait until the network shows a post, and return it."""
        return wait_for(
            lambda: next(iter(self.ask("app.bsky.feed.getPosts", uris=uri)["posts"]), None),
            f"post {uri}",
        )

    def connect(self, *, privileged: bool = False) -> BlueskyConnector:
        """Sign in as the wizard does it."""
        found = BlueskyConnector.find(Http(), f"{self.handle} {self.server}")
        answer = {"user": self.handle, "password": self.app_password(privileged=privileged)}
        credentials = BlueskyConnector.finish(Http(found.server), found, None, answer)
        settings = {**found.settings, **credentials.settings}
        identity = BlueskyConnector(settings, credentials.secret, Http(found.server)).check()
        return BlueskyConnector(
            {**settings, **identity.settings}, credentials.secret, Http(found.server)
        )


def join(network: RunningServer, name: str) -> Person:
    """Open an account."""
    handle, password = f"{name}.test", f"{name} keeps this to herself"
    body = {"handle": handle, "email": f"{name}@example.test", "password": password}
    url = f"{network.base_url}/xrpc/com.atproto.server.createAccount"
    answer = requests.post(url, json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    made = answer.json()
    person = Person(network.base_url, handle, made["did"], password, made["accessJwt"])
    wait_for(lambda: known_to_all(person), f"{handle} in the network's view")
    return person


def known_to_all(person: Person) -> bool | None:
    """Tell whether the network's view knows an account, None while it does not."""
    url = f"{person.server}/xrpc/app.bsky.actor.getProfile"
    head = {"Authorization": f"Bearer {person.token}"}
    return requests.get(url, {"actor": person.did}, headers=head, timeout=30).ok or None


def wait_for(look: Callable[[], T | None], what: str) -> T:
    """Look again until something is there: the network's view follows the servers by a moment."""
    until = time.monotonic() + SHOWN_WITHIN_S
    while time.monotonic() < until:
        if (found := look()) is not None:
            return found
        time.sleep(0.2)
    pytest.fail(f"{what} did not arrive")
