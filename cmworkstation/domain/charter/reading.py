"""From text to charter. Lenient: whatever is well-formed TOML with a header loads, and loses nothing."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from cmworkstation.domain.charter.clauses import Rule, Section
from cmworkstation.domain.charter.model import SECTIONS, Charter, Pack, Step, Triage
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.charter.shapes import build, freeze
from cmworkstation.domain.charter.writing import CHARTER_FORMAT
from cmworkstation.domain.errors import CharterInvalid

PACK_FORMAT = "cmw-pack/1"
SIZE_MAX = 2_000_000
# A key of many parts; reading one takes the square of their number.
LONG_KEY = re.compile(r"(?:^|[{,\[])[ \t]*(?:[\w\"'-]++[ \t]*\.[ \t]*){33}", re.MULTILINE)
HALVES = re.compile("[\ud800-\udfff]")  # no encoding can write them
TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


def read_charter(text: str) -> Charter:
    """Return the charter that a text holds. Raises `CharterInvalid` for what cannot be loaded."""
    table = _table(text, CHARTER_FORMAT)
    head = table.get("charter")
    if not isinstance(head, dict) or not isinstance(head.get("id"), str) or not head["id"]:
        raise _invalid("no-header", path="charter.id")
    values: dict[str, Any] = {}
    extra: dict[str, object] = {}
    explicit: list[str] = []
    known = {name: (attribute, cls, many) for name, attribute, cls, many in SECTIONS}
    for name, raw in table.items():
        if name == "format":
            continue
        if name not in known or not _fits(raw, many=known[name][2]):
            extra[name] = freeze(raw)
            continue
        attribute, cls, many = known[name]
        values[attribute] = _objects(cls, raw) if many else _object(cls, raw)
        if not raw:
            explicit.append(name)
    return Charter(extra=extra, explicit=tuple(explicit), source=text, **values)


def read_pack(text: str) -> Pack:
    """Return the rule pack that a text holds. Raises `CharterInvalid` for what cannot be loaded."""
    table = _table(text, PACK_FORMAT)
    head, rules = table.get("pack"), table.get("rule", [])
    if not isinstance(head, dict) or not head.get("id") or not _fits(rules, many=True):
        raise _invalid("no-header", path="pack.id")
    pack = build(Pack, head, frozenset({"rule"}))
    return Pack(
        id=pack.id,
        version=pack.version,
        lang=pack.lang,
        license=pack.license,
        extra=pack.extra,
        rules=tuple(build(Rule, one) for one in rules),
        source=text,
    )


def pack_hash(pack: Pack) -> str:
    """Return the SHA-256 of a pack's text, as a charter pins it."""
    return hashlib.sha256(pack.source.encode()).hexdigest()


def _table(text: str, wanted: str) -> dict[str, Any]:
    if len(text) > SIZE_MAX:
        raise _invalid("too-large", limit=str(SIZE_MAX // 1000))
    half = HALVES.search(text)
    if half:
        raise _invalid("not-text", text.count("\n", 0, half.start()) + 1)
    if LONG_KEY.search(text):
        raise _invalid("too-deep")
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise _toml_problem(str(error), text) from error
    except (RecursionError, ValueError) as error:
        raise _invalid("too-deep") from error
    if table.get("format") != wanted:
        raise _invalid("format", path="format", wanted=wanted)
    return table


def _toml_problem(reason: str, text: str) -> CharterInvalid:
    place = TOML_PLACE.search(reason)
    line, column = text.count("\n") + 1, 1
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    return _invalid("not-toml", line, column, reason=TOML_PLACE.sub("", reason).rstrip("."))


def _invalid(
    key: str,
    line: int = 1,
    column: int = 1,
    *,
    path: str = "",
    **params: str,
) -> CharterInvalid:
    return CharterInvalid(key, (Problem(line, column, path, "error", key, params),))


def _fits(raw: object, *, many: bool) -> bool:
    if many:
        return isinstance(raw, list) and all(isinstance(one, dict) for one in raw)
    return isinstance(raw, dict)


def _objects(cls: type[Section], raw: list[Mapping[str, Any]]) -> tuple[Section, ...]:
    return tuple(build(cls, one) for one in raw)


def _object(cls: type[Section], raw: Mapping[str, Any]) -> Section:
    if cls is not Triage:
        return build(cls, raw)
    if not _fits(raw.get("step", []), many=True):
        return build(Triage, raw)
    triage = build(Triage, raw, frozenset({"step"}))
    return Triage(
        start=triage.start,
        note=triage.note,
        steps=tuple(build(Step, one) for one in raw.get("step", [])),
        extra=triage.extra,
        explicit=triage.explicit,
    )
