"""The client-server interface of Matrix over HTTP: where a homeserver is, questions and acts, what its errors mean.

People's names end in a domain, which says at a well-known place where its homeserver stands. What it says was typed
by nobody: it may not be a private host.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from urllib.parse import quote

from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    NotSignedIn,
    NotThisPlatform,
    Refused,
    ServerTrouble,
    TooLong,
)
from cmworkstation.sdk.answer import SAID_NO, Answer, problem_of
from cmworkstation.sdk.http import Http, origin_of
from cmworkstation.sdk.shapes import (
    Json,
    number_in,
    object_from,
    object_in,
    object_or_none,
    objects,
    text_in,
)
from cmworkstation.sdk.wellknown import secure_origin

CLIENT = "/_matrix/client/v3"
MEDIA = "/_matrix/client/v1/media"
UPLOADS = "/_matrix/media/v3/upload"
PASSWORD = "m.login.password"  # noqa: S105 - the name of a way to sign in
MOST_BYTES = 64 * 2**20  # of a first reading, which brings all rooms at once
SIGNED_OUT = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN")
STOPPED = {"M_USER_DEACTIVATED": "matrix-deactivated", "M_USER_LOCKED": "matrix-locked"}
READ = ("m.room.message", "m.room.encrypted", "m.room.redaction", "m.sticker")
TOLD = ("m.room.name", "m.room.topic", "m.room.encryption", "m.room.tombstone")  # also of the room
STATE = (
    *("m.room.create", "m.room.canonical_alias", "m.room.join_rules", "m.room.member"),
    *("m.room.name", "m.room.topic", "m.room.encryption"),
)

Params = Sequence[tuple[str, object]]


class Api:
    """One way to ask a homeserver."""

    def __init__(self, http: Http, server: str) -> None:
        """Take the way to the network, with our access, and the homeserver."""
        self._http = http
        self._server = server

    def ask(self, *path: str, params: Params = (), root: str = CLIENT) -> Json:
        """Ask a question. Raises `Gone`, `NotSignedIn`, `Refused`, `Temporary`."""
        url = self._url(root, path)
        try:
            answer = self._http.get(url, list(params), accept=(401,), max_bytes=MOST_BYTES)
        except Refused as error:
            raise meant(error) from None
        return object_from(_let_in(answer))

    def act(self, *path: str, body: Json, verb: str = "POST") -> Json:
        """Have something done that can be done twice without harm."""
        return self._send(verb, path, body, safe=True)

    def renew(self, body: Json) -> Json:
        """Exchange what lets us in; nobody sees anything of it."""
        answer = self._http.post(
            self._url(CLIENT, ("refresh",)), json=body, accept=(401,), safe=True, asks=True
        )
        return object_from(_let_in(answer))

    def send(self, *path: str, body: Json) -> Json:
        """Put something new under a key of ours, once. Raises `Ambiguous` where nobody knows."""
        return self._send("PUT", path, body, safe=False)

    def send_file(self, name: str, kind: str, data: bytes) -> str:
        """Put a file on the server; return its address there."""
        url = f"{self._server}{UPLOADS}?filename={quote(name, safe='')}"
        try:
            answer = self._http.send_file(url, kind, data, accept=(401,))
        except Refused as error:
            raise meant(error) from None
        uri = text_in(object_from(_let_in(answer)), "content_uri")
        if not uri.startswith("mxc://"):
            raise ServerTrouble("a file without address")
        return uri

    def _send(self, verb: str, path: Sequence[str], body: Json, *, safe: bool) -> Json:
        url = self._url(CLIENT, path)
        way = self._http.put if verb == "PUT" else self._http.post
        try:
            answer = way(url, json=body, accept=(401,), safe=safe)
        except Refused as error:
            raise meant(error) from None
        try:
            return object_from(_let_in(answer))
        except ServerTrouble as error:
            raise error if safe else Ambiguous("the answer makes no sense") from None

    def _url(self, root: str, path: Sequence[str]) -> str:
        return f"{self._server}{root}/" + "/".join(quote(one, safe="") for one in path)


def _let_in(answer: Answer) -> Answer:
    """Return a good answer. Raises `NotSignedIn` with the reason why the server let nobody in."""
    if answer.status != 401:  # noqa: PLR2004
        return answer
    code, _ = problem_of(answer)
    gently = (object_or_none(Answer(200, {}, answer.body, "")) or {}).get("soft_logout") is True
    raise NotSignedIn(STOPPED.get(code) or ("soft-logout" if gently else code or "401"))


def meant(error: Refused) -> Refused | NotSignedIn:
    """Return what a refusal means, by the name that the protocol gives it."""
    if error.code in SIGNED_OUT:
        return NotSignedIn(error.code)
    if error.code in STOPPED:
        return NotSignedIn(STOPPED[error.code])
    if error.code in ("M_TOO_LARGE", "413"):
        return TooLong(error.words)
    return error


# Where a homeserver is


def home_of(http: Http, name: str) -> str:
    """Return the homeserver of a domain, or at an address. Raises `BadAddress`, `NotThisPlatform`, `Temporary`."""
    place = secure_origin(name)
    away = http.with_credentials(
        origin=origin_of(place)
    )  # what is named there may be no private host
    named = ""
    with suppress(ServerTrouble, Refused):
        answer = http.get(f"{place}/.well-known/matrix/client", accept=SAID_NO)
        known = object_in(object_or_none(answer) or {}, "m.homeserver")
        named = text_in(known, "base_url").rstrip("/")
    home = secure_origin(named) if named else place
    if not speaks_matrix(http if home == place else away, home):
        raise NotThisPlatform(home)
    return home


def speaks_matrix(http: Http, server: str) -> bool:
    """Tell whether a homeserver stands there."""
    answer = http.get(f"{server}/_matrix/client/versions", accept=SAID_NO)
    return isinstance((object_or_none(answer) or {}).get("versions"), list)


def takes_passwords(http: Http, server: str) -> bool:
    """Tell whether people sign in there with a password; some servers only know their own page for that."""
    answer = http.get(f"{server}{CLIENT}/login", accept=SAID_NO)
    flows = objects((object_or_none(answer) or {}).get("flows"))
    return any(text_in(one, "type") == PASSWORD for one in flows)


# Signing in


def signed_in(http: Http, server: str, user: str, password: str, device_name: str) -> Json:
    """Sign in as a new device, and return what the server says of it.

    Raises `NotSignedIn` for a wrong name or password, `Refused` with what stands in the way, `Temporary`.
    """
    body = {
        "type": PASSWORD,
        "identifier": {"type": "m.id.user", "user": user},
        "password": password,
        "initial_device_display_name": device_name,
        "refresh_token": True,
    }
    answer = http.post(f"{server}{CLIENT}/login", json=body, accept=SAID_NO, safe=True, asks=True)
    if answer.status >= 400:  # noqa: PLR2004
        code, words = problem_of(answer)
        if code in STOPPED:
            raise Refused(code, code=STOPPED[code], words=words)
        if code == "M_FORBIDDEN" or answer.status == 401:  # noqa: PLR2004
            raise NotSignedIn(code or "401")
        raise Refused(str(answer.status), code=code or str(answer.status), words=words)
    found = object_from(answer)
    if not (text_in(found, "access_token") and text_in(found, "user_id").startswith("@")):
        raise ServerTrouble("no access in the answer")
    return found


def renewed(http: Http, server: str, refresh_token: str) -> Json:
    """Exchange a refresh token. Raises `NotSignedIn`, `Refused`, `Temporary`."""
    found = Api(http, server).renew({"refresh_token": refresh_token})
    if not text_in(found, "access_token"):
        raise ServerTrouble("no access in the answer")
    return found


def tokens_of(found: Json, http: Http) -> Mapping[str, str]:
    """Return what is kept in secret of an access, with the time of its end where the server said so."""
    left = number_in(found, "expires_in_ms")
    return {
        "access_token": text_in(found, "access_token"),
        "refresh_token": text_in(found, "refresh_token"),
        "ends_at": (http.now() + timedelta(milliseconds=left)).isoformat() if left else "",
    }


# What is asked for


def sync_filter(most: int, rooms: Sequence[str] | None = None) -> str:
    """Return what a reading wants: messages and what they need to be understood, of all rooms or of some."""
    members = {"lazy_load_members": True, "include_redundant_members": True}
    nothing: Json = {"types": []}
    room: Json = {
        "timeline": {"limit": most, "types": [*READ, *TOLD], **members},
        "state": {"types": list(STATE), **members},
        "ephemeral": nothing,
        "account_data": nothing,
    }
    if rooms is not None:
        room["rooms"] = list(rooms)
    known = {"room": room, "presence": nothing, "account_data": {"types": ["m.direct"]}}
    return json.dumps(known, separators=(",", ":"))


def message_filter() -> str:
    """Return what is wanted when a room is read back."""
    wanted = {"types": [*READ, "m.room.tombstone"], "lazy_load_members": True}
    return json.dumps({**wanted, "include_redundant_members": True}, separators=(",", ":"))


def proven_name(typed: str) -> tuple[str, str]:
    """Return name and domain of what a person typed: "@name:domain", a link to a person, or a domain alone.

    Raises `BadAddress`.
    """
    text = typed.strip().removeprefix("https://matrix.to/#/").partition("?")[0]
    if text.startswith("@"):
        name, _, domain = text.partition(":")
        if not domain or len(name) < 2:  # noqa: PLR2004 - the sign and something
            raise BadAddress("a name without its server")
        return f"{name}:{domain}", domain
    return "", text
