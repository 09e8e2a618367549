"""Queries: whatever a person types finds something or nothing, or is unclear at a place; and is no long work."""

import json
import random

import pytest

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.query import parse
from cmworkstation.services.workstation import Services
from cmworkstation.store import finding
from tests.builders_workspace import a_town
from tests.fuzz.rounds import NIGHTLY

STEPS = 2_000_000  # of SQLite's machine; an ordinary query over the town takes some thousands
PIECES = [
    *"AND OR NOT NEAR NEAR( ( ) { } [ ] ^ + - -- * ** : , ; ' ` ~ ! @ # $ % & | \\ / < > = ? .".split(),
    *"from: account: de: compte: body: who: meta: from:a -from: account:mastodon -account:x NEAR/2".split(),
    *(
        "",
        "",
        " ",
        "\t",
        "\n",
        '"',
        '""',
        '"""',
        "\0",
        "\u202e",
        "\ud800",
        "é",
        "e\u0301",
        "日本",
        "ﬀ",
        "🚲",
        "ß",
    ),
    *(
        "İ",
        "\u200d",
        "fair",
        "fair*",
        '"any news"',
        "the",
        "a",
        "1",
        "x" * 300,
        "-spam",
        "\x02",
        "\x03",
        "‘",
        "«",
    ),
    *("_", "%", "a'b", 'a"b'),
]
QUERIES = 100_000 if NIGHTLY else 3_000


def a_query(chance: random.Random) -> str:
    """Return pieces side by side, some of them signs of any script."""
    found = chance.choices(PIECES, k=chance.randrange(14))
    found += [chr(chance.randrange(0x110000)) for _ in range(chance.randrange(3))]
    chance.shuffle(found)
    return chance.choice(["", " "]).join(found)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory):
    services = a_town(tmp_path_factory.mktemp("town") / "w")
    yield services
    services.close()


class TooLong(Exception):
    """A query took more steps than any should."""


def stands_inside(query: str, unclear: QueryError) -> None:
    """Check that what is unclear is a part of the query."""
    assert 0 <= unclear.at < unclear.at + unclear.length <= len(query)


def asked(services: Services, query: str) -> None:
    """Ask, counting the steps of the database."""
    try:
        wanted = parse(query)
    except QueryError as unclear:
        stands_inside(query, unclear)
        return
    connection = services.workspace.read()
    steps = [0]

    def count() -> int:
        steps[0] += 1000
        return steps[0] > STEPS

    connection.set_progress_handler(count, 1000)
    try:
        hits = finding.messages(connection, wanted)
        assert finding.count(connection, wanted) >= len(hits)
    finally:
        connection.set_progress_handler(None, 0)
    assert steps[0] <= STEPS
    json.dumps([hit.snippet for hit in hits])


def test_any_query_finds_something_or_nothing(town):
    """A plain draw of lots: a query costs less than the choice of a smaller one would."""
    seed = random.randrange(2**32)
    for n in range(QUERIES):
        query = a_query(random.Random(seed + n))
        try:
            asked(town, query)
        except Exception as error:
            raise AssertionError(f"a_query(random.Random({seed + n})): {query!r}") from error


@pytest.mark.parametrize(
    "query",
    [
        "word " * 300,
        "word " * 20_000,
        "-word " * 300 + "fair",
        '"' * 10_000,
        "a* " * 2_000,
        "x" * 1_000_000,
        "from:a " * 400,
        "account:a " * 400,
        "(" * 5_000,
        "fair " + " ".join(f"word{n}" for n in range(3_000)),
    ],
)
def test_a_query_without_end_is_no_error_and_no_long_work(town, query):
    asked(town, query)


@pytest.mark.parametrize(
    ("query", "code", "at"),
    [("fair " * 500, "too-long", 2_000), ("a " * 60, "too-many", 100)],
)
def test_what_is_too_much_of_a_query_is_said_with_its_place(query, code, at):
    with pytest.raises(QueryError) as told:
        parse(query)
    assert (told.value.code, told.value.at) == (code, at)
