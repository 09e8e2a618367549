"""The pytest plug-in of the fault table: chooses counts and rows, collects what the runs came to, prints it.

It is loaded for every run of the tests (`pyproject.toml`), since the tests of a row lie where their subject is.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.faults import counts, tally
from tests.faults.table import BY_NAME

NOTE = "fault"  # the mark, and the name of the properties by which a test tells of its runs
Ran = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `dev.py faults`."""
    group = parser.getgroup("faults")
    group.addoption(
        "--faults", choices=list(counts.LEVELS), default="change", help="how often the rows run"
    )
    group.addoption("--rows", default="", help="only the tests of these rows, as in F5,F6")
    group.addoption("--faults-json", type=Path, help="write the table there")
    group.addoption("--faults-markdown", type=Path, help="write the table there")


def pytest_configure(config: pytest.Config) -> None:
    """Set the level before tests are collected, since their parameters depend on it."""
    counts.choose(config.getoption("--faults"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the rows that were asked for."""
    asked = {one for one in config.getoption("--rows").split(",") if one}
    if asked - set(BY_NAME):
        raise pytest.UsageError(f"no such row: {', '.join(sorted(asked - set(BY_NAME)))}")
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        rows = _rows(item)
        if rows:
            # The seed under which a failure is known, unless `ran` names another one.
            seed = getattr(getattr(item, "callspec", None), "params", {}).get("seed", "")
            told = {"rows": rows, "seed": f"seed {seed}" if seed != "" else ""}
            item.user_properties.append((NOTE, json.dumps(told)))
        (kept if not asked or asked & set(rows) else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@pytest.fixture
def ran(request: pytest.FixtureRequest) -> Ran:
    """Return a function that counts runs of the test: `ran(seed=…)`, `ran(count=world.count)`, `ran(runs=25)`."""

    def note(*, seed: object = "", count: Any = None, runs: int = 1, drawn: bool = False) -> None:
        seen = asdict(count) if count is not None else {}
        name = f"seed {seed}" if isinstance(seed, int) else str(seed)
        told = {"seed": name, "seen": seen, "runs": runs}
        told["drawn"] = runs if drawn or isinstance(seed, int) else 0
        request.node.user_properties.append((NOTE, json.dumps(told)))

    return note


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the rows that ran, and write them where that was asked for."""
    told = (one for some in terminalreporter.stats.values() for one in some)
    reports = [one for one in told if isinstance(one, pytest.TestReport)]
    tallies = tally.gathered(reports, NOTE)
    level = config.getoption("--faults")
    if tallies:
        terminalreporter.section(f"faults, at the counts of `{level}`")
        for line in tally.as_lines(tallies):
            terminalreporter.write_line(line)
    planted = [one for one in reports if one.when == "call" and "planted" in one.keywords]
    if planted:
        noticed = sum(one.passed for one in planted)
        terminalreporter.write_line(
            f"planted bugs: {noticed} of {len(planted)} noticed within 20 runs"
        )
    for option, write in (
        ("--faults-json", tally.as_json),
        ("--faults-markdown", tally.as_markdown),
    ):
        target = config.getoption(option)
        if target:
            target.write_text(write(tallies, level), encoding="utf-8")


def _rows(item: pytest.Item) -> list[str]:
    rows = [str(name) for mark in item.iter_markers(NOTE) for name in mark.args]
    unknown = [row for row in rows if row not in BY_NAME]
    if unknown:
        raise pytest.UsageError(f"{item.nodeid}: no such row of the table: {', '.join(unknown)}")
    return sorted(set(rows))
