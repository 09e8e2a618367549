"""One request over the wire: sent once, read in pieces until its deadline, its failures in our own errors.

`Transport` knows nothing of accounts: `sdk.http` decides where a request may go and what it takes along.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cmworkstation import __version__
from cmworkstation.domain.errors import Ambiguous, BadAddress, Offline, ServerTrouble
from cmworkstation.killpoint import reach
from cmworkstation.sdk.rate_limits import whole

if TYPE_CHECKING:
    import requests

    from cmworkstation.sdk.wire import Gate

AGENT = f"cmworkstation/{__version__} (+https://cmworkstation.example)"
MAX_ENCODINGS = 2


class Transport:
    """The connection of one thread, opened with its first request.

    Causes of errors are cut off (`from None`): their texts would show the address with its query.
    """

    def __init__(self) -> None:
        """Open nothing yet."""
        self._session: requests.Session | None = None
        self._gate: Gate | None = None

    def ready(self) -> "tuple[requests.Session, Gate]":
        """Load the libraries, once, and return the session with what it obeys."""
        if self._session is None or self._gate is None:
            from cmworkstation.sdk import wire  # noqa: PLC0415 - a slow import that the first paint must not wait for

            # It writes every address with its query into the log, where a feed's key would stand for all to read.
            logging.getLogger("urllib3").setLevel(logging.CRITICAL)
            self._gate = wire.Gate()
            self._session = wire.session(self._gate, AGENT)
        return self._session, self._gate

    def close(self) -> None:
        """Close open connections."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def ask(
        self,
        verb: str,
        target: str,
        until: float,
        *,
        public_only: bool,
        params: Mapping[str, object] | Sequence[tuple[str, object]] | None = None,
        body: object | None = None,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | bytes | None = None,
        headers: Mapping[str, str],
        safe: bool,
    ) -> "requests.Response":
        """Send one request and read the header of its answer."""
        import requests  # noqa: PLC0415 - a slow import that the first paint must not wait for
        import urllib3  # noqa: PLC0415

        session, gate = self.ready()
        left = max(0.5, until - time.monotonic())
        gate.until, gate.public_only = until, public_only
        doubt = ServerTrouble if safe else Ambiguous
        reach("http.before-send")
        try:
            response = session.request(
                verb,
                target,
                params=params,  # type: ignore[arg-type]
                json=body,
                data=form,  # type: ignore[arg-type]
                headers=headers,
                auth=_NoAuth(),
                timeout=(min(5.0, left), left),
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.ConnectTimeout:
            raise Offline("no connection in time") from None
        except requests.exceptions.SSLError:
            raise Offline("no secure connection") from None
        except requests.exceptions.ConnectionError as error:
            if _is_private(error):
                raise BadAddress("a name that leads into the private network") from None
            if _never_left(error, urllib3):
                raise Offline("no connection") from None
            raise doubt("the connection broke") from None
        except requests.exceptions.Timeout:
            raise doubt("no answer in time") from None
        except (requests.exceptions.RequestException, ValueError, UnicodeError) as error:
            raise BadAddress(type(error).__name__) from None
        reach("http.after-send")
        return response

    def pieces(
        self,
        response: Any,  # noqa: ANN401 - requests.Response
        until: float,
        max_bytes: int,
        *,
        safe: bool,
    ) -> Iterator[bytes]:
        """Yield the body of an answer, unpacked, as it comes. Raises `ServerTrouble`, or `Ambiguous` if not `safe`."""
        import requests  # noqa: PLC0415
        import urllib3  # noqa: PLC0415

        doubt = ServerTrouble if safe else Ambiguous
        try:
            yield from _body(response, self._gate, until, max_bytes)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError):
            raise doubt("half an answer") from None
        except _TooMuch:
            raise doubt("an answer without end") from None


class _TooMuch(Exception):
    """The body is too large, too slow or packed too often."""


def _body(
    response: Any,  # noqa: ANN401 - requests.Response
    gate: "Gate | None",
    until: float,
    max_bytes: int,
) -> Iterator[bytes]:
    encodings = response.headers.get("content-encoding", "")
    if encodings.count(",") >= MAX_ENCODINGS:
        raise _TooMuch
    size = 0
    while True:
        if time.monotonic() >= until:
            raise _TooMuch
        if gate is not None:
            gate.until = until  # another request may have been made between two pieces
        # What is there, without waiting for more.
        part = response.raw.read1(65536, decode_content=True)
        if not part:
            break
        size += len(part)
        if size > max_bytes:
            raise _TooMuch
        yield part
    expected = response.headers.get("content-length", "")
    if not encodings and size < (whole(expected) or 0):
        raise OSError("cut")


class _NoAuth:
    """Keeps `requests` from looking for credentials of its own."""

    def __call__(self, request: Any) -> Any:  # noqa: ANN401 - requests' contract
        return request


def _reason(error: Exception) -> object:
    """Return what `requests` wraps when a connection fails."""
    inner: object = error.args[0] if error.args else None
    return getattr(inner, "reason", inner)


def _is_private(error: Exception) -> bool:
    return type(_reason(error)).__name__ == "PrivateAddress"


def _never_left(error: Exception, urllib3: Any) -> bool:  # noqa: ANN401 - the module
    """Tell whether a connection failed before any byte of the request left."""
    reason = _reason(error)
    kinds = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    return isinstance(reason, kinds) or "NameResolutionError" in type(reason).__name__
