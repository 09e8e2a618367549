"""The window over the update of an older workspace."""

import threading

from cmworkstation.domain.errors import UpdateStopped
from cmworkstation.domain.progress import Progress
from cmworkstation.ui.updating import UpdateDialog


def test_the_update_shows_how_far_it_is_and_ends_with_what_was_opened(qtbot) -> None:
    go = threading.Event()

    def open_(told):
        told(Progress(1, 4, "update"))
        go.wait(5)
        return "opened"

    dialog = UpdateDialog(open_)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.line.text() == "Updating 25 %")
    assert (dialog.bar.value(), dialog.bar.maximum()) == (1, 4)
    assert dialog.bar.accessibleName()
    with qtbot.waitSignal(dialog.over) as over:
        go.set()
    assert over.args == ["opened"]


def test_stopping_is_heard_at_the_next_step(qtbot) -> None:
    going = threading.Event()

    def open_(told):
        while not going.wait(0.01):
            told(Progress(0, 0, "update"))

    dialog = UpdateDialog(open_)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.over) as over:
        dialog.close()
    assert isinstance(over.args[0], UpdateStopped)
    assert not dialog.stop.isEnabled()
