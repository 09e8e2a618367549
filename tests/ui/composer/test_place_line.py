"""Above the text of a post of ours stands where it goes, and it is changed there, by mouse, keys and palette."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.services.workstation import open_services
from cmworkstation.store import post_places
from cmworkstation.ui.composer.pane import ComposerPane
from cmworkstation.ui.composer.place_of_post import PlaceOfPost
from cmworkstation.vault import Vault
from tests.builders_workspace import NOW, add_account
from tests.clocks import SetClock
from tests.services.test_post_places import PLACES, Forum
from tests.ui.composer.conftest import HERE
from tests.ui.inbox.conftest import Scene, a_scene

__all__ = ["a_scene"]


@pytest.fixture
def scene(a_scene: Callable[..., Scene], tmp_path: Path) -> Scene:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(
        tmp_path / "forum", {"pretend": lambda: Forum}, vault=vault, clock=SetClock(NOW)
    )
    account = add_account(services, "Forum", platform="pretend", capabilities=HERE)
    services.accounts.choose_place(account.id, "12")
    with services.workspace.write() as connection:
        post_places.keep(connection, account.id, PLACES, NOW)
    return a_scene(services)


def written(scene: Scene) -> tuple[ComposerPane, Draft]:
    """Begin a post, and open it in the composer."""
    services = scene.services
    (account,) = services.accounts.listed()
    draft = services.posting.begin(account.id, "Le pont", "fr")
    draft, _ = services.drafts.save(replace(draft, body="Le pont est fermé."))
    pane = ComposerPane(scene.window)
    pane.open(draft.conversation_id)
    pane.look()
    settle(scene)
    return pane, draft


def settle(scene: Scene) -> None:
    for _ in range(3):
        scene.settle()


def opened(scene: Scene) -> PlaceOfPost:
    (found,) = (one for one in scene.window.findChildren(PlaceOfPost) if one.isVisible())
    return found


def test_a_post_says_where_it_goes_and_goes_elsewhere_by_two_clicks(scene: Scene) -> None:
    pane, draft = written(scene)
    assert pane.place.row.said.text() == "Goes to Annonces, as all posts of this account"
    pane.place.row.change.click()
    settle(scene)
    dialog = opened(scene)
    assert [dialog.list.item(n).text() for n in range(dialog.list.count())] == [
        "As the account says: Annonces",
        "Travaux",
    ]
    dialog.list.setCurrentRow(1)
    dialog.keep.click()
    settle(scene)
    found = scene.services.post_places.of_draft(draft)
    assert found is not None
    assert found.place == PLACES[1]
    pane.look()
    settle(scene)
    assert pane.place.row.said.text() == "Goes to Travaux, this post alone"


def test_taken_back_it_goes_where_its_account_says(scene: Scene) -> None:
    pane, draft = written(scene)
    pane.place.keep(draft, "13", "")
    settle(scene)
    assert scene.window.act("edit.undo") or scene.window.act("app.undo")
    settle(scene)
    found = scene.services.post_places.of_draft(draft)
    assert found is not None
    assert not found.own
