"""The watch at the command line: queries, sources, what was found, tables, and the daily reading."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.misbehaving import serving
from tests.services.test_watching import LONG, Gazette
from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


@pytest.fixture
def site() -> Iterator[Gazette]:
    with serving(Gazette()) as made:
        yield made


def test_a_feed_is_added_read_listed_and_written_as_a_table(
    here: Here, site: Gazette, tmp_path: Path
) -> None:
    assert here("watch").out.startswith("Nothing was found yet")
    assert here("watch", "query", "piscine -natation", "--name", "Pool").status == 0
    made = here("watch", "add", f"{site.origin}/feed.xml", "--json").data
    assert (made["name"], made["state"]) == ("Gazette d’Ormaie", "new")
    site.entries = [("a", LONG), ("b", "Le marché ouvre")]
    (read, *_) = [
        one for one in here("sync", "--json").data["watch"] if one["name"].startswith("Gazette")
    ]
    assert read["new"] == 1
    (found,) = here("watch", "list", "pool", "--json").data["mentions"]
    assert (found["text"], found["queries"]) == (LONG, ["Pool"])
    table = tmp_path / "mentions.csv"
    assert here("watch", "export", "--to", table).status == 0
    assert "Nadia Orme" in table.read_text(encoding="utf-8-sig")
    assert here("watch", "promote", found["id"], "--json").data["conversation"]
    assert here("watch", "list", "--json").data["mentions"][0]["state"] == "promoted"


def test_a_source_in_trouble_is_named_and_asks_for_a_person(here: Here, site: Gazette) -> None:
    made = here("watch", "add", f"{site.origin}/feed.xml", "--json").data
    site.gone = True
    said = here("watch", "run", made["id"])
    assert said.status == 1
    assert "no longer there" in said.out
    assert here("watch", "sources").status == 1


def test_a_mistake_in_a_query_is_shown_where_it_stands(here: Here) -> None:
    said = here("watch", "try", "pool and works or spa")
    assert said.status == 2
    assert said.out.splitlines()[1] == " " * 15 + "^"
    assert here("watch", "try", "pool").out.startswith(("Would have", "Nothing is here"))


def test_what_is_not_seen_is_said(here: Here) -> None:
    assert "Facebook" in here("watch", "blind").out


@pytest.mark.parametrize(
    "words", [("watch", "list", "nobody"), ("watch", "run", "nothing"), ("watch", "promote", "x")]
)
def test_what_nobody_knows_is_wrong_use(here: Here, words: tuple[str, ...]) -> None:
    assert here(*words).status == 2
