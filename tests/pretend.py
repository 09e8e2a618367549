"""A platform that lives in memory and misbehaves on request: for tests of what the services promise.

`PretendServer` holds what was really published; `PretendConnector` is a whole connector in front of it. The
real connectors are tested against real servers; this one is for the thousands of histories in between.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from cmworkstation.domain import errors
from cmworkstation.domain.account import Capabilities, Idempotency, ModerationAct, Visibility
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import (
    Authorisation,
    Content,
    Credentials,
    Found,
    Identity,
    Manifest,
    Page,
    RawItem,
    Sent,
    SignIn,
    Target,
)
from cmworkstation.sdk.http import Http
from tests.clocks import SetClock

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
US = Writer("us", "Mairie", "@mairie@pretend.example", is_us=True)


@dataclass
class PretendServer:
    """What really happened on the other side."""

    clock: SetClock
    idempotency: Idempotency = Idempotency.RECONCILE
    complete: bool = True
    hold_s: int = 120
    takes_posts: bool = False  # that answer nobody
    posts: list[dict[str, str]] = field(default_factory=list)  # what people wrote, oldest first
    published: list[dict[str, str]] = field(default_factory=list)  # our replies that exist
    late: list[tuple[datetime, dict[str, str]]] = field(
        default_factory=list
    )  # accepted, not carried out yet
    script: deque[str] = field(
        default_factory=deque
    )  # what happens to the next requests; empty: all goes well
    fetch_error: errors.WorkstationError | None = None
    deleted: set[str] = field(default_factory=set)
    requests: int = 0

    def write(
        self,
        name: str,
        text: str = "Bonjour ?",
        parent: str = "",
        minutes: float = 0,
        by: str = "nadia",
    ) -> None:
        """Somebody writes something."""
        at = (START + timedelta(minutes=minutes)).isoformat()
        self.posts.append({"id": name, "text": text, "parent": parent, "at": at, "by": by})

    def settle_late(self) -> None:
        """Carry out the requests that the server held until now."""
        now = self.clock.now()
        for at, post in list(self.late):
            if at <= now:
                self.late.remove((at, post))
                self.publish(post)

    def publish(self, post: dict[str, str]) -> dict[str, str]:
        """Publish a reply as this kind of server would, and return what exists then."""
        for known in self.published:
            same_key = known["key"] == post["key"]
            same_text = (known["text"], known["parent"]) == (post["text"], post["parent"])
            if same_key and self.idempotency in (Idempotency.KEY, Idempotency.CHOSEN_ID):
                return known
            if same_text and self.idempotency is Idempotency.NATURAL:
                raise errors.Duplicate(code="duplicate")
        self.published.append(post)
        return post


class PretendConnector:
    """One account on the pretend server."""

    manifest: ClassVar[Manifest] = Manifest("pretend", "Pretend", SignIn.NONE, Capabilities(), 60)
    server: ClassVar[PretendServer]

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        self._signed_in = secret.get("token", "good") == "good"

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        if "nowhere" in address:
            raise errors.BadAddress("nowhere")
        return Found("https://pretend.example", "Pretend", "Pretend 1")

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        return Authorisation(f"{redirect_uri}?code=c&state=s", "s")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        return Credentials({"token": answer.get("password", "good")})

    def check(self) -> Identity:
        if not self._signed_in:
            raise errors.NotSignedIn
        server = self.server
        rules = Capabilities(
            visibilities=(Visibility.PUBLIC, Visibility.UNLISTED, Visibility.PRIVATE),
            idempotency=server.idempotency,
            key_life_s=3600,
            hold_s=server.hold_s,
            own_list_complete=server.complete,
            posts=server.takes_posts,
        )
        return Identity("@mairie@pretend.example", "Mairie", rules)

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        start = int(cursors.get("posts", "0"))
        while start < len(self.server.posts):
            if self.server.fetch_error and start:
                raise self.server.fetch_error
            part = self.server.posts[start : start + 10]
            start += len(part)
            yield Page("posts", tuple(map(_raw, part)), str(start))
        if self.server.fetch_error:
            raise self.server.fetch_error

    def thread(self, target: Target) -> Page:
        if self.server.script and self.server.script[0] == "offline":
            raise errors.Offline
        if target.remote_id in self.server.deleted:
            return Page("", (), "", gone=(target.remote_id,))
        self.server.settle_late()
        found = [one for one in self.server.posts if one["id"] not in self.server.deleted]
        return Page("", tuple(map(_raw, [*found, *self.server.published])), "")

    def parse(self, raw: RawItem) -> Sequence[Item]:
        try:
            post = json.loads(raw.payload)
        except ValueError as error:
            raise errors.Unreadable("not JSON") from error
        ours = "key" in post
        return (
            Item(
                remote_id=post["id"],
                native_id=post["id"],
                kind=Kind.REPLY if post["parent"] else Kind.MENTION,
                writer=US if ours else Writer(post["by"], post["by"].title(), f"@{post['by']}"),
                at=datetime.fromisoformat(post["at"]),
                text=post["text"],
                parent_id=post["parent"],
            ),
        )

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        server = self.server
        server.requests += 1
        server.settle_late()
        fate = server.script.popleft() if server.script else "ok"
        post = {
            "id": f"ours-{once_key}"
            if server.idempotency is Idempotency.CHOSEN_ID
            else f"ours-{server.requests - 1}",
            "key": once_key,
            "text": content.text,
            "parent": target.remote_id if target.native_id else "",
            "at": server.clock.now().isoformat(),
        }
        plain: dict[str, errors.WorkstationError] = {
            "offline": errors.Offline(),
            "refused": errors.Refused(code="422", words="Validation failed"),
            "gone": errors.Gone(),
            "signed-out": errors.NotSignedIn(),
            "rate-limited": errors.RateLimited(retry_after=90),
            "lost": errors.Ambiguous(),
        }
        if fate in plain:
            raise plain[fate]
        if fate == "bug":
            raise KeyError("id")
        if fate == "late":
            server.late.append((server.clock.now() + timedelta(seconds=server.hold_s - 20), post))
            raise errors.Ambiguous
        published = server.publish(post)
        if fate == "stored":
            raise errors.Ambiguous
        if fate == "no-id":
            return Sent("", "")
        return Sent(
            published["id"],
            published["id"],
            f"https://pretend.example/{published['id']}",
            _raw(published),
        )

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        server = self.server
        server.settle_late()
        if server.script and server.script[0] == "look-offline":
            server.script.popleft()
            raise errors.Offline
        parent = target.remote_id if target.native_id else ""
        for post in server.published:
            if post["parent"] == parent and post["text"] == content.text:
                return Sent(post["id"], post["id"], "", _raw(post))
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        return

    def revoke(self) -> None:
        return

    def close(self) -> None:
        return


def _raw(post: Mapping[str, str]) -> RawItem:
    return RawItem("post", post["id"], json.dumps(dict(post)).encode())
