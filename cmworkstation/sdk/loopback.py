"""The way back from the browser: a listener on this machine that takes one answer and closes (RFC 8252).

It binds 127.0.0.1 on a free port, for the length of one sign-in. Only a request for the agreed path that
carries the right `state` counts; anything else is answered with an error page and ignored. The page never
repeats what came with the request, and the first answer moves the browser on to a clean address, so that a
code or a password does not stay in the address bar or the history.
"""

import base64
import hashlib
import hmac
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.sdk.address import parts_of

LIMIT_S = 300.0
DONE_PATH = "/done"
PAGE = """<!doctype html><meta charset="utf-8"><title>CM Workstation</title>
<body style="font:16px system-ui;max-width:36em;margin:4em auto;line-height:1.5">
<h1>{title}</h1><p lang="fr">{fr}</p><p lang="en">{en}</p>"""
DONE = PAGE.format(
    title="CM Workstation",
    fr="C’est fait : vous pouvez fermer cette page et revenir au programme.",
    en="Done: you can close this page and go back to the program.",
)
WRONG = PAGE.format(
    title="CM Workstation",
    fr="Cette réponse ne correspond à aucune connexion en cours. Recommencez depuis le programme.",
    en="This answer belongs to no sign-in under way. Begin again from the program.",
)


def pkce() -> tuple[str, str]:
    """Return a fresh PKCE pair: verifier and S256 challenge (RFC 7636)."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def new_state() -> str:
    """Return a fresh `state`: 32 random bytes as text."""
    return secrets.token_urlsafe(32)


class Loopback:
    """Waits for one answer from the browser."""

    def __init__(
        self, path: str = "/callback", timeout_s: float = LIMIT_S, *, port: int = 0
    ) -> None:
        """Listen on a free port, or on this one; tell the state to expect with `expect` before the browser opens.

        Raises `OSError` where somebody else listens on the port.
        """
        self._path = path
        self._timeout_s = timeout_s
        self._state = ""
        self._answer: dict[str, str] = {}
        self._over = threading.Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            """Serves the page that the browser comes back to."""

            def do_GET(self) -> None:
                """Take the answer, or say that it is none."""
                listener._take(self)

            def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
                """Write no log: the address holds the code."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    @property
    def redirect_uri(self) -> str:
        """The address that the browser is sent back to."""
        return f"http://127.0.0.1:{self._server.server_port}{self._path}"

    def expect(self, state: str) -> None:
        """Accept only an answer with this state; "" where the platform sends none (WordPress)."""
        self._state = state

    def wait(self) -> dict[str, str]:
        """Wait for the answer and return its parameters. Raises `NotSignedIn` when refused, cancelled or too late."""
        came = self._over.wait(self._timeout_s)
        self.stop()
        if not came or not self._answer:
            raise NotSignedIn("no answer from the browser")
        if "error" in self._answer or self._answer.get("success") == "false":
            raise NotSignedIn("refused in the browser")
        return dict(self._answer)

    def stop(self) -> None:
        """Stop listening; `wait` returns."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(2)

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        parts = parts_of(request.path)
        if parts.path == DONE_PATH:
            self._say(request, HTTPStatus.OK, DONE)
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        known = hmac.compare_digest(query.get("state", "").encode(), self._state.encode())
        if parts.path != self._path or not query or not known or self._answer:
            self._say(request, HTTPStatus.BAD_REQUEST, WRONG)
            return
        self._answer = query
        request.send_response(HTTPStatus.SEE_OTHER)
        request.send_header("Location", DONE_PATH)
        request.send_header("Cache-Control", "no-store")
        request.send_header("Referrer-Policy", "no-referrer")
        request.end_headers()
        # The browser asks for the clean page next; give it the time before the listener closes.
        threading.Timer(0.5, self._over.set).start()

    @staticmethod
    def _say(request: BaseHTTPRequestHandler, status: HTTPStatus, page: str) -> None:
        body = page.encode()
        request.send_response(status)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Cache-Control", "no-store")
        request.end_headers()
        request.wfile.write(body)
