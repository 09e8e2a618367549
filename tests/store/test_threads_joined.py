"""Which items of a page belong together: the same groups as when every pair is followed by hand."""

import random

import pytest

from cmworkstation.store.thread_homes import connected


def followed(links: dict[str, set[str]]) -> set[frozenset[str]]:
    """Return the groups by joining any two that share a name until none do."""
    groups = [set(near) for near in links.values()]
    while True:
        pair = next(
            ((one, two) for one in groups for two in groups if one is not two and one & two), None
        )
        if pair is None:
            return {frozenset(group) for group in groups}
        groups = [group for group in groups if group is not pair[0] and group is not pair[1]]
        groups.append(pair[0] | pair[1])


@pytest.mark.parametrize("seed", range(60))
def test_items_that_are_linked_through_others_share_a_conversation(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"m{n}" for n in range(40)]
    links = {
        name: {name, *chance.choices(names, k=chance.randrange(3))}
        for name in chance.sample(names, 25)
    }
    expected = followed(links)
    found = connected({name: set(near) for name, near in links.items()})
    assert {frozenset(group) for group in found} == expected
    assert len(found) == len(expected)
