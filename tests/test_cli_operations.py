"""Operations at the command line: planned, listed, checked, written to a calendar and taken in again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


def test_operations_are_planned_listed_and_checked(here: Here) -> None:
    add = ("operations", "add", "Winter", "fair", "--kind", "event", "--on", "friday")
    more = ("--theme", "Fairs", "--audience", "Families", "--channel", "Paper bulletin")
    assert here(*add, *more).status == 0
    listed = here("operations", "--json").data["operations"]
    (one,) = (each for each in listed if each["title"] == "Winter fair")
    assert (one["kind"], one["theme"], one["state"]) == ("event", "Fairs", "idea")
    assert "Winter fair" in here("operations").out
    checks = here("operations", "checks", "--json")
    assert checks.status == 1
    said = {each["check"]: each["about"] for each in checks.data["findings"]}
    assert said["event-silent"] == [one["id"]]
    assert here("operations", "add", "--on", "friday").status == 1  # without a title
    assert here("operations", "add", "Fair", "--on", "someday").status == 1


def test_a_calendar_goes_out_and_comes_in_without_doubling(here: Here, tmp_path: Path) -> None:
    here("operations", "add", "Fair", "--on", "2026-10-02")
    file = tmp_path / "ours.ics"
    assert here("operations", "export", str(file)).status == 0
    again = here("operations", "import", str(file), "--json").data
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 1)
    other = (
        file.read_text("utf-8")
        .replace("UID:operation-", "UID:theirs-")
        .replace("@cmworkstation.invalid", "@town.example")
    )
    file.write_text(other, "utf-8", newline="")
    looked = here("operations", "import", str(file), "--dry-run", "--json").data
    assert looked["new"] == 1
    assert here("operations", "import", str(file), "--json").data["new"] == 1
    assert here("operations", "import", str(file), "--json").data["new"] == 0
    assert here("operations", "import").status == 1


def test_relays_name_the_gaps(here: Here) -> None:
    assert here("operations", "relays").status == 0
    table = here("operations", "--csv", str(Path("plan.csv").absolute()))
    assert table.status == 0
    Path("plan.csv").unlink()
