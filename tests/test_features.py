"""The list of features names every row, a known state, and its tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
COUNTS = {
    "A": 10,
    "B": 18,
    "C": 15,
    "D": 10,
    "E": 5,
    "F": 3,
    "G": 5,
    "H": 4,
    "I": 8,
    "J": 12,
    "K": 7,
}
ROW = re.compile(r"^\| ([A-K]\d+) \| [^|]+ \| ([^|]+) \| (?:`([^`]+)`)? ?\| [^|]*\|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs" / "features.md").read_text(encoding="utf-8"))


def test_every_feature_has_its_row_and_a_known_state() -> None:
    assert [name for name, _, _ in rows()] == [
        f"{area}{n}" for area, count in COUNTS.items() for n in range(1, count + 1)
    ]
    assert {state for _, state, _ in rows()} <= {"done", "part", "not yet"}


def test_what_is_there_names_a_test() -> None:
    for name, state, test in rows():
        assert bool(test) == (state != "not yet"), name


def test_what_is_done_names_one_function() -> None:
    assert [name for name, state, test in rows() if state == "done" and "::" not in test] == []
