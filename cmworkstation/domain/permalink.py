"""Permalinks: the address under which one message stands on its platform, as people copy it."""

from urllib.parse import urlsplit

from cmworkstation.domain.link import SCHEMES, link_target
from cmworkstation.domain.pasting import without_tracking

LONGEST = 2000  # characters of an address that somebody pasted


def read(address: str) -> str:
    """Return a pasted address without what only tracks people; "" for what is no address of the web."""
    tidy = "".join(address.split())
    if tidy and "://" not in tidy and "." in tidy.partition("/")[0]:
        tidy = f"https://{tidy}"
    if len(tidy) > LONGEST or not tidy.lower().startswith(tuple(f"{one}://" for one in SCHEMES)):
        return ""
    return without_tracking(tidy) if link_target(tidy).opens else ""


def folded(address: str) -> str:
    """Return what two ways of writing the same address have in common, "" for none."""
    tidy = read(address)
    if not tidy:
        return ""
    parts = urlsplit(tidy)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}{fragment}"
