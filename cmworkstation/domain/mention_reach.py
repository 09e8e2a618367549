"""How far the place reaches where something was said: told by what kind of place it is, never by who follows whom."""

from cmworkstation.domain.media_map import Axes, Granularity, Modality
from cmworkstation.domain.mention import ReachClass

WIDE = {
    Granularity.HERE: ReachClass.FEW,
    Granularity.TOWN: ReachClass.TOWN,
    Granularity.REGION: ReachClass.COUNTRY,
    Granularity.COUNTRY: ReachClass.COUNTRY,
    Granularity.WORLD: ReachClass.NETWORK,
}


def reach_of(axes: Axes, *, private: bool = False) -> ReachClass:
    """Return how far a place reaches by where it stands on the media map; what is private reaches its readers."""
    if private or axes.modality in (Modality.ONE_TO_ONE, Modality.ONE_TO_FEW):
        return ReachClass.FEW
    return WIDE[axes.granularity]
