from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.message import Item
from cmworkstation.sdk import xrpc
from cmworkstation.sdk.connector import Content, Target
from cmworkstation.sdk.testing import (
    HistoryConformance,
    PublishingConformance,
    Stage,
    quick_http,
)
from tests.connectors.fake_bluesky import PASSWORD, TALK, FakeBluesky, did_of
from tests.connectors.misbehaving import serving

EARLIER = datetime.now(UTC) - timedelta(minutes=2)
US = did_of("alma.example")
CLARA = did_of("clara.example")
PUT = "POST /xrpc/com.atproto.repo.putRecord"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBluesky]:
    with serving(FakeBluesky()) as fake:
        monkeypatch.setattr(xrpc, "RESOLVER", fake.origin)
        monkeypatch.setattr(xrpc, "DIRECTORY", fake.origin)
        yield fake


def settings_for(fake: FakeBluesky, **more: str) -> dict[str, str]:
    ours = {"server": fake.origin, "did": US, "handle": "alma.example", "name": "Alma"}
    return {**ours, "chat": "yes", **more}


def connect(fake: FakeBluesky, *, fresh: bool = False, **more: str) -> BlueskyConnector:
    if fresh or not fake.access:
        fake.session()
    secret = {
        "access_token": fake.access,
        "refresh_token": list(fake.refresh)[-1],
        "password": PASSWORD,
    }
    return BlueskyConnector(settings_for(fake, **more), secret, quick_http(fake.origin))


def fetched(connector: BlueskyConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    cursors = {} if cursors is None else cursors
    items: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        for raw in page.items:
            items += connector.parse(raw)
    return items


def target_for(post: dict[str, Any]) -> Target:
    handle = f"@{post['author']['handle']}"
    return Target(post["uri"], post["uri"], handle, Visibility.PUBLIC)


def talk_target(message: dict[str, Any], talk: str = TALK) -> Target:
    name = f"{talk}/{message['id']}"
    return Target(f"bsky-chat:{name}", name, "@clara.example", Visibility.PRIVATE)


def answer(text: str = "Until seven.", **more: Any) -> Content:
    return Content(text, Visibility.PUBLIC, created_at=datetime.now(UTC), **more)


# ------------------------------------------------------------------------------------ the conformance kit


class BlueskyStage(Stage):
    def __init__(self, fake: FakeBluesky) -> None:
        self.fake = fake
        self.fake.session()
        self.secrets = (fake.access, *fake.refresh, PASSWORD)
        self._post = fake.write("We open the new reading room.", by="alma.example")

    def connector(self) -> BlueskyConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.write(text, to=self._post, reason="reply")

    def write_strangely(self) -> None:
        entry = self.fake.tell("mention", self.fake.write("?"))
        entry["reason"] = ""
        broken = self.fake.tell("mention", self.fake.write("?"))
        for key in ("record", "author", "indexedAt", "uri"):
            broken[key] = None

    def trouble(self, name: str) -> None:
        self.fake.lasting = name

    def reply_trouble(self, name: str, *, stored: bool) -> None:
        self.fake.trouble.append((PUT, f"after:{name}" if stored else name))

    def published(self) -> int:
        return len(self.fake.created)

    def files(self) -> list[tuple[str, bytes]]:
        record = self.fake.bodies[-1]["record"]
        return [
            (one["alt"], self.fake.files[one["image"]["ref"]["$link"]][1])
            for one in record["embed"]["images"]
        ]


class TestConformance(PublishingConformance, HistoryConformance):
    @pytest.fixture
    def stage(self, network: FakeBluesky) -> BlueskyStage:
        return BlueskyStage(network)
