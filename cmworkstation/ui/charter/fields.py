"""What a form shows of each field: its kind comes from the model, its words from the tables of sections.

A field that no table describes is shown all the same, under its own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, get_type_hints

from cmworkstation.domain.charter.placing import CLASSES
from cmworkstation.domain.charter.references import CONDITIONS, REFERENCES
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.words import (
    Examples,
    Lists,
    Names,
    PairLists,
    Pairs,
    Words,
)
from cmworkstation.i18n import N_

Choices = tuple[tuple[str, str], ...]  # (value, words marked by N_)

KINDS: Mapping[Any, str] = {
    str: "line",
    bool: "yes",
    int: "number",
    float: "number",
    int | None: "number",
    float | None: "number",
    date | None: "date",
    tuple[date, ...]: "dates",
    Names: "texts",
    Words: "words",
    Lists: "lists",
    Pairs: "pairs",
    PairLists: "pair-lists",
    Examples: "examples",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a dotted key is a value within a table; `only` names the kinds of rule that it matters for."""

    key: str
    label: str
    help: str = ""
    kind: str = ""
    choices: Choices = ()
    only: frozenset[str] = frozenset()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One section of the charter: words marked by N_, its fields, and what a new object begins with."""

    section: str
    title: str
    sentence: str
    fields: tuple[Field, ...]
    add: str = ""  # words of the button; "" for a section that is one object
    ordered: bool = False  # the first that fits holds, or the order is a message
    fresh: Mapping[str, object] = field(default_factory=dict, hash=False)
    new: str = ""  # what a new object is called until it has words of its own

    @property
    def many(self) -> bool:
        """Tell whether the section is a list."""
        return bool(self.add)


ID = Field(
    "id",
    N_("Name in the file"),
    N_("How other parts of the charter name it; they follow when it changes."),
    "id",
    more=True,
)
NOTE = Field("note", N_("Note for ourselves"), N_("Not shown to anybody else."), more=True)


@cache
def kind_of(section: str, one: Field) -> str:
    """Return which kind of field to show."""
    if one.kind:
        return one.kind
    place = (section, one.key)
    hint = get_type_hints(CLASSES[section])[shape_of(CLASSES[section])[one.key].attribute]
    plain = KINDS.get(hint, "shown")
    if one.choices:
        return "choices" if plain == "texts" else "choice"
    if place in CONDITIONS:
        return "conditions" if plain == "texts" else "condition"
    if place in REFERENCES and plain in ("line", "texts"):
        return "references" if plain == "texts" else "reference"
    return plain


def completed(sheet: Sheet) -> tuple[Field, ...]:
    """Return the fields of a section, with those that its table does not describe."""
    told = {one.key.partition(".")[0] for one in sheet.fields} | set(MADE_OF.get(sheet.section, ()))
    rest = [
        Field(key, key, more=True) for key in shape_of(CLASSES[sheet.section]) if key not in told
    ]
    return (*sheet.fields, *rest)


# Fields that one field of a form holds together.
MADE_OF: Mapping[str, tuple[str, ...]] = {"use": ("off", "severity", "extend")}
