"""Completion in a reply: people after @, emoji after a colon, by keys alone, and never in the way of the answers."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.builders_workspace import ELISE, OMAR, a_message, receive
from tests.ui.composer.conftest import Desk


@pytest.fixture
def writing(desk: Desk) -> Desk:
    account = desk.services.accounts.listed()[0]
    receive(
        desk.services,
        account,
        [a_message("e", "Hello", 30, writer=ELISE), a_message("o", "Hi", 40, writer=OMAR)],
    )
    desk.answer()
    return desk


def offered(desk: Desk) -> list[str]:
    desk.settle()
    if not desk.pane.completing.is_open():
        return []
    rows: Any = desk.pane.completing.list
    return [rows.item(n).text() for n in range(rows.count())]


def test_the_people_of_the_thread_come_first_and_are_written_as_the_platform_does(
    writing: Desk,
) -> None:
    writing.type("@")
    assert offered(writing) == ["Nadia Perrault"]
    writing.key(Qt.Key.Key_Return)
    assert writing.text().startswith("@nadia")
    assert writing.text().endswith(" ")


def test_anybody_known_is_found_without_accents_by_name_or_handle(writing: Desk) -> None:
    writing.type("ask @eli")
    assert offered(writing) == ["Élise Morin"]
    writing.key(Qt.Key.Key_Tab)
    assert writing.text() == "ask @elise@social.example "
    writing.type("or @oma")
    assert offered(writing) == ["Omar Haddad"]
    writing.key(Qt.Key.Key_Escape)
    assert offered(writing) == []
    assert writing.text() == "ask @elise@social.example or @oma"
    assert writing.pane.isVisible()


def test_an_address_of_mail_calls_nobody(writing: Desk) -> None:
    writing.type("desk@el")
    assert offered(writing) == []


def test_a_colon_and_two_letters_find_an_emoji_in_both_languages(writing: Desk) -> None:
    writing.type("done :r")
    assert offered(writing) == []
    writing.type("ocket")
    assert offered(writing)[0].startswith("🚀")
    writing.key(Qt.Key.Key_Return)
    assert writing.text() == "done 🚀"
    writing.type(" :fusee")
    writing.settle()
    writing.key(Qt.Key.Key_Return)
    assert writing.text() == "done 🚀 🚀"


def test_the_arrows_choose_and_undo_gives_back_what_was_typed(writing: Desk) -> None:
    writing.type(":pouce")
    first, second, *_ = offered(writing)
    writing.key(Qt.Key.Key_Down)
    writing.key(Qt.Key.Key_Return)
    assert writing.text() == second.partition(" ")[0] != first.partition(" ")[0]
    writing.pane.editor.undo()
    assert writing.text() == ":pouce"


def test_two_colons_still_call_the_answers_and_only_them(writing: Desk) -> None:
    writing.type("::ret")
    assert writing.pane.popup.isVisible()
    assert offered(writing) == []
    writing.key(Qt.Key.Key_Escape)
    assert writing.text() == "::ret"


@pytest.mark.parametrize("text", ["at 9:30", "so: yes", "https://x", "a:bc", "{{name", "??oats"])
def test_what_only_looks_like_it_offers_nothing(writing: Desk, text: str) -> None:
    writing.type(text)
    assert offered(writing) == []
    assert writing.text() == text
