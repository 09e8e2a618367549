"""The media map: what stands nowhere is named, and the shipped places are all of the map."""

import tomllib

import pytest

from cmworkstation import connectors, resources
from cmworkstation.domain.media_map import (
    Axes,
    Granularity,
    Modality,
    Point,
    Time,
    axes_of,
    holes,
    read_axes,
)


def test_holes_are_the_values_at_which_nothing_stands() -> None:
    point = Point("1", "Mairie", "email", Axes(Time.HOUR, Granularity.TOWN, Modality.ONE_TO_ONE))
    missing = holes([point])
    assert missing.time == (Time.PREDICTIVE, Time.MINUTE, Time.DAY, Time.LASTING)
    assert Granularity.TOWN not in missing.granularity
    assert Modality.ONE_TO_ONE not in missing.modality
    assert bool(missing)


def test_with_something_everywhere_nothing_is_missing() -> None:
    everywhere = [
        Point(f"{a}{b}{c}", "", "", Axes(a, b, c))
        for a in Time
        for b in Granularity
        for c in Modality
    ]
    assert not holes(everywhere)


def test_the_shipped_places_can_be_read_and_a_wrong_one_is_refused() -> None:
    usual = read_axes(tomllib.loads(resources.text("media_axes.toml")))
    assert usual["email"] == Axes(Time.HOUR, Granularity.HERE, Modality.ONE_TO_ONE)
    assert usual["calendar"].time is Time.PREDICTIVE
    with pytest.raises(ValueError, match="noon"):
        read_axes({"x": {"time": "noon", "granularity": "here", "modality": "1-1"}})


@pytest.mark.parametrize("key", sorted({*connectors.OURS} - {"demo", "manual"}))
def test_each_connector_says_the_same_of_its_platform_as_the_shipped_places(key: str) -> None:
    look = {"mail": "email", "x": "twitter"}.get(key, key)
    usual = read_axes(tomllib.loads(resources.text("media_axes.toml")))
    assert axes_of(connectors.loaders()[key]().manifest.media_axes) == usual[look]
