"""What objects of a charter are called where a person chooses among them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.model import SECTIONS, Charter, Pack
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.references import REFERENCES
from cmworkstation.domain.charter.words import said
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.i18n import language, tr, trn
from cmworkstation.ui.charter.fields import Field, Sheet, kind_of
from cmworkstation.ui.charter.sheets import BY_SECTION
from cmworkstation.ui.charter.sheets_time import SIDES
from cmworkstation.words.golden import GOLDEN
from cmworkstation.words.versions import plain_label

WORDS = ("label", "title", "ask", "ground", "function", "statement", "text", "forbid", "asks")
LONGEST = 60
PUT_BY_HAND = {"target": "category", "use": "pack", "speaker": "name"}


def objects_of(charter: Charter, section: str) -> tuple[Any, ...]:
    """Return the objects of a section; the one object of a section that has only one."""
    if section == "triage.step":
        return charter.triage.steps
    attribute, many = next((two, four) for one, two, _, four in SECTIONS if one == section)
    value = getattr(charter, attribute)
    return tuple(value) if many else (value,)


def label_of(charter: Charter, section: str, one: Any) -> str:  # noqa: ANN401 - any object
    """Return an object's name on one line, in the window's language where it has it."""
    found = _label(charter, section, one) or str(getattr(one, "id", "")) or "–"
    found = foreign.line(found)
    return found if len(found) <= LONGEST else found[: LONGEST - 1] + "…"


def words_of(charter: Charter, one: Any) -> str:  # noqa: ANN401 - any object
    """Return the words that a person gave an object, "" where there are none yet."""
    for key in (*WORDS, "name", "body", "message"):
        value = getattr(one, key, None)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, Mapping) and value:
            return _one(said(value, charter.header.default_language))
    return ""


def _one(words: Any) -> str:  # noqa: ANN401 - a text, or a list of texts
    return words if isinstance(words, str) else str(next(iter(words), ""))


def read_or_none(text: str) -> Charter | None:
    """Return the charter that a text holds, None where it cannot be read."""
    try:
        return read_charter(text)
    except CharterInvalid:
        return None


def _label(charter: Charter, section: str, one: Any) -> str:  # noqa: ANN401 - any object
    if section == "target":
        return _target(charter, one)
    if section in PUT_BY_HAND:
        return str(getattr(one, PUT_BY_HAND[section]))
    if section == "principle" and one.golden_rule:
        return tr(dict(GOLDEN).get(one.golden_rule, one.golden_rule))
    if section in ("rule", "answer", "statement", "approval"):
        return str(one.id).replace("-", " ").replace("_", " ")
    for key in WORDS:
        value = getattr(one, key, None)
        if isinstance(value, Mapping) and value:
            return _one(said(value, language(), charter.header.default_language))
    return ""


def _target(charter: Charter, one: Any) -> str:  # noqa: ANN401 - a target
    if one.category == "*":
        name = tr("All other messages")
    else:
        name = dict(named(charter, "category")).get(one.category, one.category)
    side = dict(SIDES).get(one.visibility, "")
    return f"{name} · {tr(side)}" if side else str(name)


def named(charter: Charter, section: str) -> Iterator[tuple[str, str]]:
    """Yield (id, words) of each object of a section."""
    for one in objects_of(charter, section):
        if one.id:
            yield one.id, label_of(charter, section, one)


def choices(
    charter: Charter, packs: tuple[Pack, ...], section: str, field: Field
) -> tuple[list[tuple[str, str]], str]:
    """Return what a field that names other objects can name, and the section in which to make another."""
    kind = kind_of(section, field)
    if kind in ("reference", "references"):
        return _references(charter, section, field.key)
    calendars = [(f"calendar:{name}", words) for name, words in named(charter, "calendar")]
    everything = ("*", tr("All other messages"))
    found: dict[str, tuple[list[tuple[str, str]], str]] = {
        "category-or-all": ([everything, *named(charter, "category")], "category"),
        "clock": ([("wall", tr("Around the clock")), *calendars], "calendar"),
        "hours": (calendars, "calendar"),
        "language": ([(one, one) for one in charter.header.languages], ""),
        "pack": ([(one, one) for one in ("core", *(pack.id for pack in packs))], ""),
    }
    return found.get(kind, ([], ""))


def _references(charter: Charter, section: str, key: str) -> tuple[list[tuple[str, str]], str]:
    kinds = REFERENCES[section, key]
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for kind in kinds:
        target = kind.lstrip("=").rpartition(":")[2]
        if target in seen:  # a second way to write the same name
            continue
        seen.add(target)
        prefix = kind.removesuffix(target)
        arrow = "→ " if prefix == "=" else ""
        found += [(prefix + name, arrow + words) for name, words in named(charter, target)]
    return found, kinds[0].lstrip("=").rpartition(":")[2]


def slug(text: str) -> str:
    """Return a name for the file made of words: "Panne du catalogue !" gives "panne-du-catalogue"."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def free_id(charter: Charter, section: str, wanted: str) -> str:
    """Return a name that no object of the section has yet."""
    taken = {getattr(one, "id", "") for one in objects_of(charter, section)}
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)


def automatic(sheet: Sheet, name: str) -> bool:
    """Tell whether a name is still the one that the program gave."""
    return bool(sheet.new) and re.fullmatch(rf"{re.escape(sheet.new)}(-\d+)?", name) is not None


def titled(charter: Charter | None, sheet: Sheet) -> str:
    """Return a section's title with the number of its objects."""
    if charter is None or not sheet.many:
        return tr(sheet.title)
    return f"{tr(sheet.title)} ({len(objects_of(charter, sheet.section))})"


def field_label(section: str, key: str) -> str:
    """Return what the forms call a field; its own name for one that no form has."""
    sheet = BY_SECTION.get(section)
    for one in sheet.fields if sheet else ():
        if one.key == key:
            return tr(one.label)
    return plain_label(section, key)


def section_title(section: str) -> str:
    """Return the title of a section, its name in the file where it is none of ours."""
    sheet = BY_SECTION.get(section)
    return tr(sheet.title) if sheet else section


def counted(n: int) -> str:
    """Say how many problems there are."""
    return trn("{n} problem", "{n} problems", n).format(n=n)
