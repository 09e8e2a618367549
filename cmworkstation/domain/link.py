"""Where a stranger's link really leads."""

import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from cmworkstation.domain import alike, foreign
from cmworkstation.domain.values import dataclass, replace

SCHEMES = ("http", "https")
UNCLEAR = re.compile(r"[\\\s<>\"^`{|}\x00-\x20\x7f]|%[0-9a-f]{2}.*@|@.*@", re.IGNORECASE)
HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+", re.IGNORECASE)
NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?|.*:.*", re.IGNORECASE)
MAILBOX = re.compile(r"[\w.+-]+@[\w.-]+")
KEPT = "/?#[]@!$&'()*+,;=:%~-._"
# An address anywhere in the words of a link, or words that are nothing but the name of a host.
SHOWN_URL = re.compile(
    r"(?:https?://|www\.)(?:[^\s/?#@]*@)?((?:[\w-]+\.)+[\w-]{2,})|^((?:[\w-]+\.)+[a-z]{2,})(?:[/:?#]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link really leads: `host` as it should be shown, and what is suspicious about it ("" for nothing).

    Warnings: "scheme" (never opened), "user" (a name before the host), "script" (letters of several scripts),
    "number" (an address in figures), "other" (the text names another host). `url` is what is opened: its host
    cannot be read in two ways.
    """

    url: str
    host: str
    opens: bool
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a shortened link leads: the whole address without what tracks, and its host as it should be shown.

    `warning` is as of `LinkTarget`: what is suspicious about it, "" for nothing.
    """

    address: str
    host: str
    warning: str = ""


def link_target(url: str, text: str = "") -> LinkTarget:
    """Say where a link leads and whether anything about it deceives; what is not clearly an address never opens."""
    closed = LinkTarget(url, "", opens=False, warning="scheme")
    try:
        parts = urlsplit(url.strip())
        host, user, port = parts.hostname or "", parts.username, parts.port
    except ValueError:
        return closed
    scheme = parts.scheme.lower()
    if scheme == "mailto":  # what follows the address could name a file to attach
        address = unquote(parts.path)
        opens = bool(MAILBOX.fullmatch(address))
        return LinkTarget(
            f"mailto:{address}", address.rpartition("@")[2], opens, "" if opens else "scheme"
        )
    letters = _decoded(host)
    # A browser reads some signs in a host otherwise than we do: it would not lead where we say.
    if (
        scheme not in SCHEMES
        or not host
        or UNCLEAR.search(parts.netloc)
        or foreign.cleaned(letters) != letters
    ):
        return replace(closed, host=host)
    real = _punycode(letters)
    if not HOST.fullmatch(real):
        return replace(closed, host=host)
    named = SHOWN_URL.search(text.strip())
    shown, warning = letters, ""
    if _mixed_scripts(letters) or ("xn--" in host and letters == host):
        shown, warning = real, "script"
    elif user is not None:
        warning = "user"
    elif NUMBER.fullmatch(host):
        warning = "number"
    elif named and not _same_site(_punycode((named[1] or named[2]).lower()), real):
        warning = "other"
    at = f"{quote(unquote(user), safe='', errors='replace')}@" if user is not None else ""
    place = f"[{real}]" if ":" in real else real
    rest = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
    opened = f"{scheme}://{at}{place}{f':{port}' if port is not None else ''}{quote(rest, safe=KEPT, errors='replace')}"
    return LinkTarget(opened, shown, opens=True, warning=warning)


def _scripts(label: str) -> set[str]:
    found = set()
    for char in label:
        if char.isalpha():
            found.add(unicodedata.name(char, "UNKNOWN").split(" ")[0])
    return found


def _mixed_scripts(host: str) -> bool:
    """Tell whether a host mixes scripts within a label, or is a word of another script that reads as a Latin one."""
    return any(len(_scripts(label)) > 1 or _reads_as_latin(label) for label in host.split("."))


def _reads_as_latin(label: str) -> bool:
    return (
        not label.isascii() and not _scripts(label) & {"LATIN"} and alike.skeleton(label).isascii()
    )


def _decoded(host: str) -> str:
    """Return a host with its letters instead of xn--…; unchanged where it cannot be read."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _punycode(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _same_site(shown: str, real: str) -> bool:
    shown, real = shown.removeprefix("www."), real.removeprefix("www.")
    return shown == real or real.endswith("." + shown)
