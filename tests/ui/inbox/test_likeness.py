"""Who looks like one of ours, or like somebody who was here before, is marked in list and thread, in words."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from cmworkstation.domain.message import Writer
from cmworkstation.services.workstation import Services
from cmworkstation.ui.inbox import likeness
from cmworkstation.ui.widgets.labels import PlainLabel
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.ui.inbox.conftest import Scene

NADIA = Writer("https://social.example/@nadia", "Nadia Perrault", "@nadia@social.example")
FORGED = Writer("https://far.example/@nadia", "Nаdia Perrault", "@nadia@far.example")
CLERK = Writer("https://far.example/@mairie", "MAIRIE D’ORMAIE", "@info@far.example")
OTHER = Writer("https://far.example/@nadia2", "Nadia Perrault", "@perrault@far.example")


@pytest.fixture(autouse=True)
def _learns_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is learnt by itself while a test looks on."""
    monkeypatch.setattr(likeness, "PAUSE_MS", 3_600_000)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    made = a_workstation(tmp_path / "w")
    account = add_account(made, "Mairie d’Ormaie", handle="@ormaie@social.example")
    people = (NADIA, FORGED, CLERK, OTHER)
    items = [a_message(f"m{n}", "Hello", 9 - n, writer=one) for n, one in enumerate(people)]
    receive(made, account, items)
    return made


def spoken(scene: Scene) -> dict[str, str]:
    """Return what a screen reader says of each row, by the author's name."""
    model = scene.page.model
    rows = range(model.rowCount())
    found = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in rows]
    return dict(zip(scene.authors(), found, strict=True))


def said_in_thread(scene: Scene, name: str) -> list[str]:
    scene.open(name)
    (card,) = scene.page.thread_pane.line.cards()
    return [label.text() for label in card.findChildren(PlainLabel)]


def test_the_list_says_who_looks_like_whom(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    scene.page.likeness.learn()
    scene.settle()
    rows = spoken(scene)
    assert "looks like you" in rows[CLERK.name]
    assert "disguised name" in rows[FORGED.name]
    assert "looks like" not in rows[NADIA.name] + rows[OTHER.name]
    assert "disguised" not in rows[NADIA.name] + rows[OTHER.name]


def test_the_thread_names_whom_somebody_is_not(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    assert said_in_thread(scene, "MAIRIE") == []
    scene.page.likeness.learn()
    scene.settle()
    (said,) = said_in_thread(scene, "MAIRIE")
    assert said == (
        "Careful: this is not your account Mairie d’Ormaie @ormaie@social.example, only its name looks so."
    )
    (said,) = said_in_thread(scene, FORGED.name)
    assert "not Nadia Perrault @nadia@social.example" in said
    (card,) = scene.page.thread_pane.line.cards()
    assert said in card.accessibleName()
    assert said_in_thread(scene, NADIA.name) == []


def test_an_open_thread_is_marked_once_the_names_are_known(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    scene = a_scene(services)
    scene.open("MAIRIE")
    scene.page.likeness.learn()
    scene.settle()
    (card,) = scene.page.thread_pane.line.cards()
    assert len(card.findChildren(PlainLabel)) == 1


def test_whoever_comes_later_is_compared_with_who_was_here(
    a_scene: Callable[..., Scene], services: Services
) -> None:
    assert services.lookalikes.learn()
    assert not services.lookalikes.learn(), "nobody new"
    account = services.accounts.listed()[0]
    late = Writer("https://far.example/@n3", "Nadia РerrauIt", "@n3@far.example")
    receive(services, account, [replace(a_message("late", "Hello", 1), writer=late, at=NOW)])
    assert services.lookalikes.learn()
    found = services.lookalikes.mistaken_for(late.name, late.handle)
    assert found is not None
    assert found.handle == NADIA.handle
    services.accounts.change(account.id, name="Nadia РerrauIt")
    assert services.lookalikes.learn(), "an account has another name"
    found = services.lookalikes.mistaken_for(NADIA.name, NADIA.handle)
    assert found is not None
    assert found.ours
    services.close()
