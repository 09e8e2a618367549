"""The table itself: every row has its tests, counts grow with the level, and a failure is told with its seed."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from tests.faults import counts, seeds, tally
from tests.faults.plugin import NOTE
from tests.faults.table import BY_NAME, ROWS

TESTS = Path(__file__).parents[1]


def marked() -> Iterator[tuple[str, str]]:
    """Yield (row, file) for every mark in the tests, read from their source."""
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{NOTE}":
                for word in node.args:
                    yield ast.literal_eval(word), file.name


def test_the_rows_are_numbered_without_a_gap():
    assert [row.name for row in ROWS] == [f"F{n}" for n in range(1, 24)]


def test_every_row_has_tests_and_every_mark_names_a_row():
    assert {row for row, _ in marked()} == set(BY_NAME)


def test_counts_grow_with_the_level():
    change, nightly, release = (astuple(one) for one in counts.LEVELS.values())
    assert all(0 < a < b < c for a, b, c in zip(change, nightly, release, strict=True))


def test_a_seed_that_failed_is_kept_with_its_reason_and_runs_first():
    for row, failures in seeds.known().items():
        assert row in BY_NAME
        assert len(set(failures)) == len(failures)
        assert seeds.of(row, 3)[: len(failures)] == failures
    text = seeds.FILE.read_text(encoding="utf-8")
    assert len(re.findall(r'^why = ".{20,}"$', text, re.MULTILINE)) == text.count("[[F")


def test_the_seeds_that_are_asked_for_run_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(seeds.ASKED, "17,18")
    assert seeds.of("F2", 300) == [17, 18]


class Report:
    """What pytest says of one test."""

    def __init__(self, rows: list[str], *runs: str, failed: bool = False, when: str = "call"):
        told = [
            {"rows": rows, "seed": ""},
            *({"seed": one, "seen": {"lost": 0}, "runs": 1, "drawn": 1} for one in runs),
        ]
        self.user_properties = [(NOTE, json.dumps(one)) for one in told]
        self.failed = failed
        self.when = when
        self.duration = 0.5
        self.nodeid = "tests/faults/test_x.py::test_x"


def test_runs_and_failures_are_added_up_by_row_and_a_failure_carries_its_seed():
    reports = [
        Report(["F2"], "seed 1", "seed 2"),
        Report(["F2", "F9"], "seed 3", failed=True),
        Report(["F9"]),
        Report(["F9"], when="setup"),
    ]
    found = tally.gathered(reports, NOTE)
    assert (found["F2"].runs, found["F2"].failures) == (3, 1)
    assert (found["F9"].runs, found["F9"].failures) == (2, 1)
    assert found["F2"].seeds == ["test_x seed 3"]
    lines = tally.as_lines(found)
    assert "     failed: test_x seed 3" in lines
    assert "F2: 0 lost" in lines
    (row, _) = json.loads(tally.as_json(found, "change"))
    assert (row["row"], row["runs"], row["failures"], row["bound"]) == ("F2", 3, 1, None)
    assert "| F9 | answers by halves |" in tally.as_markdown(found, "change")


def test_without_a_failure_the_number_of_runs_bounds_its_rate():
    assert tally.bound(3_000) == "< 0.1 %"
    assert tally.bound(300) == "< 1 %"
    assert tally.bound(2) == ""
