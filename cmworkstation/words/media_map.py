"""Words about the media map: its axes, where things stand, and what is missing."""

from collections.abc import Sequence
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.media_map import Granularity, Holes, Modality, Point, Time
from cmworkstation.i18n import N_, tr
from cmworkstation.words import presence

TIMES: Final[dict[Time, str]] = {
    Time.PREDICTIVE: N_("ahead of time"),
    Time.MINUTE: N_("by the minute"),
    Time.HOUR: N_("by the hour"),
    Time.DAY: N_("by the day"),
    Time.LASTING: N_("lasting"),
}
GRANULARITIES: Final[dict[Granularity, str]] = {
    Granularity.HERE: N_("here"),
    Granularity.TOWN: N_("town"),
    Granularity.REGION: N_("region"),
    Granularity.COUNTRY: N_("country"),
    Granularity.WORLD: N_("world"),
}
MODALITIES: Final[dict[Modality, str]] = {
    Modality.ONE_TO_ONE: N_("one to one"),
    Modality.ONE_TO_FEW: N_("one to a few"),
    Modality.ONE_TO_MANY: N_("one to many"),
    Modality.MANY_TO_MANY: N_("many to many"),
    Modality.ONE_TO_FOLLOWERS: N_("one to followers"),
    Modality.ONE_TO_STRANGER: N_("one to strangers"),
}
MISSING: Final[dict[Time | Granularity | Modality, str]] = {
    Time.PREDICTIVE: N_("nothing ahead of time"),
    Time.MINUTE: N_("nothing by the minute"),
    Time.HOUR: N_("nothing by the hour"),
    Time.DAY: N_("nothing by the day"),
    Time.LASTING: N_("nothing lasting"),
    Granularity.HERE: N_("nothing for the people here"),
    Granularity.TOWN: N_("nothing for the town"),
    Granularity.REGION: N_("nothing for the region"),
    Granularity.COUNTRY: N_("nothing for the country"),
    Granularity.WORLD: N_("nothing for the world"),
    Modality.ONE_TO_ONE: N_("nobody is spoken to alone"),
    Modality.ONE_TO_FEW: N_("nothing for a few"),
    Modality.ONE_TO_MANY: N_("nothing from one to many"),
    Modality.MANY_TO_MANY: N_("no place where many speak with many"),
    Modality.ONE_TO_FOLLOWERS: N_("nothing for followers"),
    Modality.ONE_TO_STRANGER: N_("nothing that reaches strangers"),
}


def time(value: Time) -> str:
    """Return when what is said counts."""
    return tr(TIMES[value])


def granularity(value: Granularity) -> str:
    """Return how wide the place is."""
    return tr(GRANULARITIES[value])


def modality(value: Modality) -> str:
    """Return who speaks to whom."""
    return tr(MODALITIES[value])


def point(one: Point) -> str:
    """Return where something stands, as a screen reader says it."""
    return tr("{name} on {platform}: {time}, {place}, {way}").format(
        name=foreign.line(one.name, 60),
        platform=presence.platform(one.platform),
        time=time(one.axes.time),
        place=granularity(one.axes.granularity),
        way=modality(one.axes.modality),
    )


def holes(found: Holes) -> str:
    """Return what is missing, in one sentence; what is there all along needs no words."""
    missing: Sequence[Time | Granularity | Modality] = (
        *found.time,
        *found.granularity,
        *found.modality,
    )
    if not missing:
        return tr("Something stands at every place of each axis.")
    said = ", ".join(tr(MISSING[one]) for one in missing)
    return tr("What is missing: {what}.").format(what=said)
