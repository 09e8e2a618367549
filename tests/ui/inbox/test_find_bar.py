"""Finding words within the open conversation."""

from PySide6.QtCore import Qt

from cmworkstation.ui.inbox.find_bar import finds
from tests.builders_workspace import a_message, a_workstation, add_account, receive


def a_talk(tmp_path):
    services = a_workstation(tmp_path / "talk")
    words = ["Is the café open?", "No, the CAFE is closed.", "Thank you", "And the cafés nearby?"]
    items = [
        a_message(f"m{n}", text, 9 - n, **({"parent": f"m{n - 1}"} if n else {}))
        for n, text in enumerate(words)
    ]
    receive(services, add_account(services), items)
    return services


def texts(scene, query):
    thread = scene.page.thread_pane.thread_
    found = finds(thread, query)
    return [one.message.text for one in thread.entries if one.message.id in found]


def test_words_are_found_whatever_their_capitals_and_accents(a_scene, tmp_path):
    scene = a_scene(a_talk(tmp_path))
    scene.open("Nadia")
    assert texts(scene, "cafe") == [
        "Is the café open?",
        "No, the CAFE is closed.",
        "And the cafés nearby?",
    ]
    assert texts(scene, "closed café") == ["No, the CAFE is closed."]
    assert len(texts(scene, "nadia")) == 4
    assert texts(scene, "  ") == []


def test_enter_walks_round_the_finds_and_esc_leads_back_to_the_thread(a_scene, tmp_path):
    scene = a_scene(a_talk(tmp_path))
    scene.window.activateWindow()
    scene.open("Nadia")
    assert scene.window.act("inbox.find")
    bar, line = scene.page.thread_pane.finder, scene.page.thread_pane.line
    scene.qtbot.waitUntil(bar.field.hasFocus)
    scene.qtbot.keyClicks(bar.field, "cafe")
    walked = []
    for _ in range(4):
        scene.qtbot.keyClick(bar.field, Qt.Key.Key_Return)
        walked.append((bar.count.text(), line.current().text))
    assert [place for place, _ in walked] == ["1 of 3", "2 of 3", "3 of 3", "1 of 3"]
    assert walked[1][1] == "No, the CAFE is closed."
    assert line._in_sight(line._current)
    assert scene.window.act("inbox.find_previous")
    assert bar.count.text() == "3 of 3"
    scene.qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    scene.qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert line.hasFocus()
    assert not scene.window.can("inbox.find_next")


def test_nothing_found_is_said(a_scene, tmp_path):
    scene = a_scene(a_talk(tmp_path))
    scene.open("Nadia")
    scene.window.act("inbox.find")
    bar = scene.page.thread_pane.finder
    bar.field.setText("zebra")
    bar.field.searched.emit("zebra")
    assert bar.count.text() == "Nothing found"
    assert not bar.next.isEnabled()


def test_the_place_among_the_finds_survives_a_new_message(a_scene, tmp_path):
    services = a_talk(tmp_path)
    scene = a_scene(services)
    scene.open("Nadia")
    scene.window.act("inbox.find")
    bar = scene.page.thread_pane.finder
    bar.field.setText("cafe")
    bar.field.searched.emit("cafe")
    bar.step(1)
    receive(services, services.accounts.listed()[0], [a_message("m9", "A café!", 1, parent="m3")])
    scene.page.opening.read_again(scene.page.opened_id())
    assert bar.count.text() == "2 of 4"


def test_another_conversation_begins_without_the_search(a_scene, tmp_path):
    services = a_talk(tmp_path)
    receive(services, services.accounts.listed()[0], [a_message("other", "Hello", 3)])
    scene = a_scene(services)
    scene.page.list.select_row(0)
    scene.settle()
    scene.window.act("inbox.find")
    scene.page.list.select_row(1)
    scene.settle()
    assert not scene.page.thread_pane.finder.isVisible()
