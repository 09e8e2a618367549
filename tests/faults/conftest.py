"""The nurseries that all worlds share."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.nursery import Nursery

MEMORY = Path("/dev/shm")
OURS = "cmw-faults-"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder; it needs forks and a handle on processes, which Linux has."""
    for item in items:
        if "tests/faults/" in item.path.as_posix():
            item.add_marker("faults")
            if not sys.platform.startswith("linux"):
                item.add_marker(pytest.mark.skip(reason="kills forked processes: Linux only"))


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Return the test's folder, in memory for those that are marked so where the system has such a place.

    A killed process loses nothing of what it wrote, wherever that is; but a disk is waited for thousands of times.
    """
    if request.node.get_closest_marker("in_memory") is None or not MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix=f"{OURS}{os.getpid()}-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session", autouse=True)
def _memory_is_given_back() -> None:
    """Remove what test runs that were killed have left there."""
    for left in MEMORY.glob(f"{OURS}*"):
        number = left.name.removeprefix(OURS).partition("-")[0]
        if not Path("/proc", number).exists():
            shutil.rmtree(left, ignore_errors=True)


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
