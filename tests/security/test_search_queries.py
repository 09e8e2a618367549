"""Whatever is typed into the search, no character of it is the index's own language."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import QueryError
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_town

PIECES = [
    *"\"'*-^(){}:+\\;%_?a \n\0😀",
    *(
        "--",
        "NEAR",
        "NEAR(",
        "AND",
        "OR",
        "NOT",
        "text:",
        "from:",
        "account:",
        'from:"',
        "fair",
        "éà",
    ),
    *("\u202e", "\ud800", "words MATCH", "col : x", "' OR 1=1 --", '"; DROP TABLE message; --'),
    *("*" * 30, "(" * 50, "a*b", "^fair"),
]
QUERIES = 2_000
SEED = 20_260_901


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_town(tmp_path / "w")
    yield made
    made.close()


def test_no_query_does_anything_but_search(services: Services) -> None:
    chance = random.Random(SEED)
    before = len(services.inbox.ids(View(status=None)))
    for _ in range(QUERIES):
        query = "".join(chance.choice(PIECES) for _ in range(chance.randint(0, 9)))
        with suppress(QueryError):
            services.inbox.search(query)
            services.inbox.search_count(query)
    assert len(services.inbox.ids(View(status=None))) == before > 0
    assert services.workspace.problems() == []
    assert services.inbox.search("fair"), "and words are still found"
