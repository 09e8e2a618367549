"""Where posts of ours go: chosen among the places of the server, or typed, and told where it can be none."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cmworkstation.domain.reply import OutboxState
from cmworkstation.ui.accounts.place import PlaceDialog
from tests.connectors.fake_matrix import HALL, PASSWORD, US, FakeMatrix
from tests.connectors.misbehaving import serving


@pytest.fixture
def home() -> Iterator[FakeMatrix]:
    with serving(FakeMatrix()) as fake:
        yield fake


def asked(desk, home) -> PlaceDialog:
    desk.begin("Matrix", f"{US} {home.origin}")
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    desk.press("Add the account")
    desk.settle()
    assert desk.window.act("accounts.places")
    desk.settle()
    dialog: PlaceDialog = desk.page.findChildren(PlaceDialog)[0]
    return dialog


def test_a_room_is_chosen_and_a_post_of_ours_stands_in_it(desk, home):
    dialog = asked(desk, home)
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert names[0] == "Nowhere: a person posts it"
    assert dialog.keep.text() == "Post by hand"
    row = next(n for n in range(len(names)) if dialog.list.item(n).data(0x0100) == HALL)
    dialog.list.setCurrentRow(row)
    assert dialog.keep.text() == "Post there"
    dialog.keep.click()
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert account.settings["post_place"] == HALL
    assert account.capabilities.posts
    draft = desk.services.posting.begin(account.id, "The bridge", "en")
    said = replace(draft, body="The bridge is closed.")
    sent, _ = desk.services.outbox.queue(said, hold_s=0)
    desk.services.outbox.deliver(sent.id)
    assert desk.services.outbox.row(sent.id).state is OutboxState.SENT
    assert home.created == ["The bridge is closed."]


def test_what_can_be_no_place_is_said_and_nothing_is_kept(desk, home):
    dialog = asked(desk, home)
    dialog.typed.setText("the big one")
    dialog.keep.click()
    assert dialog._trouble.text() == "This is not how a place is called on this platform."
    (account,) = desk.services.accounts.listed()
    assert "post_place" not in account.settings
    assert not account.capabilities.posts
