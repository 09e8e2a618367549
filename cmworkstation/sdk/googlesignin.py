"""Signing in with a client of the person's own at Google, as YouTube and Business Profile let people in."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from cmworkstation.sdk import google, oauth
from cmworkstation.sdk.connector import Authorisation, Credentials, Found
from cmworkstation.sdk.http import Http


class GoogleSignIn:
    """What a connector of Google inherits; it sets the names below, and `official` and `scope` of its class."""

    official: ClassVar[str]  # the host of its interface
    scope: ClassVar[str]
    _settings: Mapping[str, str]
    _secret: Mapping[str, str]
    _server: str
    _http: Http
    _plain: Http  # the way to the network without the token

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Return the page where the person says yes."""
        del http
        return google.begun(found, cls.official, redirect_uri, cls.scope)

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange the code for access. Raises `NotSignedIn`, `Refused`."""
        code = oauth.code_from(authorisation, answer)
        assert authorisation is not None  # or there would be no code
        return Credentials(google.tokens_for(http, found, cls.official, authorisation, code))

    def revoke(self) -> bool | None:
        """Give the access back."""
        token = self._secret.get("refresh_token") or self._secret.get("access_token", "")
        return google.revoked(self._plain, self._server, self.official, token)

    def ends_at(self) -> datetime | None:
        """Return when the hour is over."""
        return oauth.ends_at(self._secret)

    def renewable(self) -> bool:
        """Tell whether there is a refresh token."""
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        """Exchange the refresh token for another hour. Raises `NotSignedIn` where Google ended it."""
        client_id = self._settings.get("client_id", "")
        fresh = google.renewed(self._plain, self._server, self.official, client_id, self._secret)
        return Credentials(fresh)

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()
