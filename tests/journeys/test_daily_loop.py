"""The daily loop through the real composer: write, see what the charter says, send, undo, send, delivered."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from cmworkstation.app import build_window
from cmworkstation.domain.conversation import View
from cmworkstation.domain.reply import OutboxState
from cmworkstation.ui import pages
from cmworkstation.ui.composer.pane import ComposerPane
from cmworkstation.ui.page import Page, PageSpec
from cmworkstation.ui.preferences import Preferences
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World

BODY = "Bonjour, nous ouvrons dès 9 h. À samedi 😀"


class Writing(Page):
    """A page that holds nothing but the composer."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self.composer = ComposerPane(window)


@pytest.fixture
def scene(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "PAGES", (PageSpec("inbox", "Inbox", "inbox", Writing),))
    world = World(tmp_path / "w", SetClock(START))
    account = world.add_account()
    charter_id, _ = world.services.charters.add_starter("mediatheques-ormaie")
    world.services.charters.assign(account.id, charter_id)
    world.server.write("q1", "À quelle heure ouvrez-vous le samedi ?")
    world.poll(account)
    window = build_window(world.services, Preferences(volatile=True), theme="light", zoom=1.0)
    qtbot.addWidget(window)
    window.show()
    composer = window.page("inbox").composer  # type: ignore[union-attr]
    assert composer.open(world.services.inbox.ids(View(status=None))[0])
    yield world, window, composer
    window.close()
    QApplication.processEvents()
    world.services.close()


def write(composer: ComposerPane, text: str) -> None:
    composer.editor.setPlainText(text)
    composer.look()


def test_send_undo_and_send_again(scene: Any) -> None:
    world, _, composer = scene
    write(composer, BODY)
    composer.send()
    (held,) = world.services.outbox.rows()
    assert held.state is OutboxState.HELD
    composer.sending.undo(held)
    assert composer.editor.toPlainText() == BODY
    assert world.server.requests == 0
    composer.send()
    world.clock.advance(60)
    for rows in world.services.outbox.due().values():
        for outbox_id in rows:
            world.services.outbox.deliver(outbox_id)
    assert [post["text"] for post in world.server.published] == [BODY]


def test_a_finding_is_underlined_fixed_and_undone_in_one_step(scene: Any) -> None:
    _, _, composer = scene
    write(composer, "Merci !!! Nous ouvrons à 9 h.")
    finding = next(one for one in composer.editor.findings if one.edits)
    assert composer.editor.extraSelections()
    composer.remedies.fix(finding)
    assert "!!!" not in composer.editor.toPlainText()
    composer.editor.undo()
    assert composer.editor.toPlainText() == "Merci !!! Nous ouvrons à 9 h."


def test_an_empty_blank_blocks_sending_and_the_caret_jumps_to_it(scene: Any) -> None:
    world, _, composer = scene
    write(composer, "Le catalogue est en panne depuis {heure_debut}.")
    composer.send()
    assert world.services.outbox.rows() == ()
    assert composer.editor.textCursor().selectedText() == "{heure_debut}"


def test_what_the_charter_stops_does_not_leave(scene: Any) -> None:
    world, _, composer = scene
    write(composer, "Laissez-nous 5 étoiles !")
    composer.send()
    assert world.services.outbox.rows() == ()
    assert not composer.foot.send.isEnabled()


def test_the_account_is_named_in_words_at_the_button(scene: Any) -> None:
    _, _, composer = scene
    write(composer, BODY)
    assert "@mairie@pretend.example" in composer.foot.as_.text()
    assert "@mairie@pretend.example" in composer.foot.send.accessibleName()
