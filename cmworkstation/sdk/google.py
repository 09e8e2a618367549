"""Google's interfaces, as YouTube and Business Profile speak them: access, refusals, what an allowance has left.

What is not obvious:

- The person's client is of the type "Desktop app": the browser comes back to any port of this computer, and the secret
  of such a client protects nothing, yet is asked for.
- Access lasts an hour. Its refresh token comes once, with the first answer, and only where consent is asked for anew.
- A refusal says why in `errors[].reason` or in `status`; the allowance of a day that is used up comes as 403.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from cmworkstation.domain.errors import (
    Ambiguous,
    Gone,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    WorkstationError,
)
from cmworkstation.sdk import oauth
from cmworkstation.sdk.answer import SAID_NO, Answer
from cmworkstation.sdk.connector import Authorisation, Found
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.shapes import Json, number_in, object_from, object_in, objects, text_in

PAGE = "https://accounts.google.com/o/oauth2/v2/auth"
TOKENS = "https://oauth2.googleapis.com"
LIMITS = ("rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_EXHAUSTED")
DAY_IS_OVER = ("quotaExceeded", "dailyLimitExceeded")
PASSING = ("backendError", "internalError", "processingFailure", "UNAVAILABLE")
ENDED = ("authError", "UNAUTHENTICATED", "invalid_grant", "invalid_client", "unauthorized_client")
SWITCHED_OFF = ("accessNotConfigured", "SERVICE_DISABLED")
GONE = ("commentNotFound", "parentCommentNotFound", "videoNotFound", "NOT_FOUND", "notFound")
LIMITED_S, LONGEST_S = 60.0, 900.0
PACIFIC = timezone(
    timedelta(hours=-8)
)  # where Google's day ends; an hour more or less does no harm
WORDS = 500


def at(server: str, official: str, url: str) -> str:
    """Return an address of Google, moved to the host of an account that lives elsewhere."""
    if server == official:
        return url
    return server + "/" + url.partition("://")[2].partition("/")[2]


def begun(found: Found, official: str, redirect_uri: str, scope: str) -> Authorisation:
    """Return the page where the person says yes."""
    client = {"client_id": found.settings.get("client_id", "")}
    more = {"access_type": "offline", "prompt": "consent"}
    page = at(found.server, official, PAGE)
    return oauth.authorisation(page, client, redirect_uri, scope, more)


def tokens_for(
    http: Http, found: Found, official: str, begun_: Authorisation, code: str
) -> dict[str, str]:
    """Exchange a code for access. Raises `Refused` ("no-refresh-token") where it would last an hour only."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": found.settings.get("client_id", ""),
        "client_secret": found.private.get("client_secret", ""),
        "redirect_uri": begun_.private["redirect_uri"],
        "code_verifier": begun_.private["code_verifier"],
    }
    url = at(found.server, official, f"{TOKENS}/token")
    kept_ = kept(
        judged(http.post(url, form=form, accept=SAID_NO, safe=True, asks=True)), http.now()
    )
    if not kept_.get("refresh_token"):
        raise Refused("no refresh token", code="no-refresh-token")
    return kept_


def renewed(
    http: Http, server: str, official: str, client_id: str, secret: Mapping[str, str]
) -> dict[str, str]:
    """Exchange the refresh token, which stays good, for another hour."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": secret.get("refresh_token", ""),
        "client_id": client_id,
        "client_secret": secret.get("client_secret", ""),
    }
    url = at(server, official, f"{TOKENS}/token")
    return kept(judged(http.post(url, form=form, accept=SAID_NO, safe=True, asks=True)), http.now())


def revoked(http: Http, server: str, official: str, token: str) -> bool:
    """Give the access back; False when Google could not be asked."""
    try:
        url = at(server, official, f"{TOKENS}/revoke")
        http.post(url, form={"token": token}, accept=SAID_NO, safe=True)
    except WorkstationError:
        return False
    return True


def kept(answer: Json, now: datetime) -> dict[str, str]:
    """Return what to keep of an answer with a token: it, and when it ends (seconds since 1970)."""
    found = {name: text_in(answer, name) for name in ("access_token", "refresh_token")}
    if not found["access_token"]:
        raise ServerTrouble("no token in the answer")
    seconds = number_in(answer, "expires_in")
    if seconds:
        found["ends_at"] = str(int(now.timestamp()) + seconds)
    return {name: value for name, value in found.items() if value}


# Answers


def judged(answer: Answer, *, safe: bool = True) -> Json:
    """Return the object of an answer. Raises what its error means, `ServerTrouble` or `Ambiguous` for none."""
    good = 200 <= answer.status < 300  # noqa: PLR2004 - HTTP's classes
    if good and not answer.body.strip():
        if answer.status == 204:  # noqa: PLR2004 - nothing is what was meant
            return {}
        raise (ServerTrouble if safe else Ambiguous)("an empty answer")
    try:
        found = object_from(answer)
    except ServerTrouble:
        if good:
            raise (ServerTrouble if safe else Ambiguous)("no object") from None
        found = {}
    if good:
        return found
    raise _meant(answer, found, safe=safe)


def _meant(answer: Answer, found: Json, *, safe: bool) -> Exception:
    """Return what a refusal means."""
    error = object_in(found, "error")
    reasons = [text_in(one, "reason") for one in objects(error.get("errors"))]
    reasons += [text_in(one, "reason") for one in objects(error.get("details"))]
    reasons += [text_in(error, "status"), text_in(found, "error")]
    reason = next(filter(None, reasons), "") or str(answer.status)
    words = (text_in(error, "message") or text_in(found, "error_description"))[:WORDS]
    known = set(reasons)
    if known & set(ENDED) or answer.status == 401:  # noqa: PLR2004
        meant: Exception = NotSignedIn(reason)
    elif known & set(DAY_IS_OVER):
        meant = RateLimited(reason, retry_after=LONGEST_S)
    elif known & set(LIMITS):
        meant = RateLimited(reason, retry_after=LIMITED_S)
    elif known & set(PASSING):
        meant = (ServerTrouble if safe else Ambiguous)(reason)
    elif known & set(SWITCHED_OFF):
        meant = Refused(reason, code="api-disabled", words=words)
    elif known & set(GONE) or answer.status in (404, 410):
        meant = Gone(reason, code=reason, words=words)
    elif "commentTextTooLong" in known:
        meant = TooLong(reason)
    else:
        meant = Refused(reason, code=reason, words=words)
    return meant


def next_day(now: datetime) -> datetime:
    """Return when Google's next day begins: at midnight in California."""
    there = now.astimezone(PACIFIC)
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(UTC)
