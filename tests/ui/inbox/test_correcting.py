"""A correction, played through: our message is wrong, a new reply says so, and both show it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.inbox.conftest import Scene


def ours(services: Services, name: str) -> None:
    """Let a message count as one of ours."""
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE message SET ours=1 WHERE remote_id=?", (f"https://social.example/{name}",)
        )


@pytest.fixture
def pool(a_scene, tmp_path: Path) -> Scene:
    """A town that answered wrongly."""
    services = a_workstation(tmp_path / "w")
    account = add_account(services)
    receive(
        services,
        account,
        [
            a_message("q", "Quand ouvre la piscine ?", 3, language="fr"),
            a_message("wrong", "Elle ouvre lundi.", 2, parent="q", language="fr"),
        ],
    )
    ours(services, "wrong")
    scene: Scene = a_scene(services)
    scene.page.open_first()
    scene.settle()
    return scene


def home(scene: Scene) -> ConversationId:
    return ConversationId(scene.page.opened_id())


def card(scene: Scene, text: str):
    scene.page.thread_pane.line.finish()
    return next(one for one in scene.page.thread_pane.line.cards() if text in one.message.text)


def make_current(scene: Scene, text: str) -> None:
    assert scene.page.thread_pane.line.go_to(card(scene, text).message.id)
    scene.settle()


def send(scene: Scene) -> None:
    """Let the draft in the composer have left, and stand in the thread."""
    services = scene.services
    composer = scene.page.composer
    assert composer is not None
    composer.editor.insertPlainText("elle ouvre mardi.")
    composer.save()
    draft = composer.draft()
    assert draft is not None
    services.outbox.queue(draft)
    composer.let_go()
    composer.leave()
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE outbox SET state='sent', remote_id='https://social.example/new', sent_at=?",
            (round(services.clock.now().timestamp() * 1000),),
        )
    account = services.accounts.one(draft.account_id)
    receive(services, account, [a_message("new", draft.body, 0, parent="q", language="fr")])
    ours(services, "new")
    scene.window.jobs.emit_changes(
        Changes(conversations=frozenset({draft.conversation_id}), outbox=True, drafts=True)
    )
    scene.settle()


def test_only_what_we_said_can_be_corrected(pool: Scene) -> None:
    make_current(pool, "piscine")
    assert not pool.window.can("inbox.correct")
    make_current(pool, "lundi")
    assert pool.window.can("inbox.correct")
    menu = QMenu()
    pool.page.acts.add_to(menu)
    assert "Correct this reply…" in [one.text() for one in menu.actions()]


def test_our_wrong_reply_is_corrected_and_both_messages_say_so(pool: Scene) -> None:
    make_current(pool, "lundi")
    assert pool.window.act("inbox.correct")
    pool.settle()
    composer = pool.page.composer
    assert composer is not None
    assert composer.isVisible()
    assert composer.editor.toPlainText().startswith("Rectificatif")
    assert "Elle ouvre lundi." in composer.here.corrects.text()
    bar = pool.page.correcting.bar
    assert bar.isVisible()
    assert "being written" in bar.said.text()
    send(pool)
    assert "was wrong" in bar.said.text()
    assert "Corrected by" in card(pool, "Elle ouvre lundi")._noticed[1]
    new = card(pool, "mardi")
    assert "Corrects what we said" in new._noticed[1]
    make_current(pool, "lundi")
    bar.button.click()
    current = pool.page.thread_pane.line.current()
    assert current is not None
    assert current.id == new.message.id


def test_thrown_away_nothing_is_said_of_it_any_more(pool: Scene) -> None:
    make_current(pool, "lundi")
    pool.window.act("inbox.correct")
    pool.settle()
    composer = pool.page.composer
    assert composer is not None
    composer.discard()
    pool.settle()
    assert not pool.page.correcting.bar.isVisible()
    assert card(pool, "lundi")._noticed[1] == ""
