"""The connector of the fault server: real requests through the program's own way to the network."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote

from cmworkstation.domain.account import (
    Capabilities,
    Idempotency,
    MediaRules,
    ModerationAct,
    Visibility,
)
from cmworkstation.domain.errors import Ambiguous, Gone, ServerTrouble, Unreadable
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
    Upload,
    Uploaded,
)
from cmworkstation.sdk.html import normalise_for_match
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.multipart import Part
from tests.faults.server import HOLD_S, OWN_IDS

CLASSES = {
    "key": Idempotency.KEY,
    "natural": Idempotency.NATURAL,
    "plain": Idempotency.RECONCILE,
    "chosen": Idempotency.CHOSEN_ID,
    "named": Idempotency.RECONCILE,
}


class FaultConnector:
    """One account on the fault server; its address carries the kind, as in `http://127.0.0.1:4000#plain`."""

    manifest: ClassVar[Manifest] = Manifest("fault", "Fault", SignIn.NONE, Capabilities(), 60)

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        self._kind = settings["kind"]
        self._http = http

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        server, _, kind = address.partition("#")
        return Found(server, "Fault", "Fault 1", {"kind": kind})

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        raise NotImplementedError

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        return Credentials({})

    def check(self) -> Identity:
        handle = self._read("/who")["handle"]
        rules = Capabilities(
            visibilities=(Visibility.PUBLIC,),
            idempotency=CLASSES[self._kind],
            key_life_s=3600,
            hold_s=HOLD_S,
            own_list_complete=self._kind != "named",
            media=MediaRules(("image/*",), most=4, has_alt=True),
            threads=True,
        )
        return Identity(handle, "Mairie", rules)

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        after = int(cursors.get("posts", "0"))
        while True:
            found = self._read(f"/posts?after={after}")
            if not found["items"]:
                return
            after = found["next"]
            items = tuple(_raw(post) for post in found["items"])
            yield Page("posts", items, str(after), announced=len(items))

    def thread(self, target: Target) -> Page:
        try:
            found = self._read(f"/thread/{quote(target.native_id)}")
        except Gone:
            return Page("", (), "", gone=(target.remote_id,))
        return Page("", tuple(_raw(post) for post in found), "")

    def parse(self, raw: RawItem) -> Sequence[Item]:
        try:
            post = json.loads(raw.payload)
        except ValueError as error:
            raise Unreadable("not JSON") from error
        ours = post["by"] == "us"
        writer = Writer(post["by"], post["by"].title(), f"@{post['by']}", is_us=ours)
        return (
            Item(
                remote_id=post["id"],
                native_id=post["id"],
                kind=Kind.REPLY if post["parent"] else Kind.MENTION,
                writer=writer,
                at=datetime.fromisoformat(post["at"]),
                text=post["text"],
                parent_id=post["parent"],
            ),
        )

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        body = {"parent": target.remote_id, "text": content.text}
        if content.media:
            body["files"] = " ".join(one.remote_id for one in content.media)
        answer = self._http.post("/replies", json=body, headers={"Idempotency-Key": once_key})
        try:
            return _sent(answer.json())
        except (ServerTrouble, KeyError, TypeError) as error:
            raise Ambiguous("an answer that says nothing") from error

    def upload(self, file: Upload) -> Uploaded:
        if file.remote_id:
            return Uploaded(file.remote_id)
        answer = self._http.upload("/files", {}, [Part("file", file.name, file.type, file.read())])
        return Uploaded(answer.json()["id"])

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        wanted = normalise_for_match(content.text)
        for post in self._read(f"/mine?since={quote(since.isoformat())}"):
            same = (
                post["parent"] == target.remote_id and normalise_for_match(post["text"]) == wanted
            )
            if post["key"] == once_key if self._kind in OWN_IDS else same:
                return _sent(post)
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        raise NotImplementedError

    def revoke(self) -> None:
        return

    def close(self) -> None:
        self._http.close()

    def _read(self, address: str) -> Any:
        found = self._http.get(address).json()
        if isinstance(found, dict) and "items" in found and "next" not in found:
            raise ServerTrouble("not what was asked for")
        return found


def _raw(post: Mapping[str, str]) -> RawItem:
    return RawItem("post", post["id"], json.dumps(post, sort_keys=True).encode())


def _sent(post: Mapping[str, str]) -> Sent:
    return Sent(post["id"], post["id"], f"https://fault.example/{post['id']}", _raw(post))
