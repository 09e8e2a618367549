"""Addresses as people type them."""

import ipaddress
import re
from urllib.parse import SplitResult, urljoin, urlsplit

from cmworkstation.domain.errors import BadAddress

HERE = ("localhost", "127.0.0.1", "[::1]")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
NO_NAME = re.compile(r"[\s<>\"\\^`{|}%]")


def web_address(typed: str) -> SplitResult:
    """Return the http(s) address that a person means; a missing scheme is https, on this machine http.

    Raises `BadAddress` where it cannot lead to a server.
    """
    text = typed.strip()
    if "://" not in text:
        host = re.split(r"[/?#]", text)[0].rpartition("@")[2]
        scheme = "http" if re.sub(r":\d*$", "", host) in HERE else "https"
        text = f"{scheme}://{text}"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress("not an address") from None
    if parts.scheme not in ("http", "https") or not host or NO_NAME.search(host):
        raise BadAddress("not an address")
    # A bare word is a slip of the fingers, unless a scheme or a port says that a machine of the house is meant.
    meant = "://" in typed or parts.port is not None or host == "localhost"
    if "." not in host.strip(".") and ":" not in host and not meant:
        raise BadAddress("not the name of a server")
    return parts


def host_of(url: str) -> str:
    """Return the host of an address, "" when it has none."""
    return parts_of(url).hostname or ""


def parts_of(url: str) -> SplitResult:
    """Return the parts of an address; all of them empty when it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def joined(base: str, place: str) -> str:
    """Return where a place leads that a document at `base` names, "" when it is no address."""
    try:
        return urljoin(base, place)
    except ValueError:
        return ""


def without_sign_in(parts: SplitResult) -> SplitResult:
    """Return an address without user name and password."""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2])


def is_public(address: str) -> bool:
    """Tell whether an address leads out of this machine and out of private networks."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        # What is only wrapped in a longer address counts as what it is.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast
