"""The faults of platforms, and which test shows what each connector makes of each: gathered from the tests themselves.

A cell is filled by the conformance kit, where the connector's tests inherit it with the answers that a fault needs, or
by a mark on a test of its own:

    @pytest.mark.shows("lost parent", "deleted thread")
    def test_what_is_gone_cannot_be_answered(...): ...

What a platform does not have stands in `NOT_THERE` with the reason. `test_shown.py` checks that no cell is empty;
`python -m tests.connectors.shown` prints the table.
"""

import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from cmworkstation import connectors
from cmworkstation.sdk.testing import ConnectorConformance
from cmworkstation.sdk.troubles import CUT

APART = {"demo", "manual"}  # neither has a platform behind it


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `kit` names the test of the conformance kit that shows it, `needs` the answers that it must play.

    Of those it is enough that one begins with each of `needs`.
    """

    name: str
    kit: str = ""
    needs: tuple[str, ...] = ()
    everywhere: str = ""  # a test of what all connectors go through


READING, LOST = (
    "test_trouble_while_reading_becomes_the_right_error",
    "test_a_lost_answer_leaves_doubt_that_looking_settles",
)
FAULTS = (
    Fault("revoked token", READING, ("401",)),
    Fault("expired session"),
    Fault("scope missing"),
    Fault("429 in every form", "test_every_way_to_ask_for_patience_is_understood", ("429 ",)),
    Fault("5xx", READING, ("50",)),
    Fault("HTML in place of an answer", READING, ("html",)),
    Fault("cut after it was stored", LOST, (CUT,)),
    Fault("duplicate refusal"),
    Fault("lost parent"),
    Fault("edited parent"),
    Fault("deleted thread"),
    Fault("ids that change"),
    Fault("pages that overlap or skip"),
    Fault(
        "clock skew",
        everywhere="tests/services/test_clock_jumps.py::"
        "test_a_clock_that_was_wrong_while_sending_and_is_set_right_doubles_nothing",
    ),
    Fault("unknown kinds", "test_what_nobody_knows_is_kept_and_the_rest_goes_on"),
    Fault("unknown fields", "test_fields_that_nobody_knows_change_nothing"),
)
BY_NAME = {fault.name: fault for fault in FAULTS}

_NO_ACCOUNT = "nobody signs in there"
_LISTENS = "nothing is answered there"
_LASTING = "what lets us in does not end by itself"
_NO_REFUSAL = "the platform takes the same words twice; a look among our own prevents it"
_NO_EDIT = "nothing that was written can be changed there"
_PERMANENT = "its ids never change"
_KEPT_ONCE = "the id is ours to choose: the same again is no second one"

NOT_THERE: dict[tuple[str, str], str] = {
    ("bluesky", "edited parent"): _NO_EDIT,
    ("bluesky", "ids that change"): _PERMANENT,
    ("discourse", "expired session"): _LASTING,
    ("facebook", "ids that change"): _PERMANENT,
    ("feed", "expired session"): _NO_ACCOUNT,
    ("feed", "scope missing"): _NO_ACCOUNT,
    ("feed", "cut after it was stored"): _LISTENS,
    ("feed", "duplicate refusal"): _LISTENS,
    ("feed", "lost parent"): _LISTENS,
    ("github", "duplicate refusal"): _NO_REFUSAL,
    ("google_business", "ids that change"): _PERMANENT,
    ("hackernews", "expired session"): _NO_ACCOUNT,
    ("hackernews", "scope missing"): _NO_ACCOUNT,
    ("hackernews", "cut after it was stored"): _LISTENS,
    ("hackernews", "duplicate refusal"): _LISTENS,
    ("hackernews", "lost parent"): _LISTENS,
    ("hackernews", "ids that change"): _PERMANENT,
    ("instagram", "edited parent"): _NO_EDIT,
    ("instagram", "ids that change"): _PERMANENT,
    ("lemmy", "expired session"): _LASTING,
    ("lemmy", "duplicate refusal"): _NO_REFUSAL,
    ("linkedin", "duplicate refusal"): _NO_REFUSAL,
    ("linkedin", "ids that change"): _PERMANENT,
    ("mail", "expired session"): _LASTING,
    ("mail", "scope missing"): "a password lets in to all or nothing",
    ("mail", "429 in every form"): "mail servers ask for patience in words of their own",
    ("mail", "edited parent"): _NO_EDIT,
    ("matrix", "duplicate refusal"): _KEPT_ONCE,
    ("reddit", "duplicate refusal"): _NO_REFUSAL,
    ("reddit", "ids that change"): _PERMANENT,
    ("telegram", "expired session"): _LASTING,
    (
        "telegram",
        "duplicate refusal",
    ): "the same words are taken twice, and nobody can look: a person is asked",
    ("threads", "edited parent"): _NO_EDIT,
    ("threads", "ids that change"): _PERMANENT,
    ("wordpress", "expired session"): _LASTING,
    ("wordpress", "ids that change"): _PERMANENT,
    ("youtube", "duplicate refusal"): _NO_REFUSAL,
    ("youtube", "ids that change"): _PERMANENT,
}


def platforms() -> list[str]:
    """Return the connectors that have a platform behind them."""
    return sorted(set(connectors.OURS) - APART)


def shown_by(key: str) -> dict[str, list[str]]:
    """Return fault → names of the tests that show what this connector makes of it."""
    module = importlib.import_module(f"tests.connectors.test_{key}")
    found: dict[str, list[str]] = {fault.name: [] for fault in FAULTS}
    for name, one in inspect.getmembers(module):
        if inspect.isclass(one) and name.startswith("Test"):
            for fault in FAULTS:
                if issubclass(one, ConnectorConformance) and _plays(one, fault):
                    found[fault.name].append(f"{name}::{fault.kit}")
        elif inspect.isfunction(one) and name.startswith("test_"):
            for fault_name in _marks(one):
                found[BY_NAME[fault_name].name].append(name)
    for fault in FAULTS:
        if fault.everywhere:
            found[fault.name].append(fault.everywhere)
    return found


def _plays(kit: type[ConnectorConformance], fault: Fault) -> bool:
    if not fault.kit or not hasattr(kit, fault.kit):
        return False
    played = kit.reply_troubles if fault.kit == LOST else kit.troubles
    return all(any(name.startswith(need) for name in played) for need in fault.needs)


def _marks(test: object) -> Iterator[str]:
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "shows":
            yield from mark.args


def table() -> str:
    """Return the whole table as text: how many tests show a cell, or "-" where the platform does not have it."""
    wide = max(len(fault.name) for fault in FAULTS)
    keys = platforms()
    shown = {key: shown_by(key) for key in keys}
    lines = [" " * wide + "  " + "  ".join(keys)]
    for fault in FAULTS:
        cells = []
        for key in keys:
            number = len(shown[key][fault.name])
            said = "-" if (key, fault.name) in NOT_THERE and not number else str(number)
            cells.append(said.rjust(len(key)))
        lines.append(f"{fault.name.ljust(wide)}  " + "  ".join(cells))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
