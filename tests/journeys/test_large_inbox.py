"""Five accounts and ten thousand conversations: the list shows every row on the way down, and every one once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.conversation import View
from tests.builders_workspace import a_workstation, add_account, many
from tests.ui.inbox.conftest import Scene, ended

ACCOUNTS = 5
EACH = 2_000
PAINTED = 6  # colours at least where words stand; ground, line and band alone are three


@pytest.fixture
def large(tmp_path: Path, qtbot: Any) -> Iterator[Scene]:
    services = a_workstation(tmp_path / "w")
    for n in range(ACCOUNTS):
        many(services, add_account(services, f"Account {n}", colour=n), EACH)
    made = Scene(services, qtbot)
    yield made
    ended(made)


def blank_rows(scene: Scene) -> list[int]:
    """Return the visible rows that hold nothing, or of which nothing but ground is painted."""
    table, model = scene.page.list.table, scene.page.model
    picture = table.viewport().grab().toImage()
    blank = []
    for row in range(table.rowAt(0), table.rowAt(table.viewport().height() - 1) + 1):
        said = model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        box = table.visualRect(model.index(row, 0))
        whole = table.viewport().rect().contains(box)
        if not said or (whole and len(_colours(picture.copy(box))) < PAINTED):
            blank.append(row)
    return blank


def _colours(picture: QImage) -> set[int]:
    return {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(2, picture.height() - 2, 3)
    }


@pytest.mark.fault("F20")
def test_ten_thousand_conversations_are_scrolled_without_a_blank_row(large: Scene) -> None:
    table, model = large.page.list.table, large.page.model
    assert model.rowCount() == ACCOUNTS * EACH
    assert sorted(model.ids()) == sorted(large.services.inbox.ids(View()))
    bar = table.verticalScrollBar()
    places = [*range(0, bar.maximum(), bar.maximum() // 40), bar.maximum()]
    for place in places:
        bar.setValue(place)
        QApplication.processEvents()
        assert blank_rows(large) == [], place
    accounts = {model.conversation(row).account_id for row in range(50)}  # type: ignore[union-attr]
    assert len(accounts) == ACCOUNTS


@pytest.mark.fault("F20")
def test_the_end_of_ten_thousand_is_one_key_away_and_opens(large: Scene) -> None:
    table = large.page.list.table
    large.window.activateWindow()
    table.setFocus()
    large.qtbot.waitUntil(table.hasFocus)
    last = large.page.model.rowCount() - 1
    for key, row in ((Qt.Key.Key_End, last), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, last)):
        large.qtbot.keyClick(table, key)
        large.settle()
        assert large.page.opened_id() == large.page.model.id_at(row)
        assert blank_rows(large) == []
