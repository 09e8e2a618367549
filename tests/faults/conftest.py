"""The nurseries that all worlds share."""

import sys
from collections.abc import Iterator

import pytest

from tests.faults.nursery import Nursery


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
