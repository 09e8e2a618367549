"""What is collected, and when: as Python would, but by whoever asks for it."""

from types import SimpleNamespace

import pytest

from cmworkstation.ui import garbage

LIMITS = (700, 10, 10)


class Heap:
    """Stands for the collector of Python, with as many old objects as a test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counts, self.old = (0, 0, 0), 1000
        self.collected: list[int] = []
        self.by_itself = True
        monkeypatch.setattr(
            garbage,
            "gc",
            SimpleNamespace(
                disable=self._disable,
                get_count=lambda: self.counts,
                get_threshold=lambda: LIMITS,
                get_objects=lambda generation: [None] * self.old,
                collect=self.collected.append,
            ),
        )

    def _disable(self) -> None:
        self.by_itself = False


@pytest.fixture
def heap(monkeypatch: pytest.MonkeyPatch) -> Heap:
    return Heap(monkeypatch)


def test_nothing_is_collected_by_itself_any_more(heap: Heap) -> None:
    garbage.Collector()
    assert not heap.by_itself


@pytest.mark.parametrize(
    ("counts", "collected"),
    [
        ((700, 11, 11), []),
        ((701, 10, 10), [0]),
        ((701, 11, 10), [1]),
        ((701, 11, 11), [2]),
    ],
    ids=["little is new", "the young", "the middle", "everything"],
)
def test_what_is_due_by_the_counts_is_collected(
    heap: Heap, counts: tuple[int, int, int], collected: list[int]
) -> None:
    heap.counts = counts
    garbage.Collector().collect()
    assert heap.collected == collected


def test_everything_is_looked_at_again_only_when_a_quarter_more_is_old(heap: Heap) -> None:
    heap.counts = (701, 11, 11)
    collector = garbage.Collector()
    collector.collect()
    heap.old = 1250
    collector.collect()
    assert heap.collected == [2, 1]
    heap.old = 1251
    collector.collect()
    assert heap.collected == [2, 1, 2]
