"""A source that lies, floods or changes its form: what was found stays, nothing doubles, and no time is believed."""

from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.watch import SourceState
from cmworkstation.services.watches import NO_PLATFORMS
from cmworkstation.services.workstation import open_services
from cmworkstation.vault import Vault
from cmworkstation.words import watching as words
from tests.clocks import SetClock
from tests.connectors.misbehaving import Reply
from tests.pretend import START
from tests.services.test_watching import LONG, Cell, Gazette, cell

__all__ = ["cell"]  # the fixture


def dated(day: str) -> str:
    return f"<pubDate>{day}</pubDate>"


@pytest.mark.parametrize(
    "day", ["Fri, 01 Jan 2038 00:00:00 GMT", "Mon, 31 Feb 2026 00:00:00 GMT", "tomorrow", ""]
)
def test_a_day_to_come_or_none_counts_as_the_moment_of_reading(cell: Cell, day: str) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.written = dated(day)
    cell.site.entries = [("a", LONG)]
    assert cell.run(source).new == 1
    assert cell.one().at <= START


def test_a_day_long_ago_is_kept_as_said_beside_when_it_was_seen(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.written = dated("Thu, 01 Jan 1970 00:00:10 GMT")
    cell.site.entries = [("a", LONG)]
    cell.run(source)
    found = cell.one()
    assert found.at.year == 1970
    assert found.seen_at == START


def test_an_entry_that_comes_back_with_other_words_changes_nothing_of_what_was_found(
    cell: Cell,
) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", LONG)]
    cell.run(source)
    before = cell.one()
    cell.site.entries = [("a", "La piscine n’a jamais fermé, dit le site")]
    assert cell.run(source).new == 0
    assert cell.one() == before


def test_entries_that_jump_back_are_not_found_twice(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    old = [(f"o{n}", f"La piscine numéro {n} rouvre") for n in range(4)]
    new = [(f"n{n}", f"Fermeture {n} de la piscine") for n in range(4)]
    for shown in (old, new, old, [*new, *old], []):
        cell.site.entries = shown
        cell.run(source)
    assert sorted(cell.found()) == sorted(name for name, _ in (*old, *new))


def test_an_author_who_claims_to_be_somebody_elsewhere_is_only_known_of_this_source(
    cell: Cell,
) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", f"{LONG} Signé @nadia@social.example")]
    cell.run(source)
    found = cell.one()
    assert found.source_id == source.id
    assert found.platform == "feed"
    assert "social.example" not in found.author_key
    assert found.author_name == "Nadia Orme"


class Relabelled(Gazette):
    """The same site; what it says of the form of its feed is not true."""

    label = "application/rss+xml"
    feed_is_json = False

    def respond(self, verb: str, target: str, headers: object, body: bytes) -> Reply:
        status, told, text = super().respond(verb, target, headers, body)
        if target == "/feed.xml":
            if self.feed_is_json:
                return status, {"Content-Type": "application/json"}, b'{"items": "none"}'
            told = {"Content-Type": self.label}
        return status, told, text


@pytest.fixture
def relabelled(cell: Cell) -> Relabelled:
    site = cell.site
    site.__class__ = Relabelled
    assert isinstance(site, Relabelled)
    return site


@pytest.mark.parametrize(
    "label", ["text/html", "image/png", "application/octet-stream", "nonsense"]
)
def test_a_feed_whose_label_is_wrong_is_read_by_what_it_is(
    cell: Cell, relabelled: Relabelled, label: str
) -> None:
    cell.query("piscine")
    source = cell.feed()
    relabelled.label = label
    relabelled.entries = [("a", LONG)]
    run = cell.run(source)
    assert run.source.state is SourceState.WELL
    assert cell.found() == ["a"]


def test_a_feed_that_becomes_json_of_another_kind_says_that_it_changed(
    cell: Cell, relabelled: Relabelled
) -> None:
    cell.query("piscine")
    source = cell.feed()
    relabelled.entries = [("a", LONG)]
    cell.run(source)
    relabelled.feed_is_json = True
    cell.run(source)
    cell.clock.advance(hours=1)
    run = cell.run(source)
    assert run.source.state is SourceState.CHANGED
    assert run.source.next_at is not None
    assert run.source.next_at > cell.clock.now() + timedelta(minutes=30)
    relabelled.feed_is_json = False
    assert cell.run(source).source.state is SourceState.WELL
    assert cell.found() == ["a"]


def test_each_platform_without_search_says_so_among_what_is_not_seen(tmp_path: Path) -> None:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    kinds = connectors.loaders()
    services = open_services(tmp_path / "all", kinds, vault=vault, clock=SetClock(START))
    said = {one.look: words.unseen(one, START) for one in services.watches.blind_spots()}
    services.close()
    silent = {key for key, load in kinds.items() if not getattr(load(), "searches", ())}
    assert silent >= {"matrix", "wordpress"}
    for platform in silent - NO_PLATFORMS:
        assert said[platform].startswith("Its interface shows no posts of others"), platform
    assert said[""]  # closed groups and private messages, which nobody may search
