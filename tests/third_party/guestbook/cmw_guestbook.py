"""Guestbooks of small sites: whoever passes by leaves a few words, and we answer them.

The interface has three addresses: `GET /api/me`, `GET /api/entries?since=N` and `POST /api/entries`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from cmworkstation.domain.account import (
    Capabilities,
    Idempotency,
    LengthRule,
    ModerationAct,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    NotThisPlatform,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk import measure, shapes
from cmworkstation.sdk.address import web_address
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
from cmworkstation.sdk.http import Http, origin_of

ENTRIES = "/api/entries"
STREAM = "entries"
RULES = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    length=LengthRule(limit=500),
    idempotency=Idempotency.KEY,  # the server takes what comes with a key once
    key_life_s=24 * 3600,
    own_list_complete=True,
)


class GuestbookConnector:
    """One guestbook."""

    manifest: ClassVar[Manifest] = Manifest(
        key="guestbook",
        title="Guestbook",
        sign_in=SignIn.TOKEN,
        capabilities=RULES,
        poll_s=300,
        address_example="www.example.org",
        media_axes={"time": "lasting", "granularity": "town", "modality": "1-many"},
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take who we are there, and the token."""
        self._us = settings.get("name", "")
        self._http = http.with_credentials(bearer=secret.get("token", ""))

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Say which guestbook stands at an address."""
        origin = origin_of(web_address(address).geturl())
        answer = http.get(f"{origin}/api/about", accept=(404,))
        about = shapes.object_or_none(answer)
        if not about or shapes.text_in(about, "software") != "guestbook":
            raise NotThisPlatform("no guestbook")
        return Found(origin, shapes.text_in(about, "title"), "Guestbook")

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: nobody signs in through a browser."""
        raise Refused("no browser", code="no-browser")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Keep the token that the person typed."""
        return Credentials({"token": answer.get("token", "").strip()})

    def check(self) -> Identity:
        """Ask who we are there."""
        me = shapes.object_from(self._http.get("/api/me"))
        name = shapes.text_in(me, "name")
        if not name:
            raise ServerTrouble("nobody")
        return Identity(name, name, RULES, settings={"name": name, "writer_key": name})

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what was written since the last entry that was read."""
        since = shapes.number_in(shapes.bookmark(cursors.get(STREAM, "")), "last")
        while True:
            found = self._entries(since)
            if not found:
                return
            since = max(since, *(shapes.number_in(one, "number") for one in found))
            cursor = shapes.pack({"last": since}).decode()
            yield Page(STREAM, tuple(map(_raw, found)), cursor)

    def thread(self, target: Target) -> Page:
        """Return an entry and what was answered to it, as they stand now."""
        number = int(target.native_id)
        found = [
            one
            for one in self._entries(number - 1)
            if number in (shapes.number_in(one, "number"), shapes.number_in(one, "answers"))
        ]
        gone = () if found else (target.remote_id,)
        return Page("thread", tuple(map(_raw, found)), "", gone=gone)

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand one entry."""
        entry = shapes.unpack(raw.payload)
        number, at = shapes.number_in(entry, "number"), shapes.moment(entry.get("at"))
        author, text = shapes.text_in(entry, "author"), shapes.text_in(entry, "text")
        if not number or at is None or not author:
            raise Unreadable("an entry without number, time or author")
        above = shapes.number_in(entry, "answers")
        return (
            Item(
                remote_id=_name(number),
                native_id=str(number),
                kind=Kind.REPLY if above else Kind.COMMENT,
                writer=Writer(author, author, author, is_us=entry.get("mine") is True),
                at=at,
                text=text,
                parent_id=_name(above) if above else "",
            ),
        )

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish an answer; the server takes one with the same key once."""
        too_long = measure.over(content.text, RULES.length)
        if too_long:
            raise TooLong(over=too_long)
        what = {"text": content.text, "answers": int(target.native_id)}
        headers = {"Idempotency-Key": once_key}
        return _sent(shapes.object_or_none(self._http.post(ENTRIES, json=what, headers=headers)))

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look for our answer below what it answers."""
        for one in self._entries(int(target.native_id)):
            ours = one.get("mine") is True and shapes.text_in(one, "text") == content.text
            at = shapes.moment(one.get("at"))
            here = shapes.number_in(one, "answers") == int(target.native_id)
            if ours and here and at is not None and at >= since:
                return _sent(one)
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Refuse: guestbooks have no moderation."""
        raise Refused("no moderation", code="unsupported")

    def revoke(self) -> bool | None:
        """Say that the token lives until the person takes it back on the site."""
        return False

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()

    def _entries(self, since: int) -> list[shapes.Json]:
        found = shapes.object_from(self._http.get(ENTRIES, {"since": since}))
        if not isinstance(found.get("entries"), list):
            raise ServerTrouble("no list of entries")
        return shapes.objects(found["entries"])


def _name(number: int) -> str:
    return f"entry:{number}"


def _raw(entry: shapes.Json) -> RawItem:
    return RawItem("entry", shapes.id_text(entry.get("number")), shapes.pack(entry))


def _sent(answer: object) -> Sent:
    """Return the proof of publication. Raises what leaves doubt: the request was carried out."""
    entry = shapes.as_object(answer)
    number = shapes.number_in(entry, "number")
    if not number:
        raise Ambiguous("no entry in the answer")
    return Sent(_name(number), str(number), raw=_raw(entry))
