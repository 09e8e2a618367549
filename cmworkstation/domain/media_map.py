"""The media map: where each account stands on the axes time, granularity and modality, and what is empty."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from cmworkstation.domain.values import dataclass


class Time(StrEnum):
    """When what is said there counts."""

    PREDICTIVE = "predictive"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    LASTING = "lasting"


class Granularity(StrEnum):
    """How wide the place is that it speaks to."""

    HERE = "here"
    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"
    WORLD = "world"


class Modality(StrEnum):
    """Who speaks to whom."""

    ONE_TO_ONE = "1-1"
    ONE_TO_FEW = "1-few"
    ONE_TO_MANY = "1-many"
    MANY_TO_MANY = "many-many"
    ONE_TO_FOLLOWERS = "1-followers"
    ONE_TO_STRANGER = "1-stranger"


@dataclass(frozen=True, slots=True)
class Axes:
    """A place on the map."""

    time: Time
    granularity: Granularity
    modality: Modality


USUAL = Axes(Time.DAY, Granularity.WORLD, Modality.ONE_TO_MANY)  # where nothing says otherwise


@dataclass(frozen=True, slots=True)
class Point:
    """An account, or a name of the register, on the map; `own` when a person placed it there."""

    subject: str
    name: str
    platform: str
    axes: Axes
    own: bool = False


@dataclass(frozen=True, slots=True)
class Holes:
    """The values of each axis at which nothing stands."""

    time: tuple[Time, ...]
    granularity: tuple[Granularity, ...]
    modality: tuple[Modality, ...]

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.time or self.granularity or self.modality)


def holes(points: Iterable[Point]) -> Holes:
    """Return what is missing."""
    taken = [one.axes for one in points]
    times = {one.time for one in taken}
    places = {one.granularity for one in taken}
    ways = {one.modality for one in taken}
    return Holes(
        tuple(one for one in Time if one not in times),
        tuple(one for one in Granularity if one not in places),
        tuple(one for one in Modality if one not in ways),
    )


def axes_of(row: Mapping[str, str]) -> Axes:
    """Read three axes. Raises `ValueError` for a value that is none, `KeyError` for one that is missing."""
    return Axes(Time(row["time"]), Granularity(row["granularity"]), Modality(row["modality"]))


def read_axes(table: Mapping[str, Mapping[str, str]]) -> dict[str, Axes]:
    """Read platform → axes. Raises as `axes_of` does."""
    return {platform: axes_of(row) for platform, row in table.items()}
