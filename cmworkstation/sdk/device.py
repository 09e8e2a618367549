"""Signing in with a code that the person types on a page of the platform (RFC 8628): the steps that servers share.

A connector asks once at each call and never waits: that is for whoever calls it, as long as `RateLimited` says.
"""

from datetime import datetime, timedelta

from cmworkstation.domain.errors import NotSignedIn, RateLimited, Refused, ServerTrouble
from cmworkstation.sdk.answer import SAID_NO, Answer
from cmworkstation.sdk.connector import Authorisation
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.shapes import Json, number_in, object_from, text_in

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
RENEWAL = "refresh_token"
ACCEPT = {"Accept": "application/json"}
PAUSE_S, SLOWER_S = 5, 5
LONGEST_S = 1800
# What the server says while the person has not typed the code yet, or never will.
WAITING = frozenset({"authorization_pending", "slow_down"})
OVER = {
    "bad_refresh_token": "access-ended",
    "expired_token": "code-expired",
    "token_expired": "code-expired",
    "access_denied": "code-refused",
}


def begun(http: Http, endpoint: str, client_id: str, scopes: str) -> Authorisation:
    """Ask for a code. Raises `Refused` with what the server says of the client, `Temporary`."""
    form = {"client_id": client_id, "scope": scopes}
    found = _said(
        http.post(endpoint, form=form, headers=ACCEPT, accept=SAID_NO, safe=True, asks=True)
    )
    code, page = text_in(found, "user_code"), text_in(found, "verification_uri")
    if not (
        code and page.startswith(("https://", "http://127.0.0.1")) and text_in(found, "device_code")
    ):
        raise ServerTrouble("no code in the answer")
    private = {"device_code": text_in(found, "device_code"), "client_id": client_id}
    lives = min(number_in(found, "expires_in") or LONGEST_S, LONGEST_S)
    return Authorisation(
        page,
        "",
        private,
        code=code,
        pause_s=float(number_in(found, "interval") or PAUSE_S),
        ends_at=http.now() + timedelta(seconds=lives),
    )


def token(http: Http, endpoint: str, begun: Authorisation) -> Json:
    """Ask once whether the person has typed the code; return the answer with the token.

    Raises `RateLimited` with the pause before the next question while the code waits, `NotSignedIn` once it has
    expired or the person said no, `Refused`, `Temporary`.
    """
    names = ("client_id", "device_code")
    form = {name: begun.private.get(name, "") for name in names} | {"grant_type": GRANT}
    found = _said(
        http.post(endpoint, form=form, headers=ACCEPT, accept=SAID_NO, safe=True, asks=True), begun
    )
    if not text_in(found, "access_token"):
        raise ServerTrouble("no token in the answer")
    return found


def renewed(http: Http, endpoint: str, client_id: str, refresh_token: str) -> Json:
    """Exchange a refresh token for new access. Raises `NotSignedIn`, `Refused`, `Temporary`."""
    form = {"client_id": client_id, "grant_type": RENEWAL, "refresh_token": refresh_token}
    found = _said(
        http.post(endpoint, form=form, headers=ACCEPT, accept=SAID_NO, safe=True, asks=True)
    )
    if not text_in(found, "access_token"):
        raise ServerTrouble("no token in the answer")
    return found


def secret_of(found: Json, now: datetime) -> dict[str, str]:
    """Return what is kept in secret of an answer with a token: the token, what renews it, and when it ends."""
    lives = number_in(found, "expires_in")
    return {
        "token": text_in(found, "access_token"),
        "refresh_token": text_in(found, "refresh_token"),
        "ends": (now + timedelta(seconds=lives)).isoformat() if lives else "",
    }


def _said(answer: Answer, begun: Authorisation | None = None) -> Json:
    found = object_from(answer)
    error = text_in(found, "error")
    if error in WAITING:
        usual = begun.pause_s if begun else PAUSE_S
        slower = number_in(found, "interval") or usual + SLOWER_S
        raise RateLimited(error, retry_after=slower if error == "slow_down" else usual)
    if error in OVER:
        raise NotSignedIn(OVER[error])
    if error or answer.status >= 400:  # noqa: PLR2004 - HTTP's classes
        words = text_in(found, "error_description") or text_in(found, "message")
        raise Refused(error or str(answer.status), code=error or str(answer.status), words=words)
    return found
