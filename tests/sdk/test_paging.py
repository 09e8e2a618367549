"""Reading lists that come newest first, from servers that page in different ways."""

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.sdk.paging import Listed, NumberedList, is_newer


def a_list(numbers: list[str], size: int, *, upwards: bool, linked: bool) -> NumberedList:
    """Return a list on a server with these numbers, oldest first."""

    def read(where: dict[str, str]) -> Listed:
        found = numbers[::-1]
        if "max_id" in where:
            found = [one for one in found if is_newer(where["max_id"], one)]
        if "min_id" in where:
            found = [one for one in found if is_newer(one, where["min_id"])]
            found = found[-size:] if upwards else found
        page = found[:size]
        return Listed(page, page[0], page[-1]) if linked and page else Listed(page)

    return NumberedList(read, str, most_pages=1000)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 7), st.booleans(), st.booleans())
def test_whatever_the_server_does_nothing_is_left_out_or_comes_twice(
    count: int, done: int, size: int, upwards: bool, linked: bool
) -> None:
    numbers = [str(n) for n in range(1, count + 1)]
    listed = a_list(numbers, size, upwards=upwards, linked=linked)
    since = str(done) if done else ""
    pages = list(
        listed.upwards(since) if upwards and since else listed.backwards(since, first_pages=1000)
    )
    assert [one for page, _ in pages for one in page] == numbers[done:]
    cursors = [cursor for _, cursor in pages]
    assert cursors == [page[-1] for page, _ in pages]


def test_the_first_reading_goes_back_a_few_pages_only() -> None:
    listed = a_list([str(n) for n in range(100)], 10, upwards=False, linked=False)
    found = [one for page, _ in listed.backwards("", first_pages=2) for one in page]
    assert found == [str(n) for n in range(80, 100)]


def test_a_number_from_elsewhere_brings_nothing_old_back() -> None:
    listed = NumberedList(lambda _: Listed(["1", "2"]), str, most_pages=5)
    assert list(listed.upwards("999")) == []
