"""Where a conversation ends in thanks, the row and the thread say so, and one act makes it wait again."""

from dataclasses import replace

from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.store import intake
from cmworkstation.ui.preferences_dialog import PreferencesDialog
from tests.store.builders import an_item, raw_of


def thank(scene, name):
    """Settle the conversation of somebody, who then thanks; return its id."""
    wanted = scene.open(name)
    scene.services.inbox.set_status([wanted], Status.DONE)
    last = scene.services.inbox.thread(wanted).entries[-1].message
    number = (
        scene.services.workspace.read()
        .execute("SELECT account_no FROM conversation WHERE id=?", (wanted,))
        .fetchone()[0]
    )
    item = an_item("thanks", "Merci beaucoup !", 0, parent_id=last.remote_id)
    item = replace(item, at=scene.services.clock.now(), visibility=last.visibility)
    with scene.services.workspace.write(intake=True) as connection:
        intake.take(connection, number, "demo", [raw_of(item)], scene.services.clock.now())
    scene.window.jobs.emit_changes(Changes(conversations=frozenset({wanted}), new_messages=1))
    scene.settle()
    return wanted


def test_thanks_stand_in_row_and_thread_and_one_act_makes_them_wait_and_undo(town):
    wanted = thank(town, "Omar")
    inbox = town.services.inbox
    assert inbox.rows([wanted])[0].status is Status.DONE
    town.page.open_conversation(wanted)
    town.settle()
    bar = town.page.thread_pane.thanked
    assert bar.isVisible()
    town.page.views.choose("DONE", "")
    town.page.listing.choose_view("DONE")
    row = town.page.model.row_of(wanted)
    index = town.page.model.index(row, 0)
    from PySide6.QtCore import Qt

    assert "thanked" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    town.page.open_conversation(wanted)
    bar.button.click()
    town.settle()
    assert inbox.rows([wanted])[0].status is Status.WAITING_US
    assert not bar.isVisible()
    town.window.act("app.undo")
    town.settle()
    assert inbox.rows([wanted])[0].thanked
    assert bar.isVisible()


def test_the_setting_is_in_preferences(town):
    dialog = PreferencesDialog(town.window)
    assert dialog.thanks.isChecked()
    dialog.thanks.setChecked(False)
    dialog.accept()
    assert not town.services.courtesies.are_recognised()
