"""How often the rows of the fault table run: at each change, each night, before a release.

The plug-in chooses the level by the option `--faults` before the tests are collected.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How many runs a level makes of what is drawn by chance."""

    sending_worlds: int  # F2: random kills, faulting server
    reading_worlds: int  # F3: the same while reading
    cuts: int  # F4: power cuts
    damages: int  # F8: spoilt pages
    restores: int  # F18: copies of a busy workspace, restored and compared
    pairs: int  # F14: two clients started together
    steps: int  # F22: of a server's history
    sizes: int  # F5, F6: of a disk that ends, in steps of 60 KiB


LEVELS = {
    "change": Counts(
        sending_worlds=20,
        reading_worlds=10,
        cuts=200,
        damages=50,
        restores=1,
        pairs=20,
        steps=200,
        sizes=25,
    ),
    "nightly": Counts(
        sending_worlds=300,
        reading_worlds=200,
        cuts=2_000,
        damages=500,
        restores=5,
        pairs=200,
        steps=5_000,
        sizes=50,
    ),
    "release": Counts(
        sending_worlds=3_000,
        reading_worlds=1_000,
        cuts=20_000,
        damages=5_000,
        restores=20,
        pairs=1_000,
        steps=50_000,
        sizes=200,
    ),
}
_chosen = [LEVELS["change"]]


def choose(level: str) -> None:
    """Set the level for this process. Raises `KeyError`."""
    _chosen[0] = LEVELS[level]


def now() -> Counts:
    """Return the counts of the level that was chosen."""
    return _chosen[0]
