"""A field that names other objects, with one more name in it."""

from typing import Any

from cmworkstation.domain.charter.placing import CLASSES
from cmworkstation.domain.charter.references import REFERENCES
from cmworkstation.domain.charter.shapes import shape_of


def named_field(section: str, key: str, one: Any, target: str, name: str) -> object:  # noqa: ANN401
    """Return the value of a field of an object that names the object `name` of the section `target`."""
    kinds = REFERENCES.get((section, key), (target,))
    kind = next((one for one in kinds if one.lstrip("=").rpartition(":")[2] == target), target)
    written = kind.removesuffix(target) + name
    old = getattr(one, shape_of(CLASSES[section])[key].attribute)
    return (*old, written) if isinstance(old, tuple) else written
