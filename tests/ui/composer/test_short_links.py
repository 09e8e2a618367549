"""A shortened link in a draft: its card asks where it leads only when pressed, then shows it and puts it in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.charter.rules import addresses
from cmworkstation.sdk.http import Http
from cmworkstation.services import short_links
from tests.sdk.test_http import Server
from tests.ui.composer.conftest import CHARTER, Desk, a_shop


@pytest.fixture
def shortener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server()
    known = addresses.SHORTENERS | {"127.0.0.1"}
    for module in (addresses, short_links):
        monkeypatch.setattr(module, "SHORTENERS", known)
    yield server
    server.close()


@pytest.fixture
def desk(a_desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk under a charter that warns of shortened links."""
    services = a_shop(tmp_path / "w")
    services.charters.save(CHARTER + '\n[links]\nshorteners = "warn"\n')
    monkeypatch.setattr(services.platforms, "http", lambda: Http(allow_private=True))
    made = a_desk(services)
    made.answer()
    return made


def button(desk: Desk, words: str) -> QPushButton:
    found = [
        one
        for _, card in desk.pane.context._shown
        for one in card.findChildren(QPushButton)
        if one.text() == words
    ]
    return found[0]


def test_a_press_asks_where_it_leads_and_the_next_puts_it_in_as_one_step_of_undo(
    desk: Desk, shortener: Server
) -> None:
    shortener.answers["/a"] = (302, {"Location": "https://town.example/opening?utm_source=x"}, b"")
    short = f"{shortener.origin}/a"
    desk.write(f"Look here: {short}")
    desk.settle()
    assert shortener.asked == []
    button(desk, "Ask where it leads").click()
    for _ in range(3):
        desk.settle()
    assert [place for _, place, _ in shortener.asked] == ["/a"]
    (card,) = [one for one in desk.remarks() if "It leads to" in one]
    assert "It leads to town.example: https://town.example/opening" in card
    button(desk, "Put it in whole").click()
    assert desk.text() == "Look here: https://town.example/opening"
    desk.pane.editor.undo()
    assert desk.text() == f"Look here: {short}"


def test_where_nobody_answers_the_text_stays_and_it_is_said(
    desk: Desk, shortener: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    monkeypatch.setattr(desk.window, "failed", said.append)
    desk.write(f"Look here: {shortener.origin}/nothing")
    desk.settle()
    button(desk, "Ask where it leads").click()
    for _ in range(3):
        desk.settle()
    assert len(said) == 1
    assert desk.text() == f"Look here: {shortener.origin}/nothing"
    assert button(desk, "Ask where it leads").isEnabled()
