import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmworkstation.connectors import hackernews
from cmworkstation.connectors.hackernews import HackernewsConnector
from cmworkstation.domain import errors
from cmworkstation.domain.message import Item, Kind
from cmworkstation.sdk.connector import RawItem, Target
from cmworkstation.sdk.testing import (
    HistoryConformance,
    ListeningConformance,
    NetworkConformance,
    Stage,
    quick_http,
    read_history,
)
from tests.connectors.fake_hackernews import FakeHackernews
from tests.connectors.misbehaving import serving


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHackernews]:
    with serving(FakeHackernews()) as fake:
        monkeypatch.setattr(hackernews, "API", fake.origin)
        yield fake


def connect(fake: FakeHackernews, terms: str = "ormaie") -> HackernewsConnector:
    return HackernewsConnector({"server": fake.origin, "terms": terms}, {}, quick_http())


def fetched(connector: HackernewsConnector, cursors: dict[str, str] | None = None) -> list[Item]:
    cursors = {} if cursors is None else cursors
    items: list[Item] = []
    for page in connector.fetch(dict(cursors)):
        cursors[page.stream] = page.cursor
        items += [item for raw in page.items for item in connector.parse(raw)]
    return items


class NewsStage(Stage):
    def __init__(self, fake: FakeHackernews) -> None:
        self.fake = fake

    def connector(self) -> HackernewsConnector:
        return connect(self.fake)

    def write(self, text: str) -> None:
        self.fake.write(f"<p>{text}, says Ormaie", title="Ormaie opens")

    def write_strangely(self) -> None:
        self.fake.write("ormaie")["created_at_i"] = int(self.fake.clock.timestamp())
        self.fake.write("ormaie", by="\x00")["author"] = ["?"]
        self.fake.write("ormaie", by="\x00")["author"] = {"?": 1}

    def trouble(self, name: str) -> None:
        self.fake.lasting = name


class TestConformance(ListeningConformance, NetworkConformance, HistoryConformance):
    @pytest.fixture
    def stage(self, news: FakeHackernews) -> NewsStage:
        return NewsStage(news)


# ----------------------------------------------------------------------------------------- adding an account


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Ormaie", "Ormaie"),
        (' "reading room" , Ormaie,, ', '"reading room"\nOrmaie'),
        ("https://www.ormaie.example/", "site:ormaie.example"),
        ("ormaie.example", "site:ormaie.example"),
        ("https://news.ycombinator.com/item?id=1002", "item:1001"),
        ("Ormaie, Ormaie", "Ormaie"),
    ],
)
def test_words_sites_and_entries_are_what_one_listens_for(
    news: FakeHackernews, typed: str, terms: str
):
    story = news.write(title="Ormaie opens")
    news.write("Good", to=story)
    found = HackernewsConnector.find(quick_http(), typed)
    assert found.settings["terms"] == terms
    assert found.entries is not None
    settings = dict(found.settings)
    assert HackernewsConnector(settings, {}, quick_http()).check().handle == found.title


@pytest.mark.parametrize(
    "typed",
    ["", " , ", "x" * 201, ",".join("abcdefghijk"), "https://news.ycombinator.com/item?id=7"],
)
def test_nothing_too_much_and_what_is_not_there_are_bad_addresses(news: FakeHackernews, typed: str):
    with pytest.raises(errors.BadAddress):
        HackernewsConnector.find(quick_http(), typed)


# -------------------------------------------------------------------------------------------------- reading


def test_entries_and_comments_that_hold_the_word_come_with_their_place(news: FakeHackernews):
    story = news.write(title="Ormaie opens", url="https://ormaie.example/a?b=1&c=2")
    other = news.write("Elsewhere", title="Something else")
    news.write("I like <i>Ormaie</i>", by="bruno", to=other)
    items = fetched(connect(news))
    assert [(one.kind, one.title) for one in items] == [
        (Kind.POST, "Ormaie opens"),
        (Kind.COMMENT, ""),
    ]
    assert "https://ormaie.example/a?b=1&amp;c=2" in items[0].html
    assert (
        items[1].parent_id
        == items[1].thread_id
        == f"https://news.ycombinator.com/item?id={other['id']}"
    )
    assert items[0].url == f"https://news.ycombinator.com/item?id={story['id']}"


def test_what_the_search_finds_by_forgiving_is_left_out(news: FakeHackernews):
    news.write("Ormaux is another place")
    news.write("reading a room", title="ormaie")
    news.write("a reading room in Ormaie")
    assert len(fetched(connect(news))) == 2
    assert len(fetched(connect(news, '"reading room" ormaie'))) == 1


def test_a_site_is_found_by_its_links_alone(news: FakeHackernews):
    news.write(title="One", url="https://www.ormaie.example/a")
    news.write(title="Two", url="https://notormaie.example/a")
    news.write("see ormaie.example", title="Three")
    assert [one.title for one in fetched(connect(news, "site:ormaie.example"))] == ["One"]


def test_what_stands_below_an_entry_is_read(news: FakeHackernews):
    story = news.write(title="Anything")
    first = news.write("one", to=story)
    news.write("two", to=first)
    news.write("elsewhere", to=news.write(title="Other"))
    items = fetched(connect(news, f"item:{story['id']}"))
    assert [one.html for one in items] == ["one", "two"]
    assert items[1].parent_id == items[0].remote_id


@pytest.mark.shows("pages that overlap or skip")
def test_more_than_a_thousand_hits_are_all_read(news: FakeHackernews):
    for number in range(1250):
        news.write(f"ormaie {number}", at=int(news.clock.timestamp()) + number // 3)
    items = fetched(connect(news))
    assert len({one.remote_id for one in items}) == 1250
    pages, floor = read_history(connect(news), since=None)
    again = {raw.native_id for page in pages for raw in page.items}
    assert len(again) == 1250
    assert floor == min(one.at for one in items)


@pytest.mark.shows("edited parent")
def test_what_was_edited_or_came_late_within_two_hours_is_read_again(news: FakeHackernews):
    cursors: dict[str, str] = {}
    early = news.write("ormaie is closed")
    news.write("ormaie opens")
    connector = connect(news)
    first = [raw for page in connector.fetch({}) for raw in page.items]
    fetched(connector, cursors)
    early["text"], early["points"] = "ormaie was closed", 77
    late = news.write("ormaie, told late", at=early["created_at_i"])
    again = [raw for page in connect(news).fetch(cursors) for raw in page.items]
    fresh = [item.html for raw in set(again) - set(first) for item in connector.parse(raw)]
    assert sorted(fresh) == ["ormaie was closed", "ormaie, told late"]
    late["created_at_i"] = early["created_at_i"] = int(
        (news.clock - timedelta(hours=9)).timestamp()
    )
    assert len(fetched(connect(news), cursors)) == 1


def test_each_term_has_a_stream_of_its_own(news: FakeHackernews):
    cursors: dict[str, str] = {}
    news.write("ormaie")
    news.write("fennick")
    assert len(fetched(connect(news, "ormaie\nfennick"), cursors)) == 2
    assert set(cursors) == {"search:ormaie", "search:fennick"}


def target_of(item: Item) -> Target:
    return Target(item.remote_id, item.native_id, item.writer.handle, item.visibility)


@pytest.mark.shows("deleted thread")
def test_a_thread_is_read_whole_and_what_lost_its_words_was_deleted(news: FakeHackernews):
    story = news.write(title="Anything")
    first = news.write("ormaie", to=story)
    gone = news.write("never mind", to=first)
    news.write("but why?", to=gone, by="bruno")
    (item,) = fetched(connect(news))
    news.delete(gone)
    page = connect(news).thread(target_of(item))
    there = [one for raw in page.items for one in connect(news).parse(raw)]
    assert [one.title or one.html for one in there] == ["Anything", "ormaie", "but why?"]
    assert all(one.context for one in there)
    assert page.gone == (f"https://news.ycombinator.com/item?id={gone['id']}",)
    news.entries.clear()
    assert connect(news).thread(target_of(item)).gone == (item.remote_id,)
    assert connect(news).thread(Target("x", "no number", "", item.visibility)).gone == ("x",)


def test_an_answer_without_hits_is_trouble(news: FakeHackernews):
    news.write("ormaie")
    news.lasting = "other shape"
    with pytest.raises(errors.ServerTrouble):
        fetched(connect(news))


@pytest.mark.parametrize("key", ["author", "id", "at"])
@pytest.mark.parametrize("value", [None, "", [], {"a": 1}, True, -1])
def test_an_entry_that_lacks_what_counts_is_put_aside(news: FakeHackernews, key: str, value: Any):
    news.write("ormaie")
    raw = next(iter(connect(news).fetch({}))).items[0]
    spoilt = {**json.loads(raw.payload), key: value}
    with pytest.raises(errors.Unreadable):
        connect(news).parse(RawItem("item", "1", json.dumps(spoilt).encode()))


def test_the_first_reading_goes_back_two_weeks(news: FakeHackernews):
    news.write("ormaie long ago", at=int((datetime.now(UTC) - timedelta(days=20)).timestamp()))
    news.write("ormaie today")
    assert [one.html for one in fetched(connect(news))] == ["ormaie today"]
