"""Signing in with an app of the person's own at Meta, as Instagram and Threads let people in: the steps of both.

A code becomes access of sixty days, which is exchanged for another sixty while the program is used. Nothing is given
back: neither takes a token back from an app.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.sdk import graph, oauth
from cmworkstation.sdk.connector import Authorisation, Credentials, Found
from cmworkstation.sdk.graph import Doors, Graph
from cmworkstation.sdk.http import Http


class MetaSignIn:
    """What a connector of such a platform inherits; it sets the names below, and `doors` and `scopes` of its class."""

    doors: ClassVar[Doors]
    scopes: ClassVar[tuple[str, ...]]
    _secret: Mapping[str, str]
    _server: str
    _plain: Http  # the way to the network without the token
    _graph: Graph

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Return the page where the person says yes."""
        del http
        return graph.begun(cls.doors, found, redirect_uri, cls.scopes)

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange the code for access of sixty days. Raises `NotSignedIn`, `Refused`."""
        code = oauth.code_from(authorisation, answer)
        assert authorisation is not None  # or there would be no code
        redirect_uri = authorisation.private["redirect_uri"]
        secret = graph.tokens_for(http, cls.doors, found, code, redirect_uri)
        return Credentials(secret, {"user_id": secret.pop("user_id", "")})

    def revoke(self) -> bool | None:
        """Leave the token: the platform takes none back from an app."""
        return None

    def ends_at(self) -> datetime | None:
        """Return from when the access is to be renewed: a month before it ends."""
        return graph.renewed_at(self._secret)

    def renewable(self) -> bool:
        """Tell whether there is a token to renew."""
        return bool(self._secret.get("access_token"))

    def renew(self) -> Credentials:
        """Exchange the token for one of another sixty days. Raises `NotSignedIn` where it has ended."""
        token = self._secret.get("access_token", "")
        if not token:
            raise NotSignedIn("no token")
        return Credentials(graph.renewed(self._plain, self.doors, self._server, token))

    def close(self) -> None:
        """Let go of the network."""
        self._graph.http.close()
        self._plain.close()
