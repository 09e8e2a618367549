"""By night every test here may take its time."""

import pytest

from tests.fuzz.rounds import NIGHTLY

NIGHT_S = 3 * 3600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lift the time limit of what is in this folder."""
    for item in items:
        if NIGHTLY and "tests/fuzz/" in item.path.as_posix():
            item.add_marker(pytest.mark.timeout(NIGHT_S))
