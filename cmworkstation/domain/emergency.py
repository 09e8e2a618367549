"""Public numbers for help, by country and kind of danger. A charter's own contacts come before them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

EUROPE = "EU"
UK = "UK"


@dataclass(frozen=True, slots=True)
class Number:
    """One number, and whom it reaches: a name of `words.dangers`."""

    number: str
    reaches: str


# By country, and by kind as `charter.detect.danger_words` names them.
NUMBERS: Mapping[str, Mapping[str, tuple[Number, ...]]] = {
    "FR": {
        "harm": (Number("3114", "suicide"), Number("15", "ambulance")),
        "violence": (Number("17", "police"), Number("3919", "women"), Number("119", "children")),
        "threat": (Number("17", "police"),),
        "emergency": (Number("15", "ambulance"), Number("18", "fire")),
    },
    UK: {
        "harm": (Number("999", "emergency"), Number("116 123", "listeners")),
        "violence": (Number("999", "emergency"),),
        "threat": (Number("999", "emergency"),),
        "emergency": (Number("999", "emergency"),),
    },
    "US": {
        "harm": (Number("988", "suicide"), Number("911", "emergency")),
        "violence": (Number("911", "emergency"),),
        "threat": (Number("911", "emergency"),),
        "emergency": (Number("911", "emergency"),),
    },
}
IN_EUROPE = Number("112", "emergency")
SAME = {"GB": UK}


def numbers(kind: str, places: Iterable[str]) -> tuple[Number, ...]:
    """Return the numbers for a kind of danger where a charter holds; 112, which all of Europe knows, elsewhere."""
    named = [SAME.get(one.upper(), one.upper()) for one in places]
    found = [number for place in named for number in NUMBERS.get(place, {}).get(kind, ())]
    if EUROPE in named or not found:
        found.append(IN_EUROPE)
    return tuple(dict.fromkeys(found))
