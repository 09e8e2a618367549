"""A kill while somebody types: what was written two seconds ago is on the disk."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cmworkstation.store import drafts
from cmworkstation.store.database import Workspace

pytestmark = pytest.mark.faults
TYPIST = """
import sys, time
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
app = QApplication([])
from cmworkstation.app import build_window
from cmworkstation.domain.conversation import View
from cmworkstation.ui import pages
from cmworkstation.ui.composer.pane import ComposerPane
from cmworkstation.ui.page import Page, PageSpec
from cmworkstation.ui.preferences import Preferences
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World

class Writing(Page):
    def __init__(self, window):
        super().__init__(window)
        self.composer = ComposerPane(window)

pages.PAGES = (PageSpec("inbox", "Inbox", "inbox", Writing),)
world = World(Path(sys.argv[1]), SetClock(START))
account = world.add_account()
world.server.write("q1", "Bonjour ?")
world.poll(account)
window = build_window(world.services, Preferences(volatile=True), theme="light", zoom=1.0)
window.show()
composer = window.page("inbox").composer
composer.open(world.services.inbox.ids(View(status=None))[0])
for n in range(2000):
    composer.editor.insertPlainText(f"{n} ")
    print(n, time.monotonic(), flush=True)
    QTest.qWait(40)
"""


def test_at_most_two_seconds_of_text_are_lost(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    said = tmp_path / "said"
    with said.open("w") as out:
        typist = subprocess.Popen(
            [sys.executable, "-c", TYPIST, str(tmp_path / "w")], env=environment, stdout=out
        )
        deadline = time.monotonic() + 60
        while said.read_text().count("\n") < 90 and time.monotonic() < deadline:
            time.sleep(0.05)
        killed_at = time.monotonic()
        typist.send_signal(signal.SIGKILL)
        typist.wait(10)
    typed = [line.split() for line in said.read_text().splitlines() if len(line.split()) == 2]
    assert len(typed) >= 90
    workspace = Workspace(tmp_path / "w")
    (draft,) = drafts.all_drafts(workspace.read())
    workspace.close()
    kept = [int(word) for word in draft.body.split()]
    assert kept == list(range(len(kept)))
    due = [int(n) for n, at in typed if float(at) < killed_at - 2]
    assert kept[-1] >= due[-1]
