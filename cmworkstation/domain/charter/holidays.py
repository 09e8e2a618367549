"""Public holidays of countries and their parts, as the `holidays` library knows them.

A region is a country's code, alone or with one of its parts: "FR", "FR-57", "GB-ENG", "DE-BY". What a charter's
signed version holds frozen comes before what the library says today, so that its next release moves no deadline.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

Frozen = Mapping[str, Mapping[str, Sequence[str]]]  # region → year → days, as "2026-12-25"

# Names of regions that charters use and the library spells otherwise.
ALIASES = {"FR-ALS": ("FR", "6AE")}
EXAMPLES = ("FR", "FR-57", "GB-ENG", "DE-BY", "US-CA")


@lru_cache(1)
def _countries() -> Mapping[str, Sequence[str]]:
    import holidays as library  # noqa: PLC0415 - 16 MB and 0.15 s, for calendars that ask only

    return library.list_supported_countries(include_aliases=False)


def _parts(region: str) -> tuple[str, str]:
    if region in ALIASES:
        return ALIASES[region]
    country, dash, part = region.partition("-")
    return country, part or dash


def is_known(region: str) -> bool:
    """Tell whether there is such a region."""
    country, part = _parts(region)
    known = _countries().get(country)
    return known is not None and (not part or part in known)


def regions_near(region: str) -> tuple[str, ...]:
    """Return what could be written instead: the parts of that country, else a few examples."""
    country, _ = _parts(region)
    known = _countries().get(country)
    if known is None:
        return EXAMPLES
    return (country, *(f"{country}-{part}" for part in known))


@lru_cache(256)
def holidays(region: str, year: int) -> frozenset[date]:
    """Return the holidays of a region in a year; none for "" or an unknown region."""
    if not region:
        return frozenset()
    import holidays as library  # noqa: PLC0415 - see above

    country, part = _parts(region)
    try:
        return frozenset(library.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:  # how the library says that it does not know one of the two
        return frozenset()


def frozen_or_known(region: str, year: int, frozen: Frozen) -> frozenset[date]:
    """Return the holidays that were frozen for a region and year, else those that are known today."""
    kept = frozen.get(region, {}).get(str(year))
    if kept is None:
        return holidays(region, year)
    return frozenset(date.fromisoformat(day) for day in kept)
