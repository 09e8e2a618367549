"""What is new in lists that are read again and again: once, in the order of time, with nothing lost by a stop."""

from datetime import UTC, datetime, timedelta

from cmworkstation.sdk import gathered
from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.sdk.gathered import HANDED_ON, MOST_HEADS, REMEMBERED, Gathered, Known

AT = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
POST = RawItem("post", "p1", b"{}")


def some(numbers: list[int], text: str = "") -> list[Gathered]:
    """Return comments, newest first as lists have them."""
    return [
        Gathered(
            RawItem("comment", f"c{n}", f"{n}{text}".encode()), AT + timedelta(seconds=n), POST
        )
        for n in reversed(numbers)
    ]


def read(cursor: str, found: list[Gathered], heads: dict[str, str] | None = None) -> list[Page]:
    return list(gathered.pages("s", Known.at(cursor), found, heads or {}))


def names(pages: list[Page]) -> list[str]:
    return [raw.native_id for page in pages for raw in page.items if raw.kind == "comment"]


def test_lists_come_in_the_order_of_time_and_what_is_above_comes_once() -> None:
    pages = read("", [*some([3, 5]), *some([1, 4])])
    assert names(pages) == ["c1", "c3", "c4", "c5"]
    assert [raw.kind for raw in pages[0].items].count("post") == 1


def test_what_has_no_time_comes_first_and_what_has_the_same_keeps_its_order() -> None:
    none = Gathered(RawItem("comment", "broken", b"?"), None)
    same = [Gathered(RawItem("comment", f"s{n}", b"x"), AT) for n in (3, 2, 1)]
    assert names(read("", [*same, none])) == ["broken", "s1", "s2", "s3"]


def test_pages_that_overlap_bring_nothing_twice() -> None:
    pages = read("", [*some([2, 3]), *some([1, 2])])
    assert names(pages) == ["c1", "c2", "c3"]
    assert read(pages[-1].cursor, some([1, 2, 3])) == []


def test_what_was_edited_comes_once_more() -> None:
    cursor = read("", some([1, 2]))[-1].cursor
    pages = read(cursor, [*some([1]), *some([2], " edited")])
    assert names(pages) == ["c2"]
    assert read(pages[-1].cursor, some([2], " edited")) == []


def test_a_stop_between_two_pages_loses_nothing_and_moves_no_head() -> None:
    many, heads = list(range(HANDED_ON + 5)), {"p1": "55"}
    first, last = read("", some(many), heads)
    assert Known.at(first.cursor).heads == {}
    again = read(first.cursor, some(many), heads)
    assert names(again) == names([last])
    assert Known.at(again[-1].cursor).heads == heads


def test_heads_alone_move_by_an_empty_page() -> None:
    cursor = read("", some([1]), {"p1": "1"})[-1].cursor
    (page,) = read(cursor, some([1]), {"p1": "1", "p2": "0"})
    assert (page.items, Known.at(page.cursor).heads) == ((), {"p1": "1", "p2": "0"})


def test_a_cursor_stays_small() -> None:
    cursor = read("", some(list(range(REMEMBERED + 100))))[-1].cursor
    known = Known.at(cursor)
    assert len(known.seen) == REMEMBERED
    assert not known.is_fresh(some([REMEMBERED + 99])[0].raw)
    heads = {str(n): "1" for n in range(MOST_HEADS + 1)}
    assert len(Known.at(known.cursor(heads)).heads) == MOST_HEADS


def test_the_native_id_of_a_comment_tells_what_it_stands_below() -> None:
    assert gathered.parted(gathered.nested("p1", "c1")) == ("p1", "c1")
    assert gathered.parted("p1") == ("p1", "p1")
