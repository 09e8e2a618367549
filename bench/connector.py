"""The connector of the benchmarks: statuses as JSON, as a Mastodon-compatible server sends them, from memory."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, cast

from cmworkstation.domain.account import Capabilities, Idempotency, Visibility
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import Connector, Identity, Manifest, Page, RawItem, SignIn
from cmworkstation.sdk.http import Http

PLATFORM = "bench"
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.UNLISTED, Visibility.PRIVATE),
    idempotency=Idempotency.KEY,
    has_language=True,
    mentions_in_text=True,
)


class BenchConnector:
    """Hands out the pages that wait in `pending`, one payload a line, or ready; it can neither sign in nor publish."""

    manifest: ClassVar[Manifest] = Manifest(
        PLATFORM, "Bench", SignIn.NONE, CAPABILITIES, poll_s=3600, offered=False
    )
    pending: ClassVar[list[bytes | Page]] = []

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Need nothing."""
        del settings, secret, http

    def check(self) -> Identity:
        """Say who we are."""
        return Identity("@nous@us.example", "Nous", CAPABILITIES)

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield the pages that wait; like a real one it reads the answer to learn the ids."""
        del cursors
        while self.pending:
            waits = self.pending.pop(0)
            if isinstance(waits, Page):
                yield waits
                continue
            lines = waits.split(b"\n")
            ids = [json.loads(line)["id"] for line in lines]
            raws = tuple(
                RawItem("notification", id_, line) for id_, line in zip(ids, lines, strict=True)
            )
            yield Page("mentions", raws, json.dumps({"since": ids[-1]}))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand one status."""
        found = json.loads(raw.payload)
        status, account = found["status"], found["status"]["account"]
        return (
            Item(
                remote_id=status["uri"],
                native_id=status["id"],
                kind=Kind.REPLY if status["in_reply_to_uri"] else Kind.MENTION,
                writer=Writer(
                    key=account["uri"],
                    name=account["display_name"],
                    handle=f"@{account['acct']}",
                    is_us=account["acct"] == "nous@us.example",
                ),
                at=datetime.fromisoformat(status["created_at"]),
                html=status["content"],
                parent_id=status["in_reply_to_uri"] or "",
                visibility=Visibility(status["visibility"]),
                language=status["language"],
                url=status["url"],
            ),
        )

    def close(self) -> None:
        """Do nothing."""


def loaders(platforms: Sequence[str] = (PLATFORM,)) -> dict[str, Callable[[], type[Connector]]]:
    """Return the table of connectors that the services want, with this one only, under each name."""
    return dict.fromkeys(platforms, lambda: cast("type[Connector]", BenchConnector))


def page_of(items: Sequence[Item]) -> Page:
    """Return a page that brings these items."""
    return Page("mentions", tuple(map(raw_of, items)), json.dumps({"since": items[-1].native_id}))


def lines_of(items: Sequence[Item]) -> bytes:
    """Return a page for `BenchConnector.pending`."""
    return b"\n".join(raw_of(item).payload for item in items)


def raw_of(item: Item) -> RawItem:
    """Return an item as a server of the Mastodon family would send it, about 1,500 bytes."""
    who = item.writer.handle.removeprefix("@")
    user, _, server = who.partition("@")
    account = {
        "id": str(sum(who.encode())),
        "username": user,
        "acct": who,
        "display_name": item.writer.name,
        "locked": False,
        "bot": False,
        "created_at": "2019-04-02T00:00:00.000Z",
        "note": "<p>J’habite ici, je lis beaucoup. Opinions are my own.</p>",
        "url": f"https://{server}/@{user}",
        "uri": item.writer.key,
        "avatar": f"https://{server}/system/accounts/avatars/{user}/original/4c2a.png",
        "header": f"https://{server}/system/accounts/headers/{user}/original/91be.jpg",
        "followers_count": 120,
        "following_count": 96,
        "statuses_count": 2211,
        "emojis": [],
        "fields": [],
    }
    status = {
        "id": item.native_id,
        "created_at": item.at.isoformat(),
        "in_reply_to_uri": item.parent_id or None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": item.visibility,
        "language": item.language,
        "uri": item.remote_id,
        "url": item.url,
        "replies_count": 0,
        "reblogs_count": 1,
        "favourites_count": 3,
        "edited_at": None,
        "content": item.html,
        "reblog": None,
        "account": account,
        "media_attachments": [],
        "mentions": [
            {
                "id": "1",
                "username": "nous",
                "acct": "nous",
                "url": "https://us.example/@nous",
            }
        ],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
    }
    found = {"id": item.native_id, "type": "mention", "status": status}
    return RawItem("notification", item.native_id, json.dumps(found).encode())
