"""The table of platforms: each cell says how far it was seen to work, and nothing is claimed without a named test."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.connectors.feed import FeedConnector
from cmworkstation.i18n import LANGUAGES, use_language
from cmworkstation.sdk.connector import Connector, Trait
from cmworkstation.services.platform_table import Seen, able, platform_rows
from cmworkstation.words import platforms as words
from tests.servers.claims import CLAIMS

SERVERS = Path(__file__).parents[1] / "servers"
KINDS: dict[str, type[Connector]] = {key: load() for key, load in connectors.loaders().items()}


@pytest.mark.parametrize("key", KINDS)
def test_what_is_claimed_of_a_real_server_is_what_a_named_test_shows(key: str) -> None:
    claimed = CLAIMS.get(key, {})
    assert KINDS[key].manifest.real == claimed.keys()
    for test in claimed.values():
        file, _, name = test.partition("::")
        tree = ast.parse((SERVERS / file).read_text(encoding="utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, test


def test_no_claim_is_left_of_a_connector_that_is_gone() -> None:
    assert CLAIMS.keys() <= KINDS.keys()


@pytest.mark.parametrize("key", KINDS)
def test_what_was_seen_is_there_and_what_a_platform_lacks_is_not(key: str) -> None:
    manifest = KINDS[key].manifest
    assert not manifest.real & manifest.lacks
    assert manifest.real <= able(KINDS[key])
    assert not (manifest.experimental and manifest.real)


def test_each_cell_says_one_of_these() -> None:
    rows = {row.key: row.cells for row in platform_rows(KINDS.values())}
    assert "demo" not in rows
    assert rows["mastodon"][Trait.REPLY] is Seen.REAL
    assert rows["mastodon"][Trait.HISTORY] is Seen.FAKE
    assert rows["mail"][Trait.EDITS] is Seen.NO
    assert rows["feed"][Trait.REPLY] is Seen.NO
    assert rows["manual"][Trait.REPLY] is Seen.BY_HAND
    assert {one for cells in rows.values() for one in cells.values()} <= set(Seen)
    assert all(cells.keys() == set(Trait) for cells in rows.values())


def test_a_connector_that_nobody_confirmed_says_so_in_every_cell() -> None:
    class Unconfirmed(FeedConnector):
        manifest = replace(FeedConnector.manifest, experimental=True)

    (row,) = platform_rows([Unconfirmed])
    assert {*row.cells.values()} == {Seen.EXPERIMENTAL, Seen.NO}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_even_and_told_in_words(language: str) -> None:
    use_language(language)
    rows = platform_rows(KINDS.values())
    lines = words.as_lines(rows)
    head = lines[: len(rows) + 2]
    assert head[1].startswith("-" * max(len(row.title) for row in rows))
    for row, line in zip(rows, head[2:], strict=True):
        assert line.startswith(words.title(row))
    marked = words.as_markdown(rows)
    assert {line.count("|") for line in marked[: len(rows) + 2]} == {len(Trait) + 2}
    assert all(words.seen(one) for one in Seen)
    if language == "fr":
        assert words.seen(Seen.REAL) == "serveur réel"
