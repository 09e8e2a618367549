"""A correction, played through: our message is wrong, a new reply says so, and both show it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.workstation import Services
from cmworkstation.ui.inbox.correcting_form import ElsewhereForm
from cmworkstation.ui.widgets.bars import UndoBar
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


def posted_elsewhere(pool: Scene) -> ConversationId:
    """Let a post of our own say it right, in a thread of its own; return that."""
    services = pool.services
    account = services.accounts.listed()[0]
    (there,) = receive(
        services, account, [a_message("post", "La piscine ouvre mardi, et non lundi.", 1)]
    )
    ours(services, "post")
    return ConversationId(there)


def form_of(pool: Scene) -> ElsewhereForm:
    make_current(pool, "lundi")
    assert pool.window.act("inbox.corrected_elsewhere")
    pool.settle()
    (form,) = (one for one in pool.window.findChildren(ElsewhereForm) if one.isVisible())
    return form


def test_a_post_elsewhere_is_linked_as_the_correction_leads_there_and_is_taken_back(
    pool: Scene,
) -> None:
    there = posted_elsewhere(pool)
    form = form_of(pool)
    assert "Elle ouvre lundi." in form.head.text()
    form.search.setText("mardi")
    pool.settle()
    form.list.setCurrentRow(0)
    form.doer.click()
    pool.settle()
    assert "Corrected by" in card(pool, "Elle ouvre lundi")._noticed[1]
    bar = pool.page.correcting.bar
    assert "was wrong" in bar.said.text()
    bar.button.click()
    pool.settle()
    assert pool.page.opened_id() == there
    assert "Corrects what we said" in card(pool, "et non lundi")._noticed[1]
    assert not bar.isVisible()
    make_current(pool, "et non lundi")
    assert pool.window.act("inbox.uncorrect")
    pool.settle()
    assert card(pool, "et non lundi")._noticed[1] == ""
    pool.window.act("app.undo")
    pool.settle()
    assert "Corrects what we said" in card(pool, "et non lundi")._noticed[1]


def test_what_stands_at_an_address_is_linked_and_taken_back_at_once(pool: Scene) -> None:
    form = form_of(pool)
    assert not form.day.isEnabled()
    form.doer.click()
    assert "Choose the message" in form.trouble.text()
    form.address.setText("journal")
    form.doer.click()
    assert "https://" in form.trouble.text()
    form.address.setText("https://journal.example/erratum")
    assert form.day.isEnabled()
    form.doer.click()
    pool.settle()
    assert "at journal.example" in card(pool, "lundi")._noticed[1]
    (undo,) = pool.window.findChildren(UndoBar)
    undo.undone.emit()
    pool.settle()
    assert card(pool, "lundi")._noticed[1] == ""


def test_the_menu_of_a_message_of_ours_offers_both_ways_and_only_then(pool: Scene) -> None:
    make_current(pool, "piscine")
    assert not pool.window.can("inbox.corrected_elsewhere")
    assert not pool.window.can("inbox.uncorrect")
    make_current(pool, "lundi")
    menu = QMenu()
    pool.page.acts.add_to(menu)
    texts = [one.text() for one in menu.actions()]
    assert "It was corrected elsewhere…" in texts
    assert "It is no correction after all" not in texts
