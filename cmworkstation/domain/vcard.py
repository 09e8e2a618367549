"""Contact cards as vCard 4.0 (RFC 6350), with profiles on networks (RFC 9554); written, and read of any version.

What goes out is what was chosen to go out; what comes in is foreign, bounded, and links nothing by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.content_lines import escaped, folded
from cmworkstation.domain.values import dataclass

LARGEST: Final = 4 << 20  # bytes of a file that is read
MOST_CARDS: Final = 2_000
MOST_LINES: Final = 2_000  # of one card
LONGEST: Final = 500  # letters of a value that is kept
PROFILES: Final = ("SOCIALPROFILE", "X-SOCIALPROFILE", "IMPP", "URL")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')
PLAIN = re.compile(r"[A-Za-z0-9 ._-]+")


@dataclass(frozen=True, slots=True)
class Profile:
    """One name on a network: its service in words, an address or a handle, or both."""

    service: str
    url: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as a card tells them; "" and () where it says nothing."""

    name: str
    uid: str = ""
    profiles: tuple[Profile, ...] = ()
    mails: tuple[str, ...] = ()
    language: str = ""
    region: str = ""
    topics: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file of cards holds; `broken` cards could not be read, `more` were beyond what is taken."""

    entries: tuple[Entry, ...] = ()
    broken: int = 0
    more: int = 0


# Writing


def written(entries: Iterable[Entry], now: datetime, program: str) -> str:
    """Return cards, one after the other."""
    lines = [line for one in entries for line in _card(one, now, program)]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _card(one: Entry, now: datetime, program: str) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"PRODID:{_text(program)}"
    if one.uid:
        yield f"UID:urn:uuid:{one.uid}"
    yield f"FN:{_text(one.name)}"
    yield "KIND:individual"
    for mail in one.mails:
        yield f"EMAIL:{_text(mail)}"
    for profile in one.profiles:
        yield from _profile(profile)
    if one.language:
        yield f"LANG:{_text(one.language)}"
    if one.region:
        yield f"ADR:;;;;{_text(one.region)};;"
    if one.topics:
        yield "CATEGORIES:" + ",".join(map(_text, one.topics))
    if one.note:
        yield f"NOTE:{_text(one.note, block=True)}"
    yield f"REV:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _profile(one: Profile) -> Iterator[str]:
    service = f";SERVICE-TYPE={one.service}" if PLAIN.fullmatch(one.service) else ""
    user = f';USERNAME="{_quoted(one.handle)}"' if one.handle else ""
    if _is_address(one.url):
        yield f"SOCIALPROFILE{service}{user}:{one.url}"
    elif one.handle:
        yield f"SOCIALPROFILE{service};VALUE=text:{_text(one.handle)}"


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://")) and url.isprintable() and " " not in url


def _quoted(text: str) -> str:
    """Return words within quotation marks of a parameter (RFC 6868)."""
    plain = _line(text, LONGEST)
    return plain.replace("^", "^^").replace('"', "^'")


def _line(text: str, cap: int) -> str:
    """Return foreign words in one line, without the signs that keep them apart on a screen."""
    return foreign.line(text, cap).replace(foreign.FSI, "").replace(foreign.PDI, "").strip()


def _text(said: str, *, block: bool = False) -> str:
    """Return words as a value: what has a meaning there is escaped."""
    clean = foreign.block(said, 10_000, 200) if block else _line(said, LONGEST)
    return escaped(clean)


# Reading


def read(data: bytes) -> Reading:
    """Return the cards of a file; whatever is wrong with one costs that one."""
    text = data[:LARGEST].decode("utf-8-sig", "replace")
    lines = re.sub(r"\r\n?|\n", "\n", text).replace("\n ", "").replace("\n\t", "").split("\n")
    found: list[Entry] = []
    broken = more = 0
    inside: list[str] | None = None
    for line in lines:
        head = line.strip().upper()
        if head == "BEGIN:VCARD":
            broken += inside is not None
            inside = []
        elif head == "END:VCARD" and inside is not None:
            entry = _entry(inside) if len(inside) <= MOST_LINES else None
            if entry is None:
                broken += 1
            elif len(found) < MOST_CARDS:
                found.append(entry)
            else:
                more += 1
            inside = None
        elif inside is not None and len(inside) <= MOST_LINES:
            inside.append(line)
    broken += inside is not None
    return Reading(tuple(found), broken, more)


def _entry(lines: Sequence[str]) -> Entry | None:
    """Return the person of a card, None where it names nobody."""
    said: dict[str, list[str]] = {}
    profiles: list[Profile] = []
    for line in lines:
        key, parameters, value = _property(line)
        if key in PROFILES:
            profiles.append(_read_profile(parameters, _value(value)))
        elif key:
            said.setdefault(key, []).append(value)
    mails = [mail for mail in map(_value, said.get("EMAIL", ())) if mail]
    name = _first(said, "FN") or _structured(said)
    if not name and not mails and not profiles:
        return None
    addresses = (part for value in said.get("ADR", ()) for part in _split(value, ";")[4:5])
    topics = (part for value in said.get("CATEGORIES", ()) for part in _split(value, ","))
    return Entry(
        name or next(iter(mails), "") or profiles[0].handle or profiles[0].url,
        _first(said, "UID").removeprefix("urn:uuid:"),
        tuple(dict.fromkeys(one for one in profiles if one.url or one.handle)),
        tuple(dict.fromkeys(mails)),
        _first(said, "LANG"),
        next((part for part in addresses if part), ""),
        tuple(dict.fromkeys(one for one in topics if one)),
        foreign.block(_unescaped(next(iter(said.get("NOTE", ())), "")), 10_000, 200),
    )


def _first(said: Mapping[str, Sequence[str]], key: str) -> str:
    """Return the first value of a property that says something."""
    return next((value for value in map(_value, said.get(key, ())) if value), "")


def _structured(said: Mapping[str, Sequence[str]]) -> str:
    """Return a name in its parts as people say it."""
    family, given, *_ = [*_split(next(iter(said.get("N", ())), ""), ";"), "", ""]
    return f"{given} {family}".strip()


def _property(line: str) -> tuple[str, dict[str, str], str]:
    """Return name, parameters and value of a line; groups before the name are left out."""
    head = re.match(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)", line)
    if head is None:
        return "", {}, ""
    at, parameters = head.end(), {}
    while (one := PARAMETER.match(line, at)) is not None:
        parameters[one[1].upper()] = one[2].strip('"')
        at = one.end()
    if line[at : at + 1] != ":":
        return "", {}, ""
    return head[1].upper(), parameters, line[at + 1 :]


def _read_profile(parameters: dict[str, str], value: str) -> Profile:
    service = parameters.get("SERVICE-TYPE", parameters.get("TYPE", ""))
    user = parameters.get("USERNAME", parameters.get("X-USER", ""))
    user = user.replace("^'", '"').replace("^^", "^")
    if _is_address(value):
        return Profile(_line(service, 80), value, _line(user, LONGEST))
    return Profile(_line(service, 80), "", _line(user or value, LONGEST))


def _value(value: str) -> str:
    return _line(_unescaped(value), LONGEST)


def _unescaped(value: str) -> str:
    return ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], value)


def _split(value: str, sign: str) -> list[str]:
    """Return the parts of a value between signs that are not escaped."""
    parts, begin = [], 0
    at = 0
    while at < len(value):
        if value[at] == "\\":
            at += 2
            continue
        if value[at] == sign:
            parts.append(value[begin:at])
            begin = at + 1
        at += 1
    return [_value(part) for part in (*parts, value[begin:])]
