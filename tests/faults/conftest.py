"""The nursery that all worlds share, and one line of counts for each group of them at the end."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from tests.faults.nursery import Nursery
from tests.faults.world import Count, World

PROPERTY = "faults"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder; it needs forks and a handle on processes, which Linux has."""
    for item in items:
        if "tests/faults/" in item.path.as_posix():
            item.add_marker("faults")
            if not sys.platform.startswith("linux"):
                item.add_marker(pytest.mark.skip(reason="kills forked processes: Linux only"))


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """Start clients quickly."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="module")
def second_nursery() -> Iterator[Nursery]:
    """Start a second client at the same time."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def noted(record_property: Any) -> Any:
    """Return a function that adds a world to the counts of a group."""

    def note(group: str, world: World) -> None:
        record_property(PROPERTY, json.dumps([group, asdict(world.count)]))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say for each group how many worlds and kills there were, and what went wrong in them."""
    groups: dict[str, Counter[str]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and getattr(report, "when", "") == "call":
                    group, count = json.loads(value)
                    groups.setdefault(group, Counter()).update(count)
    names = list(asdict(Count()))
    for group in sorted(groups):
        told = ", ".join(f"{groups[group][name]} {name.replace('_', ' ')}" for name in names)
        terminalreporter.write_line(f"{group}: {told}")
