"""Which servers keep and carry a person's mail: as typed, as known of a provider, as its domain says, or guessed.

A person types "me@example.org", or more: "me@example.org imap.example.org smtp.example.org:587", or the name of a
provider where the domain is one's own: "me@example.org gandi". Every place is tried (without any name or password)
before it is believed. A provider's server is never guessed for a domain that is not its own: the password would
be shown to somebody who has nothing to do with it.

The domain's own description is asked for over https only; the address before the @ is not told.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from cmworkstation.domain.errors import (
    BadAddress,
    NotThisPlatform,
    Offline,
    Refused,
    ServerTrouble,
    Untrusted,
    WorkstationError,
)
from cmworkstation.sdk import imap_line, smtp
from cmworkstation.sdk.http import Http, is_private
from cmworkstation.sdk.mailproviders import MICROSOFT, PROVIDERS, Provider
from cmworkstation.sdk.tls import Place, Security

TRY_S = 10.0
DESCRIPTION_CAP = 262_144
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\/]+\.?[^\s@<>()\[\],;:\"\\/]*")
SERVER = re.compile(
    r"(?:(?P<scheme>imaps?|smtps?)://)?(?P<host>\[[0-9a-f:.]+\]|[\w.-]+)(?::(?P<port>\d{1,5}))?/?",
    re.IGNORECASE,
)
IMAP, SMTP = "imap", "smtp"
USUAL = {
    IMAP: ((993, Security.TLS), (143, Security.STARTTLS)),
    SMTP: ((465, Security.TLS), (587, Security.STARTTLS)),
}
KNOWN_PORTS = {
    993: (IMAP, Security.TLS),
    143: (IMAP, Security.STARTTLS),
    1143: (IMAP, Security.STARTTLS),
    465: (SMTP, Security.TLS),
    587: (SMTP, Security.STARTTLS),
    25: (SMTP, Security.STARTTLS),
    1025: (SMTP, Security.STARTTLS),
}
GREETINGS: dict[str, Callable[[Place, Sequence[str]], None]] = {
    IMAP: lambda place, pins: imap_line.greet(place, pins, TRY_S),
    SMTP: lambda place, pins: smtp.greet(place, pins, TRY_S),
}
HERE = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Servers:
    """Where a person's mail is kept and carried.

    `copies` tells who puts what we send into the folder of sent mail: "self", or "server".
    `hint` is the key of what a person should know about the password.
    """

    imap: Place
    smtp: Place
    user: str
    copies: str = "self"
    hint: str = ""


def find(http: Http, typed: str, pins: Sequence[str] = ()) -> tuple[str, Servers]:
    """Return the address that a person typed, and its servers, each of which answered.

    Raises `BadAddress`, `NotThisPlatform`, `Untrusted` with a fingerprint to compare, `Offline`, and `Refused`
    ("microsoft-sign-in") where no password would be taken.
    """
    words = typed.split()
    if not words or not ADDRESS.fullmatch(words[0]):
        raise BadAddress("not an address of mail")
    address, domain = words[0], words[0].rpartition("@")[2].lower().rstrip(".")
    named = PROVIDERS.get(words[1].lower()) if len(words) == 2 else None  # noqa: PLR2004
    if len(words) > 1 and named is None:
        return address, _typed(address, words[1:], pins)
    if MICROSOFT.search(domain):
        raise Refused(code="microsoft-sign-in")
    provider = named or next((one for one in PROVIDERS.values() if domain in one.domains), None)
    if provider is not None:
        return address, _tried(_of_provider(provider, address), pins)
    described = described_by(http, domain, address)
    if described is not None:
        return address, _tried(described, pins)
    return address, _guessed(domain, address, pins)


def described_by(http: Http, domain: str, address: str) -> Servers | None:
    """Return what a domain says of its servers of mail, None when it says nothing of use."""
    for url in (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    ):
        with suppress(WorkstationError):
            found = read_description(http.get(url, max_bytes=DESCRIPTION_CAP).body, address)
            if found is not None and not any(
                is_private(place.host) and not is_private(domain)
                for place in (found.imap, found.smtp)
            ):
                return found
    return None


def read_description(document: bytes, address: str) -> Servers | None:
    """Return the servers in a `config-v1.1.xml`; None when there are none that are encrypted."""
    # Entities could name files, and multiply without end; no description needs them.
    # A zero byte would be another encoding, in which they are not seen here.
    if any(sign in document for sign in (b"<!DOCTYPE", b"<!ENTITY", b"\0")):
        return None
    try:
        root = ET.fromstring(document)  # noqa: S314 - without entities, and of limited size
    except (ET.ParseError, ValueError):
        return None
    kept = _described(root, "incomingServer", "imap", address)
    carried = _described(root, "outgoingServer", "smtp", address)
    if kept is None or carried is None:
        return None
    if any(MICROSOFT.search(place.host.lower()) for place in (kept[0], carried[0])):
        raise Refused(code="microsoft-sign-in")
    known = next((one for one in PROVIDERS.values() if one.imap == kept[0].host), None)
    return Servers(
        kept[0],
        carried[0],
        kept[1],
        "server" if known is not None and known.saves else "self",
        known.hint if known is not None else "",
    )


def _described(
    root: ET.Element, kind: str, protocol: str, address: str
) -> tuple[Place, str] | None:
    for server in root.iter(kind):
        if (server.get("type") or "").lower() != protocol:
            continue
        security = {"SSL": Security.TLS, "STARTTLS": Security.STARTTLS}.get(
            (server.findtext("socketType") or "").strip().upper()
        )
        host = _filled((server.findtext("hostname") or "").strip(), address)
        port = (server.findtext("port") or "").strip()
        ways = [(one.text or "").strip().lower() for one in server.iter("authentication")]
        by_password = not ways or any("password" in way or way == "plain" for way in ways)
        if security and by_password and port.isdigit() and re.fullmatch(r"[\w.-]+", host):
            user = _filled((server.findtext("username") or "%EMAILADDRESS%").strip(), address)
            return Place(host, int(port), security), user
    return None


def _filled(text: str, address: str) -> str:
    local, _, domain = address.partition("@")
    for name, value in (("ADDRESS", address), ("LOCALPART", local), ("DOMAIN", domain)):
        text = text.replace(f"%EMAIL{name}%", value)
    return text


def _of_provider(provider: Provider, address: str) -> Servers:
    return Servers(
        Place(provider.imap, provider.imap_port, KNOWN_PORTS[provider.imap_port][1]),
        Place(provider.smtp, provider.smtp_port, KNOWN_PORTS[provider.smtp_port][1]),
        address.partition("@")[0] if provider.short_user else address,
        "server" if provider.saves else "self",
        provider.hint,
    )


def _tried(servers: Servers, pins: Sequence[str]) -> Servers:
    """Return servers that answered where they were said to be."""
    GREETINGS[IMAP](servers.imap, pins)
    GREETINGS[SMTP](servers.smtp, pins)
    return servers


def _typed(address: str, words: Sequence[str], pins: Sequence[str]) -> Servers:
    """Return the servers that a person typed: the first one keeps the mail, the second carries it."""
    found: dict[str, list[Place]] = {}
    for word in words:
        match = SERVER.fullmatch(word)
        if match is None or ("." not in match["host"] and match["host"].lower() not in HERE):
            raise BadAddress("not the name of a server")
        kind, places = _places(match, IMAP if IMAP not in found else SMTP)
        if kind in found:
            raise BadAddress("two servers for the same")
        found[kind] = places
    host = next(iter(found.values()))[0].host
    if MICROSOFT.search(host.lower()):
        raise Refused(code="microsoft-sign-in")
    for kind in (IMAP, SMTP):  # one name may stand for both
        found.setdefault(kind, [Place(host, port, how) for port, how in USUAL[kind]])
    known = next((one for one in PROVIDERS.values() if one.imap == host), None)
    saves = known is not None and known.saves
    kept, carried = (_first(found[kind], kind, pins) for kind in (IMAP, SMTP))
    return Servers(kept, carried, address, "server" if saves else "self")


def _places(match: re.Match[str], expected: str) -> tuple[str, list[Place]]:
    """Return for what a typed server is, and where it may listen."""
    scheme, host = (match["scheme"] or "").lower(), match["host"].strip("[]")
    port = int(match["port"] or 0)
    kind = scheme.rstrip("s") or KNOWN_PORTS.get(port, ("",))[0] or _by_name(host) or expected
    if not port:
        ways = USUAL[kind][:1] if scheme.endswith("s") else USUAL[kind]
        return kind, [Place(host, number, how) for number, how in ways]
    if scheme:
        hows = [Security.TLS] if scheme.endswith("s") else [Security.STARTTLS]
    elif port in KNOWN_PORTS:
        hows = [KNOWN_PORTS[port][1]]
    else:
        hows = [Security.TLS, Security.STARTTLS]
    if host in HERE and not scheme.endswith("s") and port not in KNOWN_PORTS:
        hows.append(Security.NONE)
    return kind, [Place(host, port, how) for how in hows]


def _by_name(host: str) -> str:
    return next((kind for kind in (IMAP, SMTP) if host.lower().startswith(f"{kind}.")), "")


def _guessed(domain: str, address: str, pins: Sequence[str]) -> Servers:
    def places(kind: str) -> list[Place]:
        hosts = (f"{kind}.{domain}", f"mail.{domain}")
        return [Place(host, port, how) for host in hosts for port, how in USUAL[kind]]

    try:
        kept, carried = (_first(places(kind), kind, pins) for kind in (IMAP, SMTP))
        return Servers(kept, carried, address)
    except Untrusted:
        raise
    except Offline:
        # Nothing answers at these names: the person knows better, or is without a network.
        raise BadAddress("no server of mail found") from None


def _first(places: Sequence[Place], kind: str, pins: Sequence[str]) -> Place:
    """Return the first place that answers as such a server; else raise what is most worth knowing."""
    troubles: list[WorkstationError] = []
    for place in _without_dead_hosts(places, troubles):
        try:
            GREETINGS[kind](place, pins)
        except WorkstationError as error:
            troubles.append(error)
        else:
            return place
    telling = (Untrusted, NotThisPlatform, ServerTrouble)
    raise min(troubles, key=lambda one: [not isinstance(one, kind) for kind in telling])


def _without_dead_hosts(
    places: Sequence[Place], troubles: Sequence[WorkstationError]
) -> Iterator[Place]:
    """Yield the places, without further ports of a host whose certificate a person must look at first."""
    for place in places:
        if not any(isinstance(one, Untrusted) and one.host == place.host for one in troubles):
            yield place
