"""What the connectors say of themselves is what a named test with a real server shows."""

import ast
from pathlib import Path

import pytest

from cmworkstation.connectors import OURS, loaders
from tests.servers.shown import SHOWN

SERVERS = Path(__file__).parents[1] / "servers"


@pytest.mark.parametrize("key", sorted(OURS))
def test_what_was_seen_with_a_real_server_is_what_its_tests_show(key: str) -> None:
    assert loaders()[key]().manifest.real == frozenset(SHOWN.get(key, {}))


@pytest.mark.parametrize("key", sorted(SHOWN))
def test_every_test_that_is_named_exists(key: str) -> None:
    for name in SHOWN[key].values():
        file, _, function = name.partition("::")
        tree = ast.parse((SERVERS / file).read_text("utf-8"))
        assert function in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
