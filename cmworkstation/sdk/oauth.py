"""Signing in through the person's browser (OAuth 2.0 with PKCE): the steps that all servers share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hmac import compare_digest
from urllib.parse import parse_qs, urlencode

from cmworkstation.domain.errors import NotSignedIn, ServerTrouble
from cmworkstation.sdk.address import parts_of
from cmworkstation.sdk.answer import SAID_NO
from cmworkstation.sdk.connector import Authorisation
from cmworkstation.sdk.http import Http, origin_of
from cmworkstation.sdk.loopback import new_state, pkce
from cmworkstation.sdk.shapes import Json, object_from, object_or_none, text_in

PASTE = (
    "urn:ietf:wg:oauth:2.0:oob"  # instead of an address to come back to: the page shows the code
)


def authorisation(
    endpoint: str,
    client: Mapping[str, str],
    redirect_uri: str,
    scopes: str,
    more: Mapping[str, str],
) -> Authorisation:
    """Return the address where the person says yes, and what is needed to go on from there."""
    state, (verifier, challenge) = new_state(), pkce()
    query = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": redirect_uri,
        "scope": scopes,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **more,
    }
    private = {
        **client,
        "redirect_uri": redirect_uri,
        "issuer": origin_of(endpoint),
        "scopes": scopes,
        "code_verifier": verifier,
    }
    return Authorisation(f"{endpoint}?{urlencode(query)}", state, private)


def code_from(begun: Authorisation | None, answer: Mapping[str, str]) -> str:
    """Return the code that came back or was pasted. Raises `NotSignedIn` when it is not ours, or none."""
    code, pasted_state = _pasted(answer.get("code", ""))
    if begun is None or not code or answer.get("error"):
        raise NotSignedIn("no code")
    state = answer.get("state", pasted_state or begun.state)
    if not compare_digest(state.encode(), begun.state.encode()):
        raise NotSignedIn("another sign-in's answer")
    issuer = answer.get(
        "iss", ""
    )  # RFC 9207: with many servers, one must not end another's sign-in
    if issuer and origin_of(issuer) != begun.private.get("issuer", origin_of(issuer)):
        raise NotSignedIn("another server's answer")
    return code


def token_for(http: Http, endpoint: str, begun: Authorisation, code: str) -> Json:
    """Exchange the code for an answer with a token in it."""
    names = ("client_id", "client_secret", "redirect_uri", "code_verifier")
    form = {"grant_type": "authorization_code", "code": code}
    form |= {key: begun.private[key] for key in names}
    token = object_from(http.post(endpoint, form=form, safe=True, asks=True))
    if not text_in(token, "access_token"):
        raise ServerTrouble("no token in the answer")
    return token


def ends_at(secret: Mapping[str, str]) -> datetime | None:
    """Return when access ends, of which the seconds since 1970 are kept; None where nobody said."""
    seconds = secret.get("ends_at", "")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() else None


def fitting_scopes(http: Http, server: str, wanted: str) -> str:
    """Return the wanted scopes, each widened ("write:reports" to "write") where the server knows it only so."""
    try:
        url = f"{server}/.well-known/oauth-authorization-server"
        answer = http.get(url, accept=SAID_NO)
        known = (object_or_none(answer) or {}).get("scopes_supported")
    except ServerTrouble:
        known = None
    if not isinstance(known, list) or not {"read", "write"} & set(map(str, known)):
        return wanted
    fitting = [one if one in known else one.partition(":")[0] for one in wanted.split()]
    return " ".join(dict.fromkeys(fitting))


def _pasted(text: str) -> tuple[str, str]:
    """Return code and state in what was pasted: the code, a whole address, or "code&state=…"; "" for no state."""
    text = text.strip()
    if "code=" in text or "://" in text:  # an address without a code tells of a refusal
        query = parse_qs(parts_of(text).query or text.partition("#")[0])
        return query.get("code", [""])[0], query.get("state", [""])[0]
    return text.partition("&")[0].partition("#")[0].strip(), ""  # Meta ends its codes with "#_"
