"""The canonical writer: one charter, one text.

Fixed section order, keys in model order, LF, UTF-8 in NFC, no comments; multi-line strings wherever a
text has a line break, literal strings for backslashes, control characters as escapes.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.model import SECTIONS, Charter, Triage
from cmworkstation.domain.charter.shapes import shape_of

CHARTER_FORMAT = "cmw-charter/1"
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROL_BUT_LF = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def write_charter(charter: Charter) -> str:
    """Return the canonical text of a charter."""
    top = {key: value for key, value in charter.extra.items() if not _is_section(value)}
    blocks = ["\n".join([f'format = "{CHARTER_FORMAT}"', *table_lines(top)])]
    for name, attribute, _, many in SECTIONS:
        value = getattr(charter, attribute)
        if many:
            blocks += [_block(f"[[{name}]]", section_lines(one)) for one in value]
            if not value and name in charter.explicit:
                blocks[0] += f"\n{name} = []"
        elif isinstance(value, Triage):
            blocks += _triage(value, given=name in charter.explicit)
        else:
            blocks += _single(name, value, given=name in charter.explicit)
    for name, value in charter.extra.items():
        if isinstance(value, Mapping):
            blocks.append(_block(f"[{write_key(name)}]", list(table_lines(value))))
        elif _is_section(value):
            blocks += [
                _block(f"[[{write_key(name)}]]", list(table_lines(one))) for one in _tables(value)
            ]
    return "\n\n".join(blocks) + "\n"


def charter_hash(text: str) -> str:
    """Return the SHA-256 of a charter's text in UTF-8, as hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def section_lines(section: Section) -> list[str]:
    """Return the lines `key = value` of one object."""
    wanted: dict[str, object] = {}
    for key, slot in shape_of(type(section)).items():
        value = getattr(section, slot.attribute)
        if value != slot.default or key in section.explicit:
            wanted[key] = value
    rest = {key: value for key, value in section.extra.items() if key not in wanted}
    return [*table_lines(wanted), *table_lines(rest)]


def write_value(value: object) -> str:
    """Return one TOML value. Raises `TypeError` for what TOML cannot hold."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return write_string(value)
        case int() | float():
            return repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case tuple() | list():
            return f"[{', '.join(write_value(one) for one in value)}]"
        case Mapping():
            pairs = (f"{write_key(key)} = {write_value(one)}" for key, one in value.items())
            inside = ", ".join(pairs)
            return f"{{{inside}}}"
    raise TypeError(type(value).__name__)


def write_string(text: str) -> str:
    """Return a TOML string, in NFC; a lone surrogate, which no file can hold, becomes U+FFFD."""
    text = unicodedata.normalize("NFC", SURROGATE.sub("\ufffd", text))
    if "\n" in text:
        return _multi_line(text)
    if "\\" in text and "'" not in text and not CONTROL.search(text):
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{CONTROL.sub(_escape, escaped)}"'


def write_key(key: str) -> str:
    """Return a key, quoted where TOML asks for it."""
    return key if BARE_KEY.fullmatch(key) else write_string_on_one_line(key)


def write_string_on_one_line(text: str) -> str:
    """Return a basic string without line breaks, as keys need it."""
    text = unicodedata.normalize("NFC", SURROGATE.sub("\ufffd", text))
    return '"' + CONTROL.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _multi_line(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    escaped = re.sub(r'"(?="|\Z)', '\\"', escaped)
    return f'"""\n{CONTROL_BUT_LF.sub(_escape, escaped)}"""'


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"


def table_lines(table: Mapping[str, object], before: str = "") -> Iterator[str]:
    """Yield the lines `key = value` of a table; tables in it become dotted keys."""
    for key, value in table.items():
        name = before + write_key(key)
        if isinstance(value, Mapping) and value:
            yield from table_lines(value, name + ".")
        else:
            yield f"{name} = {write_value(value)}"


def _block(title: str, lines: list[str]) -> str:
    return "\n".join([title, *lines])


def _single(name: str, section: Section, *, given: bool) -> list[str]:
    lines = section_lines(section)
    return [_block(f"[{name}]", lines)] if lines or given else []


def _triage(triage: Triage, *, given: bool) -> list[str]:
    blocks = _single("triage", triage, given=given)
    return blocks + [_block("[[triage.step]]", section_lines(step)) for step in triage.steps]


def _is_section(value: object) -> bool:
    return isinstance(value, Mapping) or bool(_tables(value))


def _tables(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, tuple) or not all(isinstance(one, Mapping) for one in value):
        return []
    return [one for one in value if isinstance(one, Mapping)]
