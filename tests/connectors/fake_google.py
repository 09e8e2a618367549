"""What all fakes of Google share: its way to say no, its tokens, its pages. All people are invented."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
CLIENT, CLIENT_SECRET = "client-1.apps.googleusercontent.com", "GOCSPX-that-nobody-may-see"
ACCESS, REFRESH = "ya29.access-that-nobody-may-see", "1//refresh-that-nobody-may-see"
CODE, REDIRECT = "4/code-1", "http://127.0.0.1:49152/callback"


class No(Exception):
    """A refusal in Google's form."""

    def __init__(self, status: int, reason: str, message: str = "", kind: str = "") -> None:
        super().__init__(reason)
        one = {"domain": "global", "reason": reason, "message": message or reason}
        error: Json = {"code": status, "message": message or reason, "errors": [one]}
        if kind:  # the newer interfaces say it so
            error = {"code": status, "message": message or reason, "status": kind}
            error["details"] = [{"reason": reason}] if reason else []
        self.answer = status, {"error": error}


def stamp(at: datetime) -> str:
    """Return a time as Google writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class FakeGoogle(Misbehaving):
    """One host for all that Google has on many."""

    access: str = ACCESS
    refusals: dict[str, No] = field(default_factory=dict)  # by the beginning of "VERB path"
    challenge: str = ""  # of the sign-in under way
    redirect: str = REDIRECT
    gives_refresh: bool = True
    ended: bool = False  # the refresh token is not taken any more
    revoked: list[str] = field(default_factory=list)
    page: int = 100
    count: int = 0
    created: list[str] = field(default_factory=list)

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(target)
        asked, path = dict(parse_qsl(parts.query)), parts.path.strip("/")
        kind = {"Content-Type": "application/json; charset=UTF-8"}
        try:
            for begin, refusal in self.refusals.items():
                if f"{verb} {path}".startswith(begin):
                    raise refusal
            if path in ("token", "revoke"):
                status, found = self._give(path, dict(parse_qsl(body.decode())))
                return status, kind, json.dumps(found).encode()
            self._check(headers)
            answer = self.serve(verb, path, asked, json.loads(body) if body else {})
        except No as no:
            return no.answer[0], kind, json.dumps(no.answer[1]).encode()
        return (204, {}, b"") if answer is None else (200, kind, json.dumps(answer).encode())

    def _check(self, headers: Mapping[str, str]) -> None:
        given = {name.lower(): value for name, value in headers.items()}
        if given.get("authorization") != f"Bearer {self.access}":
            raise No(401, "authError", "Invalid Credentials")

    def serve(self, verb: str, path: str, asked: Mapping[str, str], body: Json) -> Json | None:
        """Answer what was asked with the right token."""
        raise NotImplementedError

    def _give(self, path: str, form: Mapping[str, str]) -> tuple[int, Json]:
        if path == "revoke":
            self.revoked.append(form["token"])
            return 200, {}
        if (form["client_id"], form["client_secret"]) != (CLIENT, CLIENT_SECRET):
            return 401, {"error": "invalid_client", "error_description": "Unauthorized"}
        if form["grant_type"] == "refresh_token":
            if self.ended or form["refresh_token"] != REFRESH:
                return 400, {
                    "error": "invalid_grant",
                    "error_description": "Token has been revoked",
                }
            self.access = f"{ACCESS}-anew"
            return 200, {"access_token": self.access, "expires_in": 3599}
        digest = sha256(form["code_verifier"].encode()).digest()
        proven = urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        if form["code"] != CODE or form["redirect_uri"] != self.redirect or not proven:
            return 400, {"error": "invalid_grant", "error_description": "Bad Request"}
        found = {"access_token": self.access, "expires_in": 3599, "token_type": "Bearer"}
        return 200, found | ({"refresh_token": REFRESH} if self.gives_refresh else {})

    def number(self) -> int:
        self.count += 1
        return self.count

    def paged(self, name: str, entries: list[Json], asked: Mapping[str, str], size: str) -> Json:
        """Return a page of entries under a name, with the token of the next one."""
        start = int(asked.get("pageToken") or 0)
        size_ = min(self.page, int(asked.get(size) or 20))
        found: Json = {name: entries[start : start + size_]}
        if start + size_ < len(entries):
            found["nextPageToken"] = str(start + size_)
        return found


def newest(entries: list[Json], time: str) -> list[Json]:
    """Return entries newest first; those of the same second in the order in which they came, turned round."""
    turned = entries[::-1]
    return sorted(turned, key=lambda one: one.get(time) or "", reverse=True)
