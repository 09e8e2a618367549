"""Drawing a few things out of many so that every group is seen: pure, and the same for the same seed.

Each group gets one place at least while there is room; groups that are due more than one share the other places in
proportion to their size, to within one. Within a group chance decides, by a digest of the seed and the id.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

G = TypeVar("G", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[G]):
    """Something that may be drawn, and the group it stands for."""

    id: str
    group: G


def draw(candidates: Iterable[Candidate[G]], size: int, seed: int) -> tuple[Candidate[G], ...]:
    """Return at most `size` of the candidates, in an order that chance decides; all of them where they are fewer."""
    groups: dict[G, list[Candidate[G]]] = {}
    for one in {one.id: one for one in candidates}.values():
        groups.setdefault(one.group, []).append(one)
    for group in groups.values():
        group.sort(key=lambda one: _chance(seed, one.id))
    places = share({name: len(group) for name, group in groups.items()}, size, seed)
    drawn = [one for name, group in groups.items() for one in group[: places[name]]]
    return tuple(sorted(drawn, key=lambda one: _chance(seed, one.id)))


def share(sizes: Mapping[G, int], size: int, seed: int = 0) -> dict[G, int]:
    """Return how many places each group gets of `size`, none more than it has members."""
    total = sum(sizes.values())
    if total <= size:
        return dict(sizes)
    by_chance = sorted(sizes, key=lambda name: _chance(seed, repr(name)))
    order: Sequence[G] = sorted(by_chance, key=lambda name: -sizes[name])
    if len(order) >= size:  # no room for all: the largest are seen
        return {name: int(n < size) for n, name in enumerate(order)}
    places = dict.fromkeys(order, 1)
    left, members = size, total
    large = list(order)
    while small := [name for name in large if left * sizes[name] < members]:
        left -= len(small)  # each keeps its one place; what remains is for the others
        members -= sum(sizes[name] for name in small)
        large = [name for name in large if name not in small]
    for name in large:
        places[name] = left * sizes[name] // members
    rest = left - sum(places[name] for name in large)
    by_remainder = sorted(large, key=lambda name: -(left * sizes[name] % members))
    for name in by_remainder[:rest]:
        places[name] += 1
    return places


def _chance(seed: int, name: str) -> bytes:
    return blake2b(f"{seed}\x00{name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
