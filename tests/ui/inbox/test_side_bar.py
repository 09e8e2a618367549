"""The side bar: one way of the keys through all sections, folding that is remembered, and what is said of it."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QDropEvent, QStandardItem
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Counts, Status
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.label import Label
from cmworkstation.domain.profile import ALL_ROLES, Profile, ProfileId
from cmworkstation.ui.inbox.list_model import DRAGGED
from cmworkstation.ui.inbox.side_bar import SideBar
from cmworkstation.ui.inbox.side_rows import line
from cmworkstation.ui.inbox.view_keys import (
    ACCOUNT,
    OF_ACCOUNTS,
    OF_LABELS,
    OF_PEOPLE,
    OF_SAVED,
    OF_VIEWS,
    UNREAD,
)
from cmworkstation.ui.inbox.views_menu import MOST_TOGETHER, views_menu
from cmworkstation.ui.inbox.views_pane import ViewsPane
from cmworkstation.ui.preferences import Preferences
from tests.ui.inbox.conftest import Scene

LABELS = tuple(
    Label(n, path)
    for n, path in enumerate(
        ("Fair", "Roads", "Roads/Lighting", "Roads/Works", "Roads/Works/Bridge")
    )
)


@pytest.fixture
def preferences() -> Preferences:
    return Preferences(volatile=True)


@pytest.fixture
def pane(qtbot, preferences: Preferences) -> ViewsPane:
    made = filled(preferences)
    qtbot.addWidget(made)
    made.resize(216, 900)
    made.show()
    made.bar.setFocus()
    return made


def filled(preferences: Preferences) -> ViewsPane:
    made = ViewsPane(preferences)
    made.set_saved([line(f"saved:{n}", f"View {n}", "search", n) for n in range(30)])
    made.set_labels(LABELS)
    made.set_counts(
        Counts(
            by_status={Status.WAITING_US: 7},
            by_label={0: 1, 2: 2, 4: 4},
            by_assignee={"": 1, "a": 3},
        ),
        [Profile(ProfileId("a"), "Nadia Ferrand", frozenset())],
    )
    made.set_accounts([an_account(n) for n in range(40)])
    return made


def an_account(n: int) -> Account:
    name = f"Town {n}"
    return Account(AccountId(f"a{n}"), "mastodon", "mastodon", name, "town", "town.example", n % 12)


def press(pane: ViewsPane, *keys: Qt.Key) -> str:
    for key in keys:
        QTest.keyClick(pane.bar, key)
    return pane.bar.key_at(pane.bar.currentIndex())


def item(pane: ViewsPane, key: str) -> QStandardItem:
    found = pane.bar.lines.find(key)
    assert found is not None
    return found


def menu_of(pane: ViewsPane) -> QMenu:
    (menu,) = (one for one in pane.findChildren(QMenu) if one.isVisible())
    assert isinstance(menu, QMenu)
    return menu


def fold(pane: ViewsPane, *keys: str) -> None:
    for key in keys:
        pane.bar.setExpanded(item(pane, key).index(), False)
    QApplication.processEvents()


def said(pane: ViewsPane) -> dict[str, QAccessible.State]:
    """Return what a screen reader finds: the names, each with its states."""
    QApplication.processEvents()
    tree = QAccessible.queryAccessibleInterface(pane.bar)
    lines = [tree.child(n) for n in range(tree.childCount())]
    return {
        one.text(QAccessible.Text.Name): one.state()
        for one in lines
        if one.role() is QAccessible.Role.TreeItem
    }


def test_arrows_go_on_from_one_section_into_the_next_without_choosing(pane: ViewsPane) -> None:
    told: list[str] = []
    pane.view_chosen.connect(told.append)
    pane.account_chosen.connect(told.append)
    seen = [press(pane, Qt.Key.Key_Home)]
    while (key := press(pane, Qt.Key.Key_Down)) != seen[-1]:
        seen.append(key)
    sections = [key for key in seen if key.startswith("section:")]
    assert sections == [OF_VIEWS, OF_SAVED, OF_LABELS, OF_PEOPLE, OF_ACCOUNTS]
    assert seen[-1] == f"{ACCOUNT}a39"
    assert len(seen) > 90
    assert told == []
    assert press(pane, Qt.Key.Key_Home) == OF_VIEWS
    assert press(pane, Qt.Key.Key_End) == f"{ACCOUNT}a39"


def test_enter_and_space_choose_a_view_and_an_account_side_by_side(pane: ViewsPane) -> None:
    told: list[str] = []
    pane.view_chosen.connect(told.append)
    pane.account_chosen.connect(told.append)
    press(pane, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return)
    press(pane, Qt.Key.Key_End, Qt.Key.Key_Space)
    assert told == [UNREAD, "a39"]
    chosen = {pane.bar.key_at(one) for one in pane.bar.selectionModel().selectedIndexes()}
    assert chosen == {UNREAD, f"{ACCOUNT}a39"}


def test_typed_letters_jump_to_a_line_of_any_section(pane: ViewsPane) -> None:
    press(pane, Qt.Key.Key_Home)
    QTest.keyClicks(pane.bar, "town 17")
    assert pane.bar.key_at(pane.bar.currentIndex()) == f"{ACCOUNT}a17"
    rows = pane.bar.viewport().rect()
    assert rows.contains(pane.bar.visualRect(pane.bar.currentIndex()).center())


def test_there_is_one_scroll_bar_for_all_sections(pane: ViewsPane) -> None:
    assert pane.findChildren(SideBar) == [pane.bar]
    assert pane.bar.verticalScrollBar().maximum() > 0
    assert pane.bar.horizontalScrollBar().maximum() == 0


def test_a_screen_reader_hears_name_number_and_whether_it_is_folded(pane: ViewsPane) -> None:
    fold(pane, "label:1", OF_SAVED)
    heard = said(pane)
    assert heard["Waiting for us, 7"].selected
    assert not heard["Waiting for us, 7"].expandable
    assert heard["Labels, 5 lines"].expanded
    assert heard["Saved views, 30 lines"].expandable
    assert not heard["Saved views, 30 lines"].expanded
    assert heard["Roads, Disc, 6"].expandable, "a folded label counts what stands below it"
    assert not heard["Roads, Disc, 6"].expanded
    assert heard["Nadia Ferrand, 3"].focusable
    assert "Town 3, Mastodon" in heard
    assert not any(name.startswith("View ") for name in heard), "what is folded away is not read"


def test_left_and_right_fold_and_unfold_as_in_every_tree(pane: ViewsPane) -> None:
    pane.bar.go_to("label:3")
    assert press(pane, Qt.Key.Key_Left) == "label:3"
    assert press(pane, Qt.Key.Key_Down) == OF_PEOPLE, "the bridge is folded away"
    pane.bar.go_to("label:3")
    assert press(pane, Qt.Key.Key_Right, Qt.Key.Key_Down) == "label:4"
    assert press(pane, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left) == "label:1"


def test_what_is_folded_stays_folded_in_the_next_window(
    pane: ViewsPane, preferences: Preferences, qtbot
) -> None:
    fold(pane, "label:1", OF_ACCOUNTS)
    again = filled(preferences)
    qtbot.addWidget(again)
    assert not again.bar.isExpanded(again.bar.lines.heading(OF_ACCOUNTS).index())
    assert [one.title for one in again.label_entries()] == ["Fair", "Roads"]
    again.bar.setExpanded(again.bar.lines.heading(OF_ACCOUNTS).index(), True)
    third = filled(preferences)
    qtbot.addWidget(third)
    assert third.bar.isExpanded(third.bar.lines.heading(OF_ACCOUNTS).index())


def test_new_numbers_leave_the_place_of_keyboard_and_scroll_alone(pane: ViewsPane) -> None:
    press(pane, Qt.Key.Key_End)
    top = pane.bar.verticalScrollBar().value()
    pane.set_counts(Counts(by_status={Status.WAITING_US: 8}, by_assignee={"": 8}))
    pane.set_labels((*LABELS, Label(9, "Waste")))
    assert pane.bar.key_at(pane.bar.currentIndex()) == f"{ACCOUNT}a39"
    assert top - pane.bar.verticalScrollBar().value() < 200, "the section of colleagues is gone"
    assert press(pane, Qt.Key.Key_Up) == f"{ACCOUNT}a38"


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_press_on_a_heading_folds_it_and_one_on_its_end_asks_for_its_menu(
    pane: ViewsPane, qtbot
) -> None:
    asked: list[str] = []
    pane.menu_asked.connect(lambda key, _: asked.append(key))
    place = pane.bar.visualRect(pane.bar.lines.heading(OF_SAVED).index())
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(pane.bar.viewport(), left, pos=place.center() - QPoint(0, 2))
    assert not pane.bar.isExpanded(pane.bar.lines.heading(OF_SAVED).index())
    qtbot.mouseClick(pane.bar.viewport(), left, pos=place.bottomRight() - QPoint(10, 8))
    assert asked == [OF_SAVED]
    menu_of(pane).close()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_menu_key_asks_for_the_menu_of_the_line_under_the_keyboard(pane: ViewsPane) -> None:
    pane.bar.go_to("label:2")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(pane.bar.viewport(), event)
    menu = menu_of(pane)
    assert [one.text() for one in menu.actions() if one.text()] == [
        "Manage labels…",
        "Fold all sections",
        "Unfold all sections",
    ]
    next(one for one in menu.actions() if one.text() == "Fold all sections").trigger()
    menu.close()
    QApplication.processEvents()
    assert len(said(pane)) == 5, "only the headings are left"


def test_what_is_dropped_on_a_colleague_or_label_is_told_and_nowhere_else(pane: ViewsPane) -> None:
    told: list[tuple[str, list[int]]] = []
    pane.dropped.connect(lambda key, ids: told.append((key, ids)))
    data = QMimeData()
    data.setData(DRAGGED, b"5 8")
    for key in ("person:a", "label:0", f"{ACCOUNT}a1", OF_LABELS):
        index = item(pane, key).index()
        pane.bar.scrollTo(index)
        at = QPointF(pane.bar.visualRect(index).center())
        pane.bar.dropEvent(
            QDropEvent(
                at,
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
    assert told == [("person:a", [5, 8]), ("label:0", [5, 8])]


def test_without_room_long_sections_are_menus_of_their_own(pane: ViewsPane) -> None:
    picked: list[str] = []
    menu = views_menu(pane, picked.append, lambda one: picked.append(f"account {one}"), pane)
    below = {one.text(): one.menu() for one in menu.actions() if one.menu() is not None}
    assert set(below) == {"Saved views", "Accounts"}
    accounts = below["Accounts"]
    assert isinstance(accounts, QMenu)
    assert len(accounts.actions()) == 41 > MOST_TOGETHER
    accounts.actions()[2].trigger()
    next(one for one in menu.actions() if one.text().startswith("Roads/Lighting")).trigger()
    assert picked == ["account a1", "label:2"]


def test_what_a_colleague_has_in_hand_is_listed(town: Scene) -> None:
    services = town.services
    nadia = services.profiles.add("Nadia Ferrand", ALL_ROLES)
    given = town.page.model.ids()[0]
    changes, _ = services.assigning.assign([given], nadia.id)
    town.window.jobs.emit_changes(changes)
    town.settle()
    (line_,) = town.page.views.colleagues()
    assert (line_.count, line_.title.split(" (")[0]) == (1, "Nadia Ferrand")
    town.page.views.bar.chosen.emit(line_.key)
    town.settle()
    assert list(town.page.model.ids()) == [given]
    assert town.page.list.title.text().startswith("Nadia Ferrand")


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_menu_of_a_saved_view_acts_on_it_without_listing_it(town: Scene) -> None:
    for name in ("Fair", "Roads"):
        town.services.views.add(name, name.lower())
    town.page.saved.load()
    bar, key = town.page.views.bar, town.page.views.bar.lines.lines(OF_SAVED)[1].key
    bar.menu_wanted.emit(key, QPoint(0, 0))
    menu = menu_of(town.page.views)
    next(one for one in menu.actions() if one.text() == "Move the view up").trigger()
    menu.close()
    assert [one.title for one in bar.lines.lines(OF_SAVED)] == ["Roads", "Fair"]
    assert town.page.listing.view == Status.WAITING_US.name
