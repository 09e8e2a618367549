"""Presence at the command line: names, looks at names, dependence, the map, and their tables."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


def test_names_are_entered_changed_and_published(here: Here, tmp_path: Path) -> None:
    assert here("presence").out.startswith("No name is in the register yet")
    field = ("--set", "status=official", "--set", "address=https://www.instagram.com/lamaison/")
    made = here("presence", "add", "lamaison", "--on", "instagram", *field, "--json").data
    assert (made["status"], "no-deputy" in made["concerns"]) == ("official", True)
    listed = here("presence")
    assert listed.status == 1, "somebody is missing"
    assert "No second person" in listed.out
    whole = [f"--set={name}=Ines" for name in ("owner", "deputy", "second_factor", "recovery")]
    assert here("presence", "set", made["id"][-8:], *whole).status == 0
    assert here("presence").status == 0
    page = tmp_path / "page.html"
    assert here("presence", "official", "--form", "html", "--to", page).status == 0
    assert 'rel="me" href="https://www.instagram.com/lamaison/"' in page.read_text(encoding="utf-8")
    table = tmp_path / "names.md"
    assert here("presence", "--to", table).status == 0
    assert "| lamaison |" in table.read_text(encoding="utf-8")
    assert here("presence", "remove", "lamaison").status == 0
    assert here("presence", "remove", "lamaison").status == 2


@pytest.mark.parametrize(
    "words",
    [
        ("presence", "set", "nobody"),
        ("presence", "add", "x", "--on", "y", "--set", "password=secret"),
        ("presence", "add", "x", "--on", "y", "--set", "renews_on=soon"),
        ("dependence", "--closing", "nothing"),
        ("media-map", "--place", "Mairie", "noon", "here", "1-1"),
    ],
)
def test_what_nobody_knows_is_wrong_use(here: Here, words: tuple[str, ...]) -> None:
    assert here(*words).status == 2


def test_an_account_is_taken_in_and_a_false_one_reported(here: Here) -> None:
    assert "taken in" in here("presence", "accounts").out
    here("presence", "add", "mairie_fr", "--on", "instagram", "--set", "status=impersonated")
    said = here("presence", "report", "mairie_fr", "--lang", "fr").out
    assert "usurpation" in said
    assert "mairie_fr" in said


def test_looks_are_logged_and_look_alikes_listed(here: Here) -> None:
    looked = ("presence", "look", "lamaison", "--on", "tiktok")
    assert here(*looked).status == 1, "without a result"
    assert "taken by Bob" in here(*looked, "--result", "taken", "--by", "Bob").out
    names = here("presence", "names", "lamaison", "--json").data["names"]
    last = {one["platform"]: one["last"] for one in names}
    assert last["tiktok"]["holder"] == "Bob"
    assert last["youtube"] is None
    alike = here("presence", "alike", "lamaison", "--json").data["lookalikes"]
    assert {"la_maison", "llamaison"} <= {one["name"] for one in alike}


def test_dependence_says_what_is_unknown_and_what_would_be_lost(here: Here, tmp_path: Path) -> None:
    account = here("dependence", "--json").data
    audience = next(one for one in account["figures"] if one["part"] == "audience")
    assert audience["band"] == "unknown"
    name = json.loads(here("presence", "accounts", "--json").out)
    assert name["added"] >= 1
    handle = here("presence", "--json").data["presence"][0]["handle"]
    counted = here("dependence", "--count", handle, "1200", "--json").data
    audience = next(one for one in counted["figures"] if one["part"] == "audience")
    assert 1200 in [one["n"] for one in audience["amounts"]]
    lost = here("dependence", "--closing", handle)
    assert "could not be reached any more" in lost.out
    table = tmp_path / "people.jsonl"
    assert here("dependence", "--closing", handle, "--to", table).status == 0
    people = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
    assert len(people) == len(here("dependence", "--closing", handle, "--json").data["people"])


def test_the_map_names_what_is_missing_and_places_an_account(here: Here) -> None:
    first = here("media-map", "--json").data
    assert "predictive" in first["missing"]["time"]
    name = first["points"][0]["name"]
    placed = here("media-map", "--place", name, "predictive", "here", "1-many", "--json").data
    assert "predictive" not in placed["missing"]["time"]
    assert "ahead of time" in here("media-map").out
