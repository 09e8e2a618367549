"""What all fakes of Meta's Graph share: its way to say no, to page, to check who asks, and to count what is used."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesParser
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
APP, APP_SECRET = "1001", "app-secret-that-nobody-may-see"


class No(Exception):
    """A refusal in the Graph's form."""

    def __init__(self, code: int, sub: int = 0, message: str = "", status: int = 400) -> None:
        super().__init__(message)
        error: Json = {"message": message or f"(#{code})", "type": "OAuthException", "code": code}
        if sub:
            error["error_subcode"] = sub
        self.answer = status, {"error": {**error, "fbtrace_id": "AbC"}}


def stamp(at: datetime) -> str:
    """Return a time as the Graph writes it: no colon in the offset."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


@dataclass
class FakeGraph(Misbehaving):
    """One host of the Graph."""

    version: str = "v26.0"
    token: str = "token-that-nobody-may-see"
    usage: Mapping[str, str] = field(default_factory=dict)  # headers that come with each answer
    refusals: dict[str, No] = field(default_factory=dict)  # by the beginning of "VERB path"
    page: int = 100
    count: int = 0
    created: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    file: bytes = b""  # that came with the request under way

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(target)
        kind = {name.lower(): value for name, value in headers.items()}.get("content-type", "")
        if kind.startswith("multipart/"):
            asked = dict(parse_qsl(parts.query)) | self._form(kind, body)
        else:
            asked = dict(parse_qsl(parts.query)) | dict(parse_qsl(body.decode()))
        path = parts.path.strip("/").removeprefix(f"{self.version}/")
        more = {"Content-Type": "application/json; charset=UTF-8", **self.usage}
        try:
            for begin, refusal in self.refusals.items():
                if f"{verb} {path}".startswith(begin):
                    raise refusal
            found = self.open(verb, path, asked)
            if found is None:
                self._check(headers, asked)
                found = self.serve(verb, path.split("/"), asked)
        except No as no:
            return no.answer[0], more, json.dumps(no.answer[1]).encode()
        return 200, more, json.dumps(found).encode()

    def _form(self, kind: str, body: bytes) -> dict[str, str]:
        """Return the fields of a form with a file, and keep the file."""
        whole = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        fields = {}
        for one in whole.walk():
            name = one.get_param("name", header="content-disposition")
            data = bytes(one.get_payload(decode=True) or b"")
            if one.get_filename():
                self.file = data
            elif name:
                fields[str(name)] = data.decode()
        return fields

    def open(self, verb: str, path: str, asked: Mapping[str, str]) -> Json | None:
        """Answer what needs no token, such as giving one."""
        return None

    def serve(self, verb: str, path: list[str], asked: Mapping[str, str]) -> Json:
        """Answer what was asked with the right token."""
        raise NotImplementedError

    def tokens(self) -> tuple[str, ...]:
        """Return the tokens that are good."""
        return (self.token,)

    def _check(self, headers: Mapping[str, str], asked: Mapping[str, str]) -> None:
        given = {name.lower(): value for name, value in headers.items()}.get("authorization", "")
        token = given.removeprefix("Bearer ") or asked.get("access_token", "")
        if token not in self.tokens():
            raise No(190, 463, "Error validating access token: Session has expired")
        proof = hmac.new(APP_SECRET.encode(), token.encode(), sha256).hexdigest()
        if asked.get("appsecret_proof", proof) != proof:
            raise No(100, 0, "Invalid appsecret_proof provided in the API argument")

    def number(self) -> str:
        """Return the next id: a number too long for many a program."""
        self.count += 1
        return str(17_900_000_000_000_000 + self.count)

    def paged(self, entries: list[Json], asked: Mapping[str, str]) -> Json:
        """Return a page of entries, with the cursor behind it."""
        start = int(asked.get("after") or 0)
        size = min(self.page, int(asked.get("limit") or 25))
        part = entries[start : start + size]
        paging: Json = {"cursors": {"before": str(start), "after": str(start + len(part))}}
        if start + size < len(entries):
            paging["next"] = f"{self.origin}/next?after={start + size}"
        return {"data": part, "paging": paging} if part else {"data": []}


def newest(entries: list[Json], key: str) -> list[Json]:
    """Return entries newest first; those of the same second in the order in which they came, turned round."""
    turned = entries[::-1]
    return sorted(turned, key=lambda one: one.get(key) or "", reverse=True)
