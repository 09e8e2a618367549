"""Search: what a person's query finds, and what it must not find."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.domain.query import parse
from cmworkstation.store import finding
from cmworkstation.store.database import Workspace
from tests.store.builders import a_workspace, an_item, take


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = a_workspace(tmp_path / "w")
    take(opened, an_item("1", "Bonjour à tous"))
    yield opened
    opened.close()


def finds(workspace: Workspace, query: str) -> int:
    return len(finding.messages(workspace.read(), parse(query)))


@pytest.mark.parametrize(
    "query",
    [
        "from:nad",  # the beginning of a name is enough
        'from:"Nadia Perrault"',
        'from:"nadia perr',  # quotes still open: the name is being typed
        'de:"Nadia Perrault" bonjour',
        "from:nadia bonj*",
    ],
)
def test_a_message_is_found_by_who_wrote_it(workspace: Workspace, query: str) -> None:
    assert finds(workspace, query) == 1


@pytest.mark.parametrize("query", ['from:"Nadia Perr"', 'from:"Nadia Nadia"', "from:bonjour"])
def test_a_name_in_quotes_means_these_words_in_this_order(workspace: Workspace, query: str) -> None:
    assert finds(workspace, query) == 0
