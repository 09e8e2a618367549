"""The crisis level in the window: declared with its reason, above all pages, and ended again."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from cmworkstation.ui.crisis.acts import KEY, CrisisBand
from cmworkstation.ui.crisis.dialog import CrisisDialog
from tests.services.test_crises import LEVELS, WHY
from tests.ui.composer.conftest import CHARTER, a_shop
from tests.ui.inbox.conftest import Scene, a_scene

__all__ = ["a_scene"]


@pytest.fixture
def scene(a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:
    services = a_shop(tmp_path / "shop")
    services.charters.save(CHARTER + LEVELS)
    return a_scene(services)


def settle(scene: Scene) -> None:
    for _ in range(3):
        scene.settle()


def dialog_of(scene: Scene) -> CrisisDialog:
    assert scene.window.act("crisis.change")
    settle(scene)
    dialog = scene.window.findChild(CrisisDialog)
    assert dialog is not None
    return dialog


def band(scene: Scene, watch: CrisisBand) -> str:
    """Return what stands above all pages."""
    watch.look()
    settle(scene)
    found = scene.window._bands._bands.get(KEY)
    return f"{found[0].text}\n{found[0].hint}" if found else ""


def test_a_level_is_declared_stands_above_all_pages_and_is_ended(scene: Scene) -> None:
    watch = CrisisBand(scene.window, scene.services)
    assert band(scene, watch) == ""
    dialog = dialog_of(scene)
    assert dialog.now.text() == "All is normal."
    assert not dialog.levels[""].isEnabled()
    dialog.levels["storm"].setChecked(True)
    assert not dialog.declare.isEnabled()
    dialog.why.setText(WHY)
    dialog.declare.click()
    settle(scene)
    said = band(scene, watch)
    assert said.startswith("Storm (level 2) at The shop, since ")
    assert said.endswith(WHY)
    dialog = dialog_of(scene)
    assert not dialog.levels["storm"].isEnabled()
    dialog.levels[""].setChecked(True)
    assert dialog.declare.text() == "End the crisis"
    dialog.why.setText("The bridge is open again")
    dialog.declare.click()
    settle(scene)
    assert band(scene, watch) == ""
    assert scene.services.crises.declared() == ()


def test_the_charter_for_which_what_is_measured_speaks_is_in_front(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    annex = CHARTER.replace('id = "shop"', 'id = "annex"').replace("The shop", "The annex")
    scene.services.charters.save(annex + LEVELS)
    assert [one.charter.header.id for one in scene.services.crises.ladders()] == ["annex", "shop"]
    for due in ("shop", "annex"):
        monkeypatch.setattr(
            type(scene.services.triggers),
            "look",
            lambda _, id_, due=due: SimpleNamespace(proposal=id_ == due),
        )
        dialog = dialog_of(scene)
        assert dialog.ladder().charter.header.id == due
        dialog.reject()
        settle(scene)


def test_what_others_must_declare_cannot_be_chosen(scene: Scene) -> None:
    from cmworkstation.domain.profile import Role

    people = scene.services.profiles
    people.add("Hester", [Role.KEEPER, Role.SPOKESPERSON], [("shop", "head")])
    tom = people.add("Tom", [Role.SPOKESPERSON], [("shop", "desk")])
    people.switch_to(tom.id)
    dialog = dialog_of(scene)
    assert [level for level, one in dialog.levels.items() if one.isEnabled()] == ["watch"]
    described = dialog.levels["storm"].accessibleDescription()
    assert described.startswith("The charter names others for this step.")
    dialog.reject()
