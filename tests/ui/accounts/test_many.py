"""Very many accounts: cards are built a few at a time, and only as many as somebody scrolls to."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cmworkstation.domain.account import TokenState
from cmworkstation.ui.accounts.card import AccountCard
from cmworkstation.ui.accounts.card_list import AT_ONCE, PORTION, CardList
from cmworkstation.ui.accounts.page import AccountsPage
from cmworkstation.ui.inbox.view_keys import OF_ACCOUNTS
from cmworkstation.ui.status import LISTED
from tests.builders_workspace import a_workstation, add_account
from tests.ui.inbox.conftest import Scene, ended

MANY = 3 * PORTION + 5

pytestmark = pytest.mark.fault("F20")


@pytest.fixture
def scene(tmp_path: Path, qtbot: Any) -> Iterator[Scene]:
    services = a_workstation(tmp_path / "w")
    for n in range(MANY):
        add_account(services, f"Service {n}", colour=n % 12)
    made = Scene(services, qtbot)
    yield made
    ended(made)


def page_of(scene: Scene) -> AccountsPage:
    page = scene.window.page("accounts")
    assert isinstance(page, AccountsPage)
    return page


def cards_of(scene: Scene) -> CardList:
    return page_of(scene)._scroll


def built(scene: Scene) -> int:
    return len(page_of(scene).findChildren(AccountCard))


def all_built(scene: Scene, count: int) -> CardList:
    """Wait until so many cards stand there and nothing more is to be built."""
    cards = cards_of(scene)
    scene.qtbot.waitUntil(
        lambda: len(cards.cards) == count and not cards._next.isActive(), timeout=30_000
    )
    scene.settle()
    assert built(scene) == count
    return cards


def opened(scene: Scene) -> CardList:
    scene.window.go("accounts")
    return all_built(scene, PORTION)


def following(widget: QWidget) -> QWidget:
    """Return where Tab goes from here."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Tab)
    at = QApplication.focusWidget()
    assert at is not None
    return at


def in_tab_order(cards: CardList) -> list[AccountCard]:
    """Return the cards in the order in which Tab comes into them, from the first one around."""
    at = start = cards.cards[0].stops()[0]
    found: list[AccountCard] = []
    while True:
        card = next((one for one in cards.cards if one.holds(at)), None)
        if card is not None and card not in found[-1:]:
            found.append(card)
        at = following(at)
        if at is start:
            return found


def names(cards: list[AccountCard]) -> list[str]:
    return [card.accessibleName().split(",")[0] for card in cards]


def test_a_turn_builds_a_few_cards_and_the_page_a_portion_of_them(scene: Scene) -> None:
    counts: list[int] = []
    scene.window.go("accounts")
    cards = cards_of(scene)
    assert built(scene) == AT_ONCE
    cards._next.timeout.connect(lambda: counts.append(len(cards.cards)))
    all_built(scene, PORTION)
    steps = [after - before for before, after in pairwise(counts)]
    assert counts
    assert max([AT_ONCE, *steps]) == AT_ONCE
    assert names(cards.cards) == [f"Service {n}" for n in range(PORTION)]
    assert cards.more.isVisible()
    assert cards.more.text() == f"Show {PORTION} more of {MANY} accounts"


def test_scrolling_to_the_end_shows_more_until_all_are_there(scene: Scene) -> None:
    cards = opened(scene)
    bar = cards.verticalScrollBar()
    for count in (2 * PORTION, 3 * PORTION, MANY):
        bar.setValue(bar.maximum())
        all_built(scene, count)
    assert not cards.more.isVisible()
    assert names(cards.cards) == [f"Service {n}" for n in range(MANY)]


def test_the_button_shows_more_and_takes_the_focus_to_the_first_of_them(scene: Scene) -> None:
    cards = opened(scene)
    scene.window.activateWindow()
    cards.more.setFocus()
    scene.qtbot.waitUntil(cards.more.hasFocus)
    scene.qtbot.keyClicks(cards.more, " ")
    assert QApplication.focusWidget() is cards.cards[PORTION]
    assert len(cards.cards) >= PORTION + AT_ONCE
    assert page_of(scene)._current() == cards.cards[PORTION].account_id


def test_tab_comes_to_the_cards_in_their_order_also_where_one_was_built_anew(scene: Scene) -> None:
    cards = opened(scene)
    before = list(cards.cards)
    third = cards.cards[3]
    scene.window.activateWindow()
    third.more.setFocus()
    scene.window.jobs.emit_changes(
        scene.services.accounts.change(third.account_id, name="Town hall")
    )
    assert names(cards.cards)[3] == "Town hall"
    kept = [one for n, one in enumerate(before) if n != 3]
    assert [one for n, one in enumerate(cards.cards) if n != 3] == kept, "only what changed"
    assert QApplication.focusWidget() is cards.cards[3].more
    assert following(cards.cards[-1].stops()[-1]) is cards.more
    assert in_tab_order(cards)[:PORTION] == cards.cards[:PORTION]


def test_a_removed_account_gives_its_place_to_the_next(scene: Scene) -> None:
    cards = opened(scene)
    page_of(scene)._really_remove(cards.cards[1].account_id)
    scene.settle()
    all_built(scene, PORTION)
    assert names(cards.cards) == ["Service 0", *(f"Service {n}" for n in range(2, PORTION + 1))]
    assert in_tab_order(cards)[:PORTION] == cards.cards[:PORTION]


def test_a_menu_is_filled_when_it_opens(scene: Scene) -> None:
    cards = opened(scene)
    menu = cards.cards[0].more.menu()
    assert menu.actions() == []
    menu.aboutToShow.emit()
    menu.aboutToShow.emit()
    said = [one.text() for one in menu.actions()]
    assert said.count("Pause") == 1
    next(one for one in menu.actions() if one.text() == "Pause").trigger()
    assert scene.services.accounts.one(cards.cards[0].account_id).state is TokenState.PAUSED


def test_the_side_bar_changes_only_the_rows_whose_account_changed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = scene.page.views
    lines = views.bar.lines
    accounts = lines.heading(OF_ACCOUNTS)
    assert accounts.rowCount() == MANY + 1
    changed: list[int] = []
    lines.dataChanged.connect(lambda top, *_: changed.append(top.row()))
    scene.page.listing.load_accounts()
    scene.page.listing.show_counts(scene.services.inbox.counts())
    assert changed == []
    account = scene.services.accounts.listed()[7]
    scene.services.accounts.change(account.id, name="Town hall")
    scene.page.listing.load_accounts()
    assert accounts.child(8).text() == "Town hall"
    assert set(changed) == {8}


def test_the_tool_tip_of_all_accounts_is_bounded_and_tells_trouble_first(scene: Scene) -> None:
    last = scene.services.accounts.listed()[-1]
    with scene.services.workspace.write() as connection:
        connection.execute(
            "UPDATE account SET state=? WHERE id=?", (TokenState.DEAD.value, last.id)
        )
    scene.window.status.show_health(scene.services.accounts.health())
    lines = scene.window.status.accounts.toolTip().removeprefix("<qt>").splitlines()
    assert len(lines) <= LISTED + 1
    assert lines[0].startswith(last.name)
