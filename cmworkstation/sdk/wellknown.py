"""What a server says of itself at well-known addresses (host-meta, nodeinfo), as the fediverse uses them."""

import re
from contextlib import suppress

from cmworkstation.domain.errors import BadAddress, Refused, ServerTrouble
from cmworkstation.sdk.address import host_of, parts_of, web_address
from cmworkstation.sdk.answer import SAID_NO
from cmworkstation.sdk.http import Http, is_private, origin_of
from cmworkstation.sdk.shapes import object_in, object_or_none, objects, text_in

PLACES = (
    ("/.well-known/host-meta", r"template=[\"'](https?://[^/\"']+)/"),
    ("/.well-known/nodeinfo", r"\"href\"\s*:\s*\"(https?:[\\/]+[^/\"\\]+)"),
)


def other_origin(http: Http, server: str) -> str:
    """Return where a server lives when that is not the domain of its people's names; "" when nothing says so."""
    for path, pattern in PLACES:
        with suppress(ServerTrouble, Refused, BadAddress):
            answer = http.get(f"{server}{path}", accept=SAID_NO)
            found = re.search(pattern, answer.text())
            if not found or answer.status != 200:  # noqa: PLR2004
                continue
            origin = secure_origin(found[1].replace("\\", ""))
            ours = is_private(host_of(server))
            if origin != server and (ours or not is_private(host_of(origin))):
                return origin
    return ""


def secure_origin(address: str) -> str:
    """Return the origin of an address; whoever names an old http one of a public server means the https one."""
    parts = web_address(address)
    origin = origin_of(parts.geturl())
    host = parts.hostname or ""
    return origin if parts.scheme == "https" or is_private(host) else origin_of(f"https://{host}")


def software_at(http: Http, server: str) -> tuple[str, str]:
    """Return name and version of the software as it calls itself; "" where it does not say."""
    with suppress(ServerTrouble, Refused, BadAddress):
        known = object_or_none(http.get(f"{server}/.well-known/nodeinfo", accept=SAID_NO)) or {}
        for link in objects(known.get("links")):
            href = text_in(link, "href")
            if parts_of(href)[:2] == parts_of(server)[:2]:
                about = object_or_none(http.get(href, accept=SAID_NO)) or {}
                software = object_in(about, "software")
                return text_in(software, "name"), text_in(software, "version")
    return "", ""
