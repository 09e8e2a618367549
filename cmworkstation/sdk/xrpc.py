"""The AT Protocol over HTTP: questions and acts, who is who, sessions, and what its errors mean.

A name leads to a permanent id (DID), that to a document, and the document to the server where the account lives.
What a document names was typed by nobody: it may not be a private host.

A session has an access token for about two hours and a refresh token that is used once. The reference server takes a
used one again for a while and then gives the same new pair, so that an answer that was lost, or that a crash kept
from being stored, can be asked for once more.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    Gone,
    NotSignedIn,
    NotThisPlatform,
    Offline,
    Refused,
    ServerTrouble,
)
from cmworkstation.sdk import richtext
from cmworkstation.sdk.answer import SAID_NO, Answer, problem_of
from cmworkstation.sdk.http import Http, origin_of
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    number_in,
    object_from,
    object_in,
    object_or_none,
    objects,
    text_in,
)
from cmworkstation.sdk.wellknown import secure_origin

RESOLVER = "https://public.api.bsky.app"  # knows everybody's name; asked without a name of ours
DIRECTORY = "https://plc.directory"
DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.-]+)")
HANDLE = re.compile(richtext.HANDLE)
SIGNED_OUT: Final = frozenset(
    "ExpiredToken InvalidToken AuthMissing AuthenticationRequired BadJwt BadJwtSignature".split()
)
STOPPED: Final = {
    "AccountTakedown": "account-takendown",
    "AccountDeactivated": "account-deactivated",
    "RepoTakendown": "account-takendown",
    "RepoDeactivated": "account-deactivated",
    "RepoSuspended": "account-takendown",
}
ABSENT: Final = frozenset("NotFound RecordNotFound RepoNotFound BlobNotFound InvalidConvo".split())
NOT_PERMITTED = "not-permitted"  # the token is good, but not for this
WHOLE_ACCESS = "com.atproto.access"  # of a session begun with the account's own password
PLAIN_ACCESS = "com.atproto.appPass"

Params = Sequence[tuple[str, object]]


class Xrpc:
    """One way to ask a server, and others through it."""

    def __init__(self, http: Http, server: str, *, proxy: str = "") -> None:
        """Take the way to the network; `proxy` names the service that the server passes questions on to."""
        self._http = http
        self._server = server
        self._headers = {"atproto-proxy": proxy} if proxy else {}

    def ask(self, name: str, params: Params = ()) -> Json:
        """Ask a question. Raises `Gone`, `NotSignedIn`, `Refused`, `Temporary`."""
        try:
            answer = self._http.get(self._url(name), list(params), headers=self._headers)
        except Refused as error:
            raise meant(error) from None
        return object_from(answer)

    def act(
        self, name: str, body: Json | None = None, *, safe: bool = False, asks: bool = False
    ) -> Json:
        """Have something done, once; with `safe` a repetition would do no harm. Answers may be empty."""
        try:
            answer = self._http.post(
                self._url(name), json=body, headers=self._headers, safe=safe, asks=asks
            )
        except Refused as error:
            raise meant(error) from None
        if not answer.body.strip() and safe:
            return {}
        try:
            return object_from(answer)
        except ServerTrouble as error:
            raise error if safe else Ambiguous("the answer makes no sense") from None

    def send_file(self, name: str, kind: str, data: bytes) -> Json:
        """Put a file on the server."""
        try:
            return object_from(self._http.send_file(self._url(name), kind, data))
        except Refused as error:
            raise meant(error) from None

    def _url(self, name: str) -> str:
        return f"{self._server}/xrpc/{name}"


def meant(error: Refused) -> Refused | NotSignedIn:
    """Return what a refusal means, by the name that the protocol gives it."""
    code = error.code or error.words
    if code in STOPPED:
        return NotSignedIn(STOPPED[code])
    if code == "InvalidToken" and "method" in error.words:
        return Refused(error.detail, code=NOT_PERMITTED, words=error.words)
    if code in SIGNED_OUT:
        return NotSignedIn(code)
    if code in ABSENT:
        return Gone(error.detail, code=code, words=error.words)
    return error


# Who is who


def did_at(http: Http, server: str, handle: str) -> str:
    """Return the permanent id that a server knows for a name, "" for none."""
    url = f"{server}/xrpc/com.atproto.identity.resolveHandle"
    answer = http.get(url, [("handle", handle)], accept=SAID_NO)
    found = text_in(object_or_none(answer) or {}, "did")
    return found if DID.fullmatch(found) else ""


def did_of(http: Http, handle: str) -> str:
    """Return the permanent id of a name, from the network or from the name's own site; "" for none."""
    with suppress(ServerTrouble, Refused):
        if did := did_at(http, RESOLVER, handle):
            return did
    with suppress(ServerTrouble, Refused, BadAddress, Offline):  # most names are no sites
        answer = http.get(f"https://{handle}/.well-known/atproto-did", accept=SAID_NO)
        said = answer.text().strip()
        return said if answer.status == 200 and DID.fullmatch(said) else ""  # noqa: PLR2004
    return ""


def document_of(http: Http, did: str) -> Json:
    """Return the document of a permanent id; empty where there is none."""
    if not DID.fullmatch(did):
        return {}
    web = did.removeprefix("did:web:")
    place = f"{DIRECTORY}/{did}" if web == did else f"https://{web}/.well-known/did.json"
    return object_or_none(http.get(place, accept=SAID_NO)) or {}


def home_in(document: Json) -> str:
    """Return the server of an account that its document names, "" for none. Raises `BadAddress`."""
    for service in objects(document.get("service")):
        if text_in(service, "id").endswith("#atproto_pds"):
            return secure_origin(text_in(service, "serviceEndpoint"))
    return ""


def names_in(document: Json) -> tuple[str, ...]:
    """Return the names that a document gives its account."""
    known = document.get("alsoKnownAs")
    texts = [one for one in known if isinstance(one, str)] if isinstance(known, list) else []
    return tuple(one.removeprefix("at://") for one in texts if one.startswith("at://"))


def place_of(http: Http, name: str, typed: str) -> tuple[str, str, str]:
    """Return server, permanent id and name of an account; `typed` is its server where the person named that.

    What is nobody's name may be that of a server. Raises `BadAddress`, `NotThisPlatform`, `Temporary`.
    """
    did = name if DID.fullmatch(name) else ""
    away = http.with_credentials(origin=origin_of(RESOLVER))  # reaches no private host
    if typed:
        server = secure_origin(typed)
        return _proven(http, server), did or did_at(http, server, name), name
    if did or HANDLE.fullmatch(name):
        did = did or did_of(away, name)
        document = document_of(away, did)
        if server := home_in(document):
            return _proven(away, server), did, next(iter(names_in(document)), name)
    if did:
        raise BadAddress("an account without a server")
    try:
        return _proven(http, secure_origin(name)), "", ""
    except Offline:
        raise BadAddress("nobody's name, and no server's") from None


def moved_to(http: Http, session: Json, server: str) -> str:
    """Return where an account lives by its session's document. Raises `BadAddress`, `NotThisPlatform`."""
    home = home_in(object_in(session, "didDoc")) or server
    away = http.with_credentials(origin=origin_of(server))
    return home if home == server else _proven(away, home)


def _proven(http: Http, server: str) -> str:
    """Return a server that holds accounts. Raises `NotThisPlatform`."""
    if not is_server(http, server):
        raise NotThisPlatform(server)
    return server


def is_server(http: Http, server: str) -> bool:
    """Tell whether a server for accounts stands there."""
    url = f"{server}/xrpc/com.atproto.server.describeServer"
    found = object_or_none(http.get(url, accept=SAID_NO)) or {}
    return text_in(found, "did").startswith("did:")


# Sessions


def signed_in(http: Http, server: str, name: str, password: str) -> Json:
    """Begin a session, and return what the server says of it.

    Raises `NotSignedIn` for a wrong name or password, `Refused` with what stands in the way, `Temporary`.
    """
    url = f"{server}/xrpc/com.atproto.server.createSession"
    body = {"identifier": name, "password": password}
    answer = http.post(url, json=body, accept=SAID_NO, safe=True, asks=True)
    if answer.status >= 400:  # noqa: PLR2004
        raise _refusal(answer)
    return _open(object_from(answer))


def _refusal(answer: Answer) -> Refused | NotSignedIn:
    code, words = problem_of(answer)
    if code == "AuthFactorTokenRequired":
        return Refused(code, code="second-factor", words=words)
    if code in STOPPED:
        return Refused(code, code=STOPPED[code], words=words)
    if answer.status == 401 or "identifier or password" in words:  # noqa: PLR2004
        return NotSignedIn(code or "401")
    return Refused(str(answer.status), code=code, words=words)


def _open(session: Json) -> Json:
    """Return a session that works. Raises `Refused` where the account stands still."""
    if session.get("active") is False:
        status = text_in(session, "status")
        stopped = "takendown" if status in ("takendown", "suspended") else "deactivated"
        raise Refused(status, code=f"account-{stopped}")
    if not (text_in(session, "accessJwt") and DID.fullmatch(text_in(session, "did"))):
        raise ServerTrouble("no session in the answer")
    return session


def renewed(http: Http, server: str, refresh_token: str) -> Json:
    """Exchange a refresh token for a new session. Raises `NotSignedIn`, `Refused`, `Temporary`."""
    asking = Xrpc(http.with_credentials(bearer=refresh_token, origin=server), server)
    return _open(asking.act("com.atproto.server.refreshSession", safe=True, asks=True))


def ended(http: Http, server: str, refresh_token: str) -> None:
    """End a session on its server."""
    asking = Xrpc(http.with_credentials(bearer=refresh_token, origin=server), server)
    with suppress(NotSignedIn):
        asking.act("com.atproto.server.deleteSession", safe=True)


def tokens_of(session: Json) -> dict[str, str]:
    """Return what is kept in secret of a session."""
    return {
        "access_token": text_in(session, "accessJwt"),
        "refresh_token": text_in(session, "refreshJwt"),
    }


def claims(token: str) -> Mapping[str, object]:
    """Return what a token says of itself, nothing where it is opaque; nobody vouches for it."""
    parts = token.split(".")
    try:
        return as_object(json.loads(urlsafe_b64decode(parts[1] + "==")))
    except (ValueError, IndexError, RecursionError):
        return {}


def scope_of(token: str) -> str:
    """Return what a token allows, "" where it does not say."""
    return text_in(dict(claims(token)), "scope")


def end_of(token: str) -> datetime | None:
    """Return when a token ends, None where it does not say."""
    seconds = number_in(dict(claims(token)), "exp")
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (OverflowError, ValueError, OSError):
        return None
