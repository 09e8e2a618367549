"""The map of places: counts, trend, what is unanswered, decisions with their history; the same ranking each time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.mention import Mention, Stance
from cmworkstation.domain.talk_place import Decision, PlaceKind, host, place_of
from cmworkstation.domain.watch import SourceKind, WatchQuery, WatchSource
from cmworkstation.services.workstation import Services
from cmworkstation.store import mentions, watches
from tests.builders_workspace import a_workstation, add_account, receive
from tests.clocks import SetClock
from tests.store.builders import START, an_item

NOW = START + timedelta(days=40)
AT = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w", SetClock(NOW))
    fediverse = add_account(made)
    blog = add_account(
        made, "Blog", look="wordpress", server="https://www.blog.example", handle="blog"
    )
    day = 24 * 60
    receive(made, fediverse, [an_item(f"f{n}", minutes=20 * day + n) for n in range(4)])
    receive(made, fediverse, [an_item(f"o{n}", minutes=2 * day + n) for n in range(8)])
    receive(made, blog, [an_item(f"b{n}", minutes=30 * day + n) for n in range(2)])
    with made.workspace.write() as connection:
        watches.put_query(connection, WatchQuery("q", "Ormaie", "ormaie"), "", AT)
        source = WatchSource("s", SourceKind.FEED, "Forum", "https://forum.example/feed")
        watches.put_source(connection, source, "", AT)
        for n in range(12):
            mentions.add(connection, a_mention(n), "", ())
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def a_mention(n: int) -> Mention:
    return Mention(
        f"m{n}",
        "s",
        f"r{n}",
        f"m{n}",
        AT + timedelta(minutes=n),
        AT + timedelta(hours=1),
        "feed",
        f"https://www.forum.example/t/{n}",
        text="Ormaie",
        stance=Stance.ASKS if n < 3 else Stance.NONE,
        queries=("q",),
    )


def test_places_are_ranked_by_what_was_said_there_lately(services: Services) -> None:
    found = services.talk_places.look()
    assert [(one.key, one.kind, one.lately, one.before) for one in found] == [
        ("forum.example", PlaceKind.SITE, 12, 0),
        ("mastodon", PlaceKind.NETWORK, 4, 8),
        ("blog.example", PlaceKind.SITE, 2, 0),
    ]
    assert [one.trend for one in found] == [None, -0.5, None]
    assert [one.ours for one in found] == [False, True, True]
    assert (found[0].asked, found[0].unanswered) == (3, 3)
    assert services.talk_places.look() == found


def test_every_figure_opens_its_rows(services: Services) -> None:
    for one in services.talk_places.look():
        assert len(services.talk_places.rows(one.key)) == one.lately


def test_a_decision_says_why_who_and_when_and_what_was_decided_before(services: Services) -> None:
    places = services.talk_places
    assert [one.key for one in places.look() if one.is_undecided] == ["forum.example"]
    with pytest.raises(NotAllowed):
        places.decide("forum.example", Decision.IGNORE, " ")
    places.decide("forum.example", Decision.LISTEN, "Les habitants s’y aident entre eux.")
    places.decide("forum.example", Decision.PRESENT, "On nous y pose des questions.")
    (forum, *_) = places.look()
    assert forum.decided is not None
    assert (forum.decided.decision, forum.decided.at) == (Decision.PRESENT, NOW)
    assert not forum.is_undecided
    assert [one.decision for one in places.history("forum.example")] == ["present", "listen"]
    places.decide("forum.example", None)
    assert places.look()[0].is_undecided
    assert len(places.history("forum.example")) == 3


def test_a_place_with_a_decision_stays_when_nothing_is_said_there(services: Services) -> None:
    services.talk_places.decide("old.example", Decision.IGNORE, "Fermé depuis 2024.")
    assert (services.talk_places.look()[-1].key, services.talk_places.look()[-1].lately) == (
        "old.example",
        0,
    )


def test_the_table_holds_every_place(services: Services) -> None:
    services.talk_places.decide("mastodon", Decision.PRESENT, "Nous y répondons.")
    table = services.talk_places.table()
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [row["last_30_days"] for row in rows] == [12, 4, 2]
    assert (rows[1]["decision"], rows[1]["reason"]) == ("present", "Nous y répondons.")


def test_a_promoted_question_has_an_answer_of_its_own(services: Services) -> None:
    with services.workspace.write() as connection:
        connection.execute("UPDATE mention SET state='promoted' WHERE id='m0'")
    assert services.talk_places.look()[0].unanswered == 2


@pytest.mark.parametrize(
    ("platform", "address", "server", "place"),
    [
        ("mastodon", "https://a.example/@x/1", "https://b.example", "mastodon"),
        ("email", "", "imap.example", "mail"),
        ("feed", "https://WWW.Forum.example:443/x", "", "forum.example"),
        ("discourse", "", "https://talk.example/", "talk.example"),
        ("web", "http://[broken", "", "web"),
        ("", "", "", "?"),
    ],
)
def test_a_place_is_a_network_a_host_or_a_way_of_writing(
    platform: str, address: str, server: str, place: str
) -> None:
    assert place_of(platform, address, server) == place


def test_what_has_no_host_is_no_place() -> None:
    assert (host("mailto:somebody"), host("https://localhost/x")) == ("", "")


def test_a_time_from_the_future_counts_nowhere(services: Services) -> None:
    before = services.talk_places.look()
    later = replace(a_mention(99), at=NOW + timedelta(days=9), seen_at=NOW + timedelta(days=9))
    with services.workspace.write() as connection:
        mentions.add(connection, later, "", ())
    assert services.talk_places.look() == before
