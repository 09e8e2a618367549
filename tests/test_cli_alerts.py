"""Alarms and places at the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


def test_alarms_are_looked_for_listed_and_put_away(here: Here, tmp_path: Path) -> None:
    assert here("alerts").out.startswith("Nothing rings.")
    assert "volume_1h: In the last hour" in here("alerts", "live").out
    for _ in range(3):
        here("sync")  # nothing can be reached: the accounts of this town have no platform
    found = here("alerts", "--json").data["alerts"]
    assert {one["kind"] for one in found} <= {"silent", "offline"}
    assert found
    listed = here("alerts")
    assert listed.status == 1, "somebody should look"
    name = found[0]["id"][-8:]
    assert here("alerts", "rows", name).out
    assert here("alerts", "close", name, "--note", "Its server moved.").status in (0, 1)
    assert name not in here("alerts").out
    assert "Its server moved." in here("alerts", "--all").out
    table = tmp_path / "alerts.csv"
    assert here("alerts", "--all", "--to", table).status == 0
    assert "Its server moved." in table.read_text(encoding="utf-8")
    assert here("alerts", "close", "nothing-like-it").status == 2


def test_places_are_listed_and_decided_on(here: Here, tmp_path: Path) -> None:
    found = here("places", "--json").data["places"]
    assert found
    place = found[0]["key"]
    assert here("places", "rows", place).out
    assert here("places", "decide", place, "listen").status == 1, "a reason is missing"
    said = here("places", "decide", place, "listen", "--why", "People help each other there.")
    assert "Listen only · People help each other there." in said.out
    assert "Listen only" in here("places", "history", place).out
    assert here("places", "history", "nowhere.example").out.startswith("Nothing was decided")
    assert here("places", "rows", "nowhere.example").status == 2
    table = tmp_path / "places.md"
    assert here("places", "--to", table).status == 0
    assert "| listen |" in table.read_text(encoding="utf-8")
