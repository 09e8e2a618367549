"""The list of features names every row, a known state, and tests that exist."""

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


def test_every_feature_has_its_row() -> None:
    rows = ROW.findall((ROOT / "docs" / "features.md").read_text(encoding="utf-8"))
    assert [row[0] for row in rows] == [
        f"{area}{n}" for area, count in COUNTS.items() for n in range(1, count + 1)
    ]
    for _, state, test in rows:
        assert state in ("done", "part", "not yet")
        assert bool(test) == (state != "not yet")
        assert not test or (ROOT / test).is_file()
