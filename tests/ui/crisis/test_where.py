"""Where a statement and what is added to it go on a platform that has places: said below the account, and changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cmworkstation.services.workstation import open_services
from cmworkstation.store import post_places
from cmworkstation.ui.composer.place_of_post import PlaceOfPost
from cmworkstation.ui.crisis.addendum_dialog import AddendumDialog
from cmworkstation.ui.crisis.page import CrisisPage
from cmworkstation.ui.crisis.statement_dialog import StatementDialog
from cmworkstation.ui.crisis.where import Where
from cmworkstation.vault import Vault
from tests.builders_workspace import NOW, add_account
from tests.clocks import SetClock
from tests.services.test_addenda import CHANGED, TEXT, leaves
from tests.services.test_desk import TRIGGERS
from tests.services.test_post_places import PLACES, Forum
from tests.ui.composer.conftest import CHARTER, HERE
from tests.ui.crisis.test_desk import desk, opened, settle, storm
from tests.ui.inbox.conftest import Scene, a_scene

__all__ = ["a_scene"]


@pytest.fixture(params=["12", ""], ids=["with a place of the account", "without one"])
def scene(a_scene: Callable[..., Scene], tmp_path: Path, request: pytest.FixtureRequest) -> Scene:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(
        tmp_path / "forum", {"pretend": lambda: Forum}, vault=vault, clock=SetClock(NOW)
    )
    account = add_account(services, "Forum", platform="pretend", capabilities=HERE)
    services.accounts.choose_place(account.id, request.param)
    with services.workspace.write() as connection:
        post_places.keep(connection, account.id, PLACES, NOW)
    charter, _ = services.charters.save(CHARTER + TRIGGERS)
    services.charters.assign(account.id, charter)
    return a_scene(services)


def goes_to_the_works(scene: Scene, where: Where) -> None:
    """Let it go to the category of road works, as somebody does with the mouse."""
    (row,) = where.rows.values()
    row.change.click()
    places = opened(scene, PlaceOfPost)
    found = [places.list.item(n).text() for n in range(places.list.count())]
    places.list.setCurrentRow(found.index("Travaux"))
    places.keep.click()
    settle(scene)
    assert row.said.text() == "Goes to Travaux, this post alone"


def stated(scene: Scene) -> CrisisPage:
    storm(scene)
    page = desk(scene)
    page.buttons()["statement"].click()
    dialog = opened(scene, StatementDialog)
    dialog.fields["next_update"].setText("15:30")
    goes_to_the_works(scene, dialog.where)
    assert dialog.by_hand.text() == "", "what has a place leaves by itself"
    dialog.post.click()
    settle(scene)
    return page


def test_a_statement_goes_to_the_place_that_was_chosen_for_it(scene: Scene) -> None:
    stated(scene)
    (row,) = scene.services.outbox.rows()
    assert scene.services.post_places.of_reply(row.id) == PLACES[1]


def test_where_a_statement_goes_is_said_before_anything_is_chosen(scene: Scene) -> None:
    storm(scene)
    page = desk(scene)
    page.buttons()["statement"].click()
    dialog = opened(scene, StatementDialog)
    ((id_, row),) = dialog.where.rows.items()
    default = scene.services.accounts.one(id_).settings.get("post_place", "")
    said = (
        "Goes to Annonces, as all posts of this account"
        if default
        else "No place is chosen: a person posts it."
    )
    assert row.said.text() == said
    dialog.where.ticks[id_].setChecked(False)
    assert row.isHidden()
    assert dialog.where.places() == {}


def test_an_addendum_has_a_place_only_as_a_post_of_its_own(scene: Scene) -> None:
    page, services = stated(scene), scene.services
    (row,) = services.outbox.rows()
    leaves(services, row.id, "post-1")
    page.shown()
    settle(scene)
    page.buttons()["addendum"].click()
    dialog = opened(scene, AddendumDialog)
    (line,) = dialog.where.rows.values()
    assert line.isHidden(), "below its statement it goes where the statement stands"
    dialog.own.setChecked(True)
    assert not line.isHidden()
    goes_to_the_works(scene, dialog.where)
    dialog.changed.setText(CHANGED)
    dialog.text.setPlainText(TEXT)
    dialog.post.click()
    settle(scene)
    (new,) = [one for one in services.outbox.rows() if one.id != row.id]
    assert services.post_places.of_reply(new.id) == PLACES[1]
