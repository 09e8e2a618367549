"""The window at the outbox, and the ways to lead it into every state."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cmworkstation.domain.account import Idempotency
from cmworkstation.domain.conversation import Changes, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.ui.outbox.page import OutboxPage
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World
from tests.ui.inbox.conftest import Scene, close_window


class Outbox(Scene):
    """The window at the outbox, over a server that does as it is told."""

    def __init__(self, folder: Path, qtbot: Any, idempotency: Idempotency) -> None:
        self.world = World(folder, SetClock(START), idempotency)
        self.account = self.world.add_account()
        super().__init__(self.world.services, qtbot)
        self.go()

    def crash(self) -> None:
        """End without a word while the outbox is open, and start again."""
        close_window(self)
        self.world.restart()
        super().__init__(self.world.services, self.qtbot)
        self.go()

    @property
    def outbox(self) -> OutboxPage:
        page = self.window.page("outbox")
        assert isinstance(page, OutboxPage)
        return page

    def go(self) -> None:
        self.window.go("outbox")
        self.settle()

    def question(self, name: str, text: str = "When do you open?") -> ConversationId:
        """Somebody asks something, and it is read."""
        before = set(self.services.inbox.ids(View(status=None)))
        self.world.server.write(name, text)
        self.world.poll(self.account)
        (new,) = set(self.services.inbox.ids(View(status=None))) - before
        return ConversationId(new)

    def reply(self, name: str, *fates: str, body: str = "At nine.", hold_s: float = 0) -> OutboxRow:
        """Answer a new question; the next attempts end as told."""
        draft = self.services.drafts.begin(self.question(name))
        row, _ = self.services.outbox.queue(replace(draft, body=body), hold_s=hold_s)
        self.world.server.script.extend(fates)
        if fates:
            self.deliver()
        self.look()
        return row

    def deliver(self) -> None:
        """Do what is due now, as the lanes do."""
        for rows in self.services.outbox.due().values():
            for outbox_id in rows:
                self.services.outbox.deliver(outbox_id)
        self.look()

    def pass_time(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        self.deliver()

    def look(self) -> None:
        self.window.apply_changes(Changes(outbox=True))
        QApplication.processEvents()

    def choose(self, row: OutboxRow) -> None:
        place = self.outbox._model.place_of(row.id)
        self.outbox._list.setCurrentIndex(self.outbox._model.index(place))
        QApplication.processEvents()

    def words(self) -> str:
        """Return all words about the chosen reply."""
        QApplication.processEvents()
        labels = self.outbox._detail.findChildren(QLabel)
        return "\n".join(one.text() for one in labels if one.isVisible())

    def buttons(self) -> dict[str, QPushButton]:
        QApplication.processEvents()
        found = self.outbox._detail.findChildren(QPushButton)
        return {one.text().strip(): one for one in found if one.isVisible()}

    def press(self, words: str) -> None:
        self.buttons()[words].click()
        self.settle()

    def state(self, row: OutboxRow) -> OutboxState:
        return self.services.outbox.row(row.id).state
