"""Watched pages: what came and stayed is told once; banners that take turns and counters are not."""

import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.page_change import PageChange, PageMemory, kept, look, parted, remembered

BASE = ["Horaires de la piscine", "Ouverte du lundi au samedi"]


def told(reads: Sequence[Sequence[str]]) -> list[PageChange]:
    """Return what is told after each read; what is known goes through JSON, as between two starts."""
    memory: PageMemory | None = None
    found = []
    for paragraphs in reads:
        memory, change = look(memory, paragraphs)
        memory = remembered(json.loads(json.dumps(kept(memory))))
        assert memory is not None
        found.append(change)
    return found


def test_the_first_read_tells_nothing() -> None:
    assert not any(told([BASE, BASE, BASE]))


def test_a_new_paragraph_is_told_once_it_stayed() -> None:
    news = [*BASE, "Fermée en décembre"]
    assert told([BASE, news, news, news]) == [
        *(PageChange(), PageChange()),
        PageChange(("Fermée en décembre",)),
        PageChange(),
    ]


def test_what_went_is_told_once_it_stayed_away() -> None:
    found = told([BASE, BASE[:1], BASE[:1], BASE[:1]])
    assert [one.removed for one in found] == [(), (), (BASE[1],), ()]


def test_a_page_that_was_empty_once_tells_nothing() -> None:
    assert not any(told([BASE, [], BASE, BASE]))


def test_a_banner_that_takes_turns_is_never_told() -> None:
    one, other = [*BASE, "Achetez nos gants"], [*BASE, "Venez au marché"]
    assert not any(told([one, other] * 6))


def test_a_counter_is_never_told() -> None:
    assert not any(told([[*BASE, f"Visites : {n}"] for n in range(123, 140)]))


def test_a_price_that_changes_and_stays_is_told_with_what_it_was() -> None:
    before, after = [*BASE, "Entrée : 4 €"], [*BASE, "Entrée : 6 €"]
    (change,) = filter(None, told([before, after, after, after]))
    assert (change.added, change.removed) == (("Entrée : 6 €",), ("Entrée : 4 €",))
    assert change.text.splitlines() == ["− Entrée : 4 €", "+ Entrée : 6 €"]


def test_a_counter_that_stands_still_at_night_is_left_alone_after_a_few_times() -> None:
    reads = [[*BASE, f"Visites : {n // 2}"] for n in range(40)]
    assert len([one for one in told(reads) if one]) <= 4


LINES = st.lists(st.sampled_from(["a", "b", "c 1", "c 2", "d"]), max_size=5)


@given(st.lists(LINES, min_size=1, max_size=12))
def test_nothing_is_told_that_was_not_there_and_all_is_quiet_at_last(
    reads: list[list[str]],
) -> None:
    found = told([*reads, *([reads[-1]] * 8)])
    everything = {line for read in reads for line in read}
    assert all(set(one.added + one.removed) <= everything for one in found)
    assert not any(found[-4:])


def test_what_is_broken_is_read_as_if_for_the_first_time() -> None:
    assert remembered({"there": [[1]]}) is None
    assert remembered("x") is None


def test_a_change_told_as_lines_is_parted_again() -> None:
    change = PageChange(("Closed", "Ask us"), ("Open",))
    assert parted(change.text) == ("Open", "Closed\nAsk us")
    assert parted("Anything else") == ("", "")
