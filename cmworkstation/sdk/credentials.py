"""The credentials of one account: sent to its own origin alone, and taken out of what is told on."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from urllib.parse import quote, quote_plus

from cmworkstation.sdk.answer import FIRST_ERROR, Answer

SHORTEST_SECRET = 6  # anything shorter stands in ordinary words
PRIVATE_FIELDS = frozenset(
    "code client_secret code_verifier password token access_token refresh_token".split()
)
SECRET_HEADER = re.compile(r"(?i)key$|token$")


@dataclass(frozen=True, slots=True)
class OriginCredentials:
    """What lets us in at `origin` ("https://host"; "" for any). Its repr shows the origin alone."""

    origin: str
    headers: Mapping[str, str] = field(repr=False)
    basic: tuple[str, str] | None = field(repr=False)
    bearer: str = field(repr=False)

    def headers_at(self, origin: str) -> dict[str, str]:
        """Return the headers that a request to `origin` takes along: none where it is not ours."""
        if self.origin and origin != self.origin:
            return {}
        own = dict(self.headers)
        if self.bearer:
            own["Authorization"] = f"Bearer {self.bearer}"
        elif self.basic is not None:
            from base64 import b64encode  # noqa: PLC0415

            own["Authorization"] = "Basic " + b64encode(":".join(self.basic).encode()).decode()
        return own

    def without_secrets(
        self, answer: Answer, form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None
    ) -> Answer:
        """Return an error without what we sent in confidence: its words are kept, shown and told on."""
        if answer.status < FIRST_ERROR:
            return answer
        fields = form.items() if isinstance(form, Mapping) else form or ()
        packed = self.headers_at(self.origin).get("Authorization", "").partition(" ")[2]
        private = [self.bearer, *(self.basic or ())[1:], packed]
        private += [
            value for name, value in fields if name in PRIVATE_FIELDS and isinstance(value, str)
        ]
        private += [value for name, value in self.headers.items() if SECRET_HEADER.search(name)]
        body = answer.body
        for secret in (one for one in private if len(one) >= SHORTEST_SECRET):
            for written in _as_written(secret):
                body = body.replace(written.encode(), "…".encode())
        return replace(answer, body=body)


def _as_written(secret: str) -> set[str]:
    """Return the forms in which a server may repeat what it was sent: plain, in JSON, in a form, in HTML."""
    quoted = json.dumps(secret)[1:-1]
    return {
        secret,
        quoted,
        quoted.replace("/", "\\/"),
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
        escape(secret),
    }
