"""The dashboard and reach at the command line: said, as data, and as files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


def test_the_dashboard_is_said_in_the_order_of_its_tiles_and_as_data(here: Here) -> None:
    said = here("dashboard", "--days", "30")
    assert said.status == 0
    assert said.out.index("Changed thanks to you") < said.out.index("Who waits now")
    data = here("dashboard", "--json").data
    assert [one["tile"] for one in data["tiles"]] == (
        "changed asks platforms waiting times promises voices dependence rules".split()
    )
    assert all("people" not in one for one in data["tiles"])


def test_the_dashboard_is_written_as_a_page_as_markdown_and_as_a_table(
    here: Here, tmp_path: Path
) -> None:
    files = {form: tmp_path / f"board.{form}" for form in ("html", "markdown", "csv")}
    asked = [word for form, file in files.items() for word in (f"--{form}", file)]
    made = here("dashboard", *asked, "--json").data
    assert made["files"] == [str(one) for one in files.values()]
    assert "default-src 'none'" in files["html"].read_text(encoding="utf-8")
    assert files["markdown"].read_text(encoding="utf-8").startswith("# Dashboard")
    assert files["csv"].read_text(encoding="utf-8").startswith("tile,line,column,value")


def test_reach_is_said_and_what_is_for_people_here_alone_is_in_no_file(
    here: Here, tmp_path: Path
) -> None:
    assert "Never answered" in here("reach").out
    page = tmp_path / "reach.html"
    assert here("reach", "--html", page).status == 0
    written = page.read_text(encoding="utf-8")
    assert "The usual few" in written
    assert "Never answered" not in written
    assert "What was hostile" not in written
