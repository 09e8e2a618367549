"""Addresses that people give in their profiles: only a hint that two names may be one person, never a proof.

A profile is found in an item as it was received, whatever its platform: it is the object that holds the person's own
address or handle, and what stands beside these.
"""

import json
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from urllib.parse import urlsplit

from cmworkstation.domain.values import dataclass

ADDRESS = re.compile(r"https?://[^\s\"'<>\\]{4,300}", re.IGNORECASE)
ABOUT = frozenset(
    "note fields website url description bio attachment source blog site summary links".split()
)
DEEPEST = 12
LONGEST = 1 << 20  # bytes of an item that is looked through


class Reason(StrEnum):
    """Why two names may be one person, the strongest first."""

    VERIFIED = "verified"  # the platform says that both own the same address
    EACH_OTHER = "each-other"  # one profile leads to the other
    WEBSITE = "website"  # both give the same address
    NAME = "name"  # the same name and handle; many are called so


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of a profile, without scheme and "www."; `verified` are those that the platform confirmed."""

    given: frozenset[str] = frozenset()
    verified: frozenset[str] = frozenset()

    def __or__(self, other: "Links") -> "Links":
        """Join what two items say."""
        return Links(self.given | other.given, self.verified | other.verified)


def bare(address: str) -> str:
    """Return an address as it is compared: without scheme, "www.", capitals of the host, and the last slash."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path}".rstrip("/") if "." in host else ""


def links_of(payload: bytes, own: Iterable[str]) -> Links:
    """Return the addresses beside a person in an item; `own` are the handle, name of account and address of theirs."""
    if len(payload) > LONGEST:
        return Links()
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return Links()
    mine = {one for one in own if one}
    mine |= {one.lstrip("@") for one in mine}
    given: set[str] = set()
    verified: set[str] = set()
    for profile in _profiles(found, mine, 0):
        for name in ABOUT & set(profile):
            for address, sure in _addresses(profile[name], 0):
                given.add(bare(address))
                if sure:
                    verified.add(bare(address))
    theirs = {bare(one) for one in mine} | {""}
    return Links(frozenset(given - theirs), frozenset(verified - theirs))


def _profiles(value: object, mine: set[str], deep: int) -> Iterator[dict[str, object]]:
    if deep > DEEPEST:
        return
    if isinstance(value, dict):
        if any(isinstance(one, str) and one in mine for one in value.values()):
            yield value
        for one in value.values():
            yield from _profiles(one, mine, deep + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _profiles(one, mine, deep + 1)


def _addresses(value: object, deep: int, *, sure: bool = False) -> Iterator[tuple[str, bool]]:
    if deep > DEEPEST:
        return
    if isinstance(value, str):
        yield from ((one, sure) for one in ADDRESS.findall(value))
    elif isinstance(value, dict):
        sure = bool(value.get("verified_at"))
        for one in value.values():
            yield from _addresses(one, deep + 1, sure=sure)
    elif isinstance(value, list):
        for one in value:
            yield from _addresses(one, deep + 1)


def reason(
    here: Links, there: Links, address_here: str, address_there: str, *, alike: bool
) -> tuple[Reason, str] | None:
    """Return why two profiles may be one person, and the address that says so; None for nothing."""
    both = here.verified & there.verified
    if both:
        return Reason.VERIFIED, min(both)
    for links, address in ((here, bare(address_there)), (there, bare(address_here))):
        if address and address in links.given:
            return Reason.EACH_OTHER, address
    same = here.given & there.given
    if same:
        return Reason.WEBSITE, min(same)
    return (Reason.NAME, "") if alike else None
