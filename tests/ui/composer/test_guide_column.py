"""The response guide beside the composer: what fits the message in front, silent when unsure, facts by reference."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.composer.conftest import CHARTER, HERE, Desk

FACTS = """
[[fact]]
id = "branches"
statement.en = "The shop has seven branches."
source = "https://shop.example/branches"
checked_on = 2026-06-01
expires_on = {expires}
"""


def a_shop(folder: Path, asked: str, expires: str = "2027-06-01") -> Services:
    services = a_workstation(folder)
    town = add_account(services, "Shop", capabilities=HERE)
    charter, _ = services.charters.save(CHARTER + FACTS.replace("{expires}", expires))
    services.charters.assign(town.id, charter)
    receive(services, town, [a_message("q", asked, 3, language="en")])
    return services


@pytest.fixture
def a_desk_for(a_desk: Callable[..., Desk], tmp_path: Path) -> Callable[..., Desk]:
    def build(asked: str, expires: str = "2027-06-01") -> Desk:
        desk = a_desk(a_shop(tmp_path / "w", asked, expires))
        desk.answer()
        return desk

    return build


def test_what_fits_is_offered_without_asking_and_goes_in_at_a_press(
    a_desk_for: Callable[..., Desk],
) -> None:
    desk = a_desk_for("Hello! Lovely shop. When do you open? Thanks")
    column = desk.pane.context.guide
    assert column.title.text() == "1 answer fits"
    assert [column.rows.item(n).text() for n in range(column.rows.count())] == ["When do you open?"]
    column.rows.itemClicked.emit(column.rows.item(0))
    assert desk.text() == "We open at ten."


def test_the_guide_is_silent_when_nothing_surely_fits(a_desk_for: Callable[..., Desk]) -> None:
    desk = a_desk_for("What a lovely day it was yesterday!")
    column = desk.pane.context.guide
    assert (column.title.text(), column.rows.count()) == ("Approved answers", 0)
    assert not column.search.isHidden()


def test_a_search_with_a_slip_finds_answers_and_facts(a_desk_for: Callable[..., Desk]) -> None:
    desk = a_desk_for("Hm?")
    column = desk.pane.context.guide
    desk.qtbot.keyClicks(column.search, "brnaches")
    desk.qtbot.waitUntil(lambda: column.rows.count() == 1)
    row = column.rows.item(0)
    said = row.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "The shop has seven branches., Fact"
    column.rows.itemClicked.emit(row)
    (chip,) = desk.pane.facts.findChildren(QToolButton)
    assert chip.text() == "Source: shop.example"
    draft = desk.pane.draft()
    assert draft is not None
    assert [use.id for use in draft.facts] == ["branches"]


def test_a_fact_taken_away_leaves_its_words(a_desk_for: Callable[..., Desk]) -> None:
    desk = a_desk_for("Hm?")
    desk.pane.put_in("fact:branches")
    (chip,) = desk.pane.facts.findChildren(QToolButton)
    chip.click()
    assert desk.text() == "The shop has seven branches."
    assert not desk.pane.facts.isVisible()
    draft = desk.pane.draft()
    assert draft is not None
    assert draft.facts == ()
    (kept,) = desk.services.drafts.of_conversation(draft.conversation_id)
    assert kept.facts == ()


def test_a_fact_that_expires_soon_is_amber_and_an_expired_one_cannot_be_put_in(
    a_desk_for: Callable[..., Desk],
) -> None:
    desk = a_desk_for("Hm?", "2026-09-20")
    desk.pane.put_in("fact:branches")
    (chip,) = desk.pane.facts.findChildren(QToolButton)
    assert chip.text() == "Source: shop.example · expires soon"
    text = (CHARTER + FACTS).replace("{expires}", "2026-09-01")
    desk.services.charters.save(text)
    desk.pane.look()
    said = [one for one in desk.remarks() if "out of date" in one]
    assert len(said) == 1
    desk.write("")
    desk.pane.put_in("fact:branches")
    assert desk.text() == ""
    desk.type("::branches")
    row = desk.pane.popup._list.item(0)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "The shop has seven branches., out of date"
    )
    desk.key(Qt.Key.Key_Escape)
    assert desk.text() == "::branches"
