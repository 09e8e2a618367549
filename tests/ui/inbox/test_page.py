from datetime import timedelta

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QTextEdit

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.conversation import Changes
from cmworkstation.ui.commands import COMMANDS
from tests.builders_workspace import NOW, US, a_message, a_workstation, add_account, many, receive


def test_every_action_of_the_inbox_is_answered(town):
    town.open("Omar")
    names = {row.target.partition(".")[2] for row in COMMANDS if row.target.startswith("inbox.")}
    parts = town.window._dispatch._areas["inbox"]
    answered = {name for part in parts for name in part.actions}
    assert names <= answered


def test_every_control_has_a_name(town):
    town.open("Omar")
    town.page.popover.ask(town.page.list.head)
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QTextEdit)
    nameless = []
    for kind in kinds:
        for widget in town.page.findChildren(kind):
            if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                face = QAccessible.queryAccessibleInterface(widget)
                if not face.text(QAccessible.Text.Name).strip():
                    nameless.append(widget)
    assert nameless == []


def test_newcomers_keep_selection_and_scroll(a_scene, tmp_path):
    services = a_workstation(tmp_path / "many")
    account = add_account(services)
    many(services, account, 40)
    scene = a_scene(services)
    pane = scene.page.list
    pane.select_row(20)
    chosen = pane.selected_ids()
    pane.table.clearFocus()
    bar = pane.table.verticalScrollBar()
    bar.setValue(600)
    at = pane.table.rowViewportPosition(scene.page.model.row_of(chosen[0]))
    new = receive(services, account, [a_message("fresh", "Hello", 0.01)])
    scene.page.refresh(Changes(conversations=frozenset(new)))
    scene.settle()
    assert scene.page.model.id_at(0) == new[0]
    assert pane.selected_ids() == chosen
    assert pane.table.rowViewportPosition(scene.page.model.row_of(chosen[0])) == at


def test_newcomers_wait_behind_a_bar_while_somebody_reads_further_down(a_scene, tmp_path):
    services = a_workstation(tmp_path / "many")
    account = add_account(services)
    many(services, account, 40)
    scene = a_scene(services)
    pane = scene.page.list
    scene.window.activateWindow()
    pane.table.setFocus()
    scene.qtbot.waitUntil(pane.table.hasFocus)
    pane.table.verticalScrollBar().setValue(400)
    new = receive(
        services, account, [a_message(f"n{n}", "Hello", 0.01 * n + 0.01) for n in range(3)]
    )
    scene.page.refresh(Changes(conversations=frozenset(new)))
    scene.settle()
    assert scene.page.model.rowCount() == 40
    assert pane.arrivals.isVisible()
    assert pane.arrivals.text() == "3 new"
    pane.arrivals.click()
    assert scene.page.model.rowCount() == 43
    assert not pane.arrivals.isVisible()
    assert pane.table.verticalScrollBar().value() == 0


def test_a_long_list_comes_in_whole(a_scene, tmp_path):
    services = a_workstation(tmp_path / "many")
    many(services, add_account(services), 450)
    scene = a_scene(services)
    assert scene.page.model.rowCount() == 450
    scene.page.list.select_row(449)
    assert scene.page.list.selected_ids() == [scene.page.model.id_at(449)]


def test_without_accounts_the_list_says_what_to_do(a_scene, tmp_path):
    scene = a_scene(a_workstation(tmp_path / "empty"))
    assert scene.page.list.stack.currentWidget() is scene.page.list.empty
    assert scene.page.list.empty.accessibleName() == "No account yet"


def test_reading_a_second_marks_it_read(town):
    conversation = town.open("Nadia")
    assert town.page.opening.read_pause.isActive()
    town.page.opening.read_pause.timeout.emit()
    town.settle()
    assert town.services.inbox.rows([conversation])[0].unread == 0


def test_going_on_before_that_marks_it_read_too(town):
    conversation = town.open("Nadia")
    town.open("Omar")
    assert town.services.inbox.rows([conversation])[0].unread == 0


def test_a_held_message_offers_what_the_account_can_do(town):
    town.open("Paul")
    card = town.page.thread_pane.line.cards()[0]
    words = [button.text() for button in card.findChildren(QAbstractButton)]
    assert words == ["Approve", "Mark as spam", "Move to the bin"]
    assert town.window.can("inbox.moderate")


def test_moderating_goes_to_the_service_on_the_accounts_lane(town, monkeypatch):
    asked = []
    moderation = town.services.moderation

    def act(_self, message, act, *, although_frozen=False):
        assert not although_frozen
        asked.append((message, act))
        return Changes()

    monkeypatch.setattr(type(moderation), "act", act)
    town.open("Paul")
    card = town.page.thread_pane.line.cards()[0]
    card.findChildren(QAbstractButton)[0].click()
    town.settle()
    assert asked == [(card.message.id, ModerationAct.APPROVE)]


def test_the_context_tells_of_the_person_and_their_other_conversations(town):
    mairie = town.services.accounts.by_name("Mairie")
    receive(town.services, mairie, [a_message("older", "Earlier question", 90)])
    town.open("Nadia")
    pane = town.page.context
    assert pane._name.text() == "Nadia Perrault"
    buttons = [one.accessibleName() for one in pane._history.findChildren(QAbstractButton)]
    assert any("Earlier question" in one for one in buttons)


@pytest.mark.parametrize(("width", "single"), [(1280, False), (1000, False), (420, True)])
def test_panes_fit_the_window(a_scene, width, single):
    scene = a_scene(width=width)
    assert scene.page.room.fitted.single is single
    assert scene.page.list.isVisible()
    assert scene.page.views.isVisible() is (width >= 1000)
    assert scene.window.width() == width


def test_a_page_built_anew_goes_on_where_it_was(town):
    conversation = town.open("Omar")
    town.page.listing.choose_order("longest-wait")
    town.window.set_look(name="dark")
    town.settle()
    assert town.page.opened_id() == conversation
    assert str(town.page.listing.order) == "longest-wait"
    town.window.set_look(name="light")
    town.settle()


def test_hostile_names_are_painted_in_their_row_only(town):
    rows = town.page.list.table
    picture = rows.grab()
    assert picture.size() == QSize(rows.width(), rows.height())
    said = rows.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "\u202e" not in said


def test_a_due_time_grows_old_without_new_data(town):
    row = town.page.model.conversation(0)
    assert row is not None
    town.services.clock.advance(hours=5)
    town.page.listing.tick()
    assert town.services.clock.now() == NOW + timedelta(hours=5)
    said = town.page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "late since 15:25" in said


def test_only_what_others_wrote_is_announced_in_an_open_conversation(a_scene, tmp_path):
    services = a_workstation(tmp_path / "talk")
    account = add_account(services)
    receive(services, account, [a_message("q", "When do you open?", 2)])
    scene = a_scene(services)
    scene.open("Nadia")
    said = scene.page.thread_pane.said
    ours = a_message("a", "At 9.", 1, parent="q", writer=US)
    for item, words in ((ours, ""), (a_message("t", "Thanks", 0.5, parent="a"), "1 new")):
        changed = receive(services, account, [item])
        scene.page.refresh(Changes(conversations=frozenset(changed)))
        scene.settle()
        assert said.text().startswith(words)
        assert bool(said.text()) == bool(words)


def test_without_a_charter_the_context_says_so_and_praises_nothing(a_scene, tmp_path):
    services = a_workstation(tmp_path / "free")
    receive(services, add_account(services), [a_message("q", "When do you open?", 2)])
    scene = a_scene(services)
    scene.open("Nadia")
    scene.window.act("inbox.reply")
    scene.settle()
    composer = scene.page.composer
    assert composer is not None
    composer.editor.setPlainText("At 9.")
    composer.look()
    assert composer.context._summary.text() == "No charter governs this account."


def test_the_guide_has_its_key_and_takes_the_focus(a_scene, tmp_path):
    services = a_workstation(tmp_path / "w")
    account = add_account(services)
    charter, _ = services.charters.add_starter("mediatheques-ormaie")
    services.charters.assign(account.id, charter)
    receive(services, account, [a_message("q", "Quand ouvrez-vous ?", 2)])
    scene = a_scene(services)
    scene.window.activateWindow()
    scene.open("Nadia")
    assert scene.window.act("inbox.guide")
    scene.settle()
    composer = scene.page.composer
    assert composer is not None
    scene.qtbot.waitUntil(composer.context.guide.search.hasFocus)


def test_a_conversation_that_joins_another_while_it_is_open_is_followed(a_scene, tmp_path):
    services = a_workstation(tmp_path / "joined")
    account = add_account(services)
    receive(services, account, [a_message("a", "First half", 5)])
    receive(services, account, [a_message("b", "Second half", 3, parent="unknown")])
    scene = a_scene(services)
    scene.page.open_conversation(2)
    scene.window.act("inbox.reply")
    scene.settle()
    composer = scene.page.composer
    assert composer is not None
    composer.editor.setPlainText("Written meanwhile")
    missing = a_message("unknown", "Between them", 4, parent="a", context=True)
    changed = receive(services, account, [missing])
    assert changed == [1]
    scene.page.refresh(Changes(conversations=frozenset(changed)))
    scene.settle()
    opened = scene.page.thread_pane.thread_
    assert opened is not None
    assert [one.message.text for one in opened.entries] == [
        "First half",
        "Between them",
        "Second half",
    ]
    assert scene.page.list.selected_ids() == [1]
    assert composer.isVisible()
    assert composer.editor.toPlainText() == "Written meanwhile"
