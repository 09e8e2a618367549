"""The bundle in the window: of a period, with a way to stop, and compared afterwards."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.ui.proof.bundle import BundleDialog
from tests.builders_workspace import a_town
from tests.ui.inbox.conftest import Scene, ended


@pytest.fixture
def town(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(a_town(tmp_path / "w"), qtbot)
    yield scene
    for one in scene.window.findChildren(BundleDialog):
        one.close()
    ended(scene)


def opened(scene: Scene) -> BundleDialog:
    scene.window.act("proof.bundle")
    return scene.window.findChildren(BundleDialog)[-1]


def test_a_bundle_is_written_and_compared(town: Scene, tmp_path: Path) -> None:
    dialog = opened(town)
    file = tmp_path / "all.zip"
    dialog.write_to(str(file))
    assert not dialog.writer.isEnabled()
    assert dialog.working.stopper.isVisible()
    town.settle()
    assert dialog.said.text().startswith("all.zip: 16 messages, 0 replies")
    assert dialog.writer.isEnabled()
    dialog.compare(str(file))
    town.settle()
    assert dialog.said.text().endswith("rows compared, 0 differences.")


def test_a_period_is_asked_for_by_days_and_the_last_one_belongs_to_it(
    town: Scene, tmp_path: Path
) -> None:
    dialog = opened(town)
    town.qtbot.keyClicks(dialog.since, "2026-09-02")
    town.qtbot.keyClicks(dialog.until, "2026-09-02")
    dialog.write_to(str(tmp_path / "b.zip"))
    town.settle()
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["since"], manifest["until"]) == (
        "2026-09-02T00:00:00+00:00",
        "2026-09-03T00:00:00+00:00",
    )
    assert 0 < manifest["rows"]["messages"] < 16


def test_a_day_that_cannot_be_understood_is_said(town: Scene, tmp_path: Path) -> None:
    dialog = opened(town)
    town.qtbot.keyClicks(dialog.since, "31/02/2026")
    dialog.choose()
    dialog.write_to(str(tmp_path / "b.zip"))
    town.settle()
    assert dialog.said.text().startswith("This is no day. Write it as ")
    assert not (tmp_path / "b.zip").exists()


def test_stopping_leaves_nothing_and_what_cannot_be_done_is_said(
    town: Scene, tmp_path: Path
) -> None:
    dialog = opened(town)
    place = tmp_path / "place"
    place.mkdir()
    dialog.write_to(str(place / "b.zip"))
    dialog.working.stop()
    town.settle()
    assert not (place / "b.zip.part").exists()
    dialog.compare(str(tmp_path / "none.zip"))
    town.settle()
    assert dialog.said.text().startswith("This file is not there")
