"""The journal in the window: who did what, in words, and the check that names the first altered act."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.profile import Role
from cmworkstation.ui.proof import journal
from cmworkstation.ui.proof.journal import JournalDialog
from tests.builders_workspace import a_town
from tests.ui.inbox.conftest import Scene, ended


@pytest.fixture
def town(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    services = a_town(tmp_path / "w")
    services.profiles.add("Ines Carvalho", [Role.KEEPER])
    tom = services.profiles.add("Tom Abara", [Role.DRAFTER])
    services.profiles.replace_key(tom.id, "Lost computer")
    scene = Scene(services, qtbot)
    yield scene
    for one in scene.window.findChildren(JournalDialog):
        one.close()
    ended(scene)


def opened(scene: Scene) -> JournalDialog:
    scene.window.act("proof.journal")
    return scene.window.findChildren(JournalDialog)[-1]


def lines(dialog: JournalDialog) -> list[str]:
    return [dialog.list.item(n).text() for n in range(dialog.list.count())]


def test_a_replaced_key_shows_who_replaced_whose_and_why(town: Scene) -> None:
    newest, entered, first = lines(opened(town))
    tom = town.services.profiles.listed()[1]
    mark = town.services.profiles.keys(tom.id)[0].fingerprint
    assert newest.startswith(
        "Ines Carvalho replaced a person’s key\n3 · 03 Sep 2026 14:05:00 · Tom Abara · "
    )
    assert f"{mark[:4]} {mark[4:8]}" in newest
    assert newest.endswith(" · Lost computer")
    assert entered.startswith("Ines Carvalho entered a person\n2 · ")
    assert first.startswith("Entered a person\n1 · "), "nobody had a name yet"


def test_the_check_says_that_all_is_well_or_names_the_first_altered_act(town: Scene) -> None:
    dialog = opened(town)
    dialog.checker.click()
    town.settle()
    assert dialog.said.text() == "All is well; 3 acts in the journal."
    with town.services.workspace.write() as connection:
        connection.execute("UPDATE journal_payload SET payload='{}' WHERE n=2")
        connection.execute("UPDATE journal SET head='?' WHERE n=3")
    dialog.checker.click()
    town.settle()
    assert dialog.said.text().startswith("The words of act 2 of the journal (profile.add, ")
    dialog._look()
    assert len(lines(dialog)) == 3, "what was altered is still listed"


def test_earlier_acts_come_when_they_are_asked_for(
    town: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "AT_ONCE", 2)
    dialog = opened(town)
    assert len(lines(dialog)) == 2
    dialog.more.click()
    assert len(lines(dialog)) == 3
    assert not dialog.more.isVisible()
