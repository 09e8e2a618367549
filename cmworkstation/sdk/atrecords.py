"""Records of the AT Protocol, asked of an account's own server: it knows at once what is there, also of others.

To block somebody, and to hide answers below a post, is to keep a record. Another program may change the same record
meanwhile: then it is read and changed once more.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime

from cmworkstation.domain.errors import Gone, Refused
from cmworkstation.sdk import tid
from cmworkstation.sdk.atposts import ADDRESS, link_of, texts
from cmworkstation.sdk.shapes import Json, object_in, text_in
from cmworkstation.sdk.xrpc import Xrpc

POST, GATE, BLOCK = "app.bsky.feed.post", "app.bsky.feed.threadgate", "app.bsky.graph.block"
MOST_HIDDEN = 300  # answers below one post


def stamp(at: datetime) -> str:
    """Return a time as records hold it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Records:
    """The records of one account, and a look at those of others."""

    def __init__(self, asking: Xrpc, did: str) -> None:
        """Take the way to the account's server, and whose account it is."""
        self._api = asking
        self._did = did

    def read(self, uri: str) -> Json:
        """Return anybody's record: "uri", "cid" and "value". Raises `Gone`."""
        place = ADDRESS.fullmatch(uri)
        if place is None:
            raise Refused("no record of this network", code="unsupported")
        names = ("repo", "collection", "rkey")
        return self._api.ask(
            "com.atproto.repo.getRecord", list(zip(names, place.groups(), strict=True))
        )

    def gone(self, uris: Collection[str]) -> list[str]:
        """Return which of these were deleted, by the word of their server; what it refuses to tell of is there."""
        found = []
        for uri in uris:
            try:
                self.read(uri)
            except Gone:
                found.append(uri)
            except Refused:
                continue
        return found

    def put_new(self, collection: str, key: str, record: Json) -> Json:
        """Put a record where nothing else may stand; the very same is a no-op. Raises `Refused` ("InvalidSwap")."""
        return self._api.act(
            "com.atproto.repo.putRecord", {**self._at(collection, key, record), "swapRecord": None}
        )

    def _at(self, collection: str, key: str, record: Json) -> Json:
        return {"repo": self._did, "collection": collection, "rkey": key, "record": record}

    def block(self, did: str, now: datetime, *, wanted: bool) -> None:
        """Block somebody, or end that; twice is once."""
        viewer = object_in(self._api.ask("app.bsky.actor.getProfile", [("actor", did)]), "viewer")
        known = ADDRESS.fullmatch(text_in(viewer, "blocking"))
        if wanted and not known:
            at = stamp(now)
            key = tid.from_key(
                f"{BLOCK} {did} {at[:13]}"
            )  # the network's view follows within the hour
            record = {"$type": BLOCK, "subject": did, "createdAt": at}
            body = self._at(BLOCK, key, record)
            self._api.act("com.atproto.repo.putRecord", body, safe=True)
        elif known and not wanted:
            body = {"repo": self._did, "collection": BLOCK, "rkey": known[3]}
            self._api.act("com.atproto.repo.deleteRecord", body, safe=True)

    def hide(self, uri: str, now: datetime, *, hidden: bool) -> None:
        """Hide an answer below a post of ours, or show it again; who may answer there stays as it is."""
        root = link_of({"record": object_in(self.read(uri), "value")}, "root")
        place = ADDRESS.fullmatch(root)
        if place is None or place[1] != self._did:
            raise Refused("the thread is somebody else's", code="not-our-thread")
        try:
            self._hide(uri, root, now, hidden=hidden)
        except Refused as error:
            if error.code != "InvalidSwap":
                raise
            self._hide(uri, root, now, hidden=hidden)

    def _hide(self, uri: str, root: str, now: datetime, *, hidden: bool) -> None:
        key = root.rpartition("/")[2]
        known: Json = {}
        with suppress(Gone):
            known = self.read(f"at://{self._did}/{GATE}/{key}")
        gate = object_in(known, "value") or {"$type": GATE, "post": root, "createdAt": stamp(now)}
        names = texts(gate.get("hiddenReplies"))
        if hidden is (uri in names):
            return
        names = [*names, uri] if hidden else [one for one in names if one != uri]
        if len(names) > MOST_HIDDEN:
            raise Refused("no more can be hidden below one post", code="too-many-hidden")
        body = self._at(GATE, key, {**gate, "hiddenReplies": names})
        swap = {"swapRecord": text_in(known, "cid") or None}
        self._api.act("com.atproto.repo.putRecord", {**body, **swap}, safe=True)
